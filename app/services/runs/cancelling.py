"""Cancelling a run."""

from __future__ import annotations

from uuid import UUID

from app.db import now
from app.errors import Conflict
from app.models import Run
from app.models.runs import CANCELLED, QUEUED
from app.services import audit, policy
from app.services.policy import Caller
from app.services.runs.reading import find


class RunIsOver(Conflict):
    """There is nothing to cancel any more."""


def cancel_run(caller: Caller, run_id: UUID) -> Run:
    """At once if it waits. A worker that is at it is told, and closes the call within a second.

    Cancelling twice changes nothing.
    """
    policy.require(caller, policy.WRITE)
    run = find(caller, run_id, lock=True)
    if run.is_over and run.status != CANCELLED:
        raise RunIsOver(f"The run has {run.status} already; there is nothing to cancel.")
    if run.cancel_requested_at is not None:
        return run
    before, run.cancel_requested_at = run.status, now()
    if run.status == QUEUED:
        run.status, run.ended_at, run.due_at = CANCELLED, now(), None
    changes = {"status": [before, CANCELLED]}
    audit.record(
        caller, "run.cancelled", run.id, run.prompt_name, changes, project_id=run.project_id
    )
    return run
