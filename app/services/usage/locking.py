"""Who adds up a project, or takes from what is added up: one at a time."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import text

from app.db import db

SEED = 7_236_114_012
KEY = "hashtextextended(:project, :seed)"


def hold(project_id: UUID, *, wait: bool = False) -> bool:
    """Until the transaction ends; False if another one has it, and this one does not wait."""
    values = {"project": str(project_id), "seed": SEED}
    if wait:
        db.session.execute(text(f"SELECT pg_advisory_xact_lock({KEY})"), values)
        return True
    return bool(db.session.scalar(text(f"SELECT pg_try_advisory_xact_lock({KEY})"), values))
