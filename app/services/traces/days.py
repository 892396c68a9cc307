"""Making the tables of the days to come."""

from __future__ import annotations

from sqlalchemy import text

from app.db import db

DAYS_AHEAD = 7


def make_days() -> int:
    """Make what is missing of yesterday to a week ahead; how many were made.

    Spans of other days are kept in a table of their own until this is called, and then moved. It
    gives up after a second when that table is in use: the next call does it.
    """
    db.session.execute(text("SET LOCAL lock_timeout = '1s'"))
    made: int = db.session.scalar(text("SELECT make_span_days(:ahead)"), {"ahead": DAYS_AHEAD})
    return made
