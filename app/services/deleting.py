"""Deleting very many rows piece by piece, each in a short transaction of its own."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, any_, column, delete, func, select
from sqlalchemy.orm import InstrumentedAttribute

from app.db import db, transaction
from app.wall import act_in

MOST_ROWS, FIRST_ROWS, FEWEST_ROWS = 5_000, 1_000, 100
FIRST_STEP, SHORTEST_STEP = timedelta(minutes=1), timedelta(microseconds=1)
HASTE_S = 0.4
"""A piece that took longer is followed by a smaller one, and one that took a quarter of it by a
larger one, so that none takes a second: nobody knows what must be read for a row.
"""
REST = 9
"""Times as long as a piece took: who reads meanwhile finds the server free in most cases, and 99 of
100 reads take less than twice the time (`benchmarks retention`).
"""
BEGINNING = datetime.min.replace(tzinfo=UTC)

Size = TypeVar("Size", int, timedelta)


@dataclass(frozen=True)
class Old:
    """Rows of a project that may go, by a time about in the order of which they lie on the disk."""

    what: str
    model: Any
    at: InstrumentedAttribute[datetime]
    until: datetime
    clauses: tuple[ColumnElement[bool], ...]
    since: datetime = BEGINNING

    def between(self, start: datetime, end: datetime) -> tuple[ColumnElement[bool], ...]:
        return (*self.clauses, self.at >= start, self.at < end)


def delete_in_pieces(project_id: UUID, old: Old) -> Iterator[int]:
    """From the newest on, by stretches of time, as nobody knows how old the oldest is."""
    end, step, most = old.until, FIRST_STEP, FIRST_ROWS
    while end > old.since:
        start = old.since if step >= end - old.since else end - step
        began = time.monotonic()
        with transaction():
            act_in(project_id)
            count = delete_piece(old, start, end, most)
            yield count
        took_s = time.monotonic() - began
        time.sleep(took_s * REST)
        if count < most:
            end, step = start, next_size(step, took_s)
        else:
            # What is left of it is looked for among what has just gone: better in less.
            step = max(step / 2, SHORTEST_STEP)
            most = min(max(next_size(most, took_s), FEWEST_ROWS), MOST_ROWS)


def delete_piece(old: Old, start: datetime, end: datetime, most: int) -> int:
    """As they lie on the disk, so that few pages are read and written for many rows."""
    place: Any = column("ctid")
    chosen = select(place).select_from(old.model).where(*old.between(start, end)).limit(most)
    # The times once more, so that only one day's table of spans is meant.
    here = (place == any_(func.array(chosen.scalar_subquery())), *old.between(start, end))
    statement = delete(old.model).where(*here)
    done: Any = db.session.execute(statement.execution_options(synchronize_session=False))
    return int(done.rowcount)


def next_size(size: Size, took_s: float) -> Size:
    if took_s > HASTE_S:
        return size // 2
    return size * 2 if took_s < HASTE_S / 4 else size
