"""Waiting for the end of a run, by asking the database again and again.

Between two questions no connection of the pool is held.
"""

from __future__ import annotations

import time
from uuid import UUID

from sqlalchemy import select

from app.db import db
from app.models import Run
from app.models.runs import OPEN
from app.services.policy import Caller
from app.services.runs.reading import find, get_run
from app.wall import act_in

PAUSE_S = 0.15


def wait_for_end(caller: Caller, run_id: UUID, seconds: float) -> Run:
    """The run when it is over, or as it is after so many seconds. Not within a transaction."""
    run = get_run(caller, run_id)
    return awaited(caller, run_id, seconds) if seconds else run


def awaited(caller: Caller, run_id: UUID, seconds: float) -> Run:
    """The same for who has just asked for the run, and may know no other."""
    act_in(caller.project_id)
    status = select(Run.status).where(Run.project_id == caller.project_id, Run.id == run_id)
    deadline = time.monotonic() + seconds
    while db.session.scalar(status) in OPEN and (left := deadline - time.monotonic()) > 0:
        db.session.rollback()
        time.sleep(min(PAUSE_S, left))
    return find(caller, run_id)
