"""Taking up runs, one worker each: whose attempt it is, and for how long.

A worker that is at a run moves its `due_at` ahead again and again. When it stops to, the run is
due, and another takes it up with the next number of attempt; whatever the first still wants to
write says its own number, which is nobody's any more.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, select, update

from app.db import db, now
from app.errors import DomainError
from app.models import Run
from app.models.runs import CANCELLED, OPEN, RUNNING
from app.providers import Endpoint, Request
from app.services import policy
from app.services.connections import endpoint_of
from app.services.policy import Caller
from app.services.runs.ending import end, fail
from app.services.runs.retrying import MOST_ATTEMPTS
from app.settings import Settings
from app.wall import act_in

LEASE = timedelta(seconds=15)
LONGEST = timedelta(minutes=15)
"""For a run with all its attempts and the pauses between them."""


@dataclass(frozen=True)
class Attempt:
    """One try of one run, and all that is needed for the call."""

    caller: Caller
    run_id: UUID
    number: int
    provider: str
    endpoint: Endpoint
    request: Request
    started_at: datetime
    """Of the run: its first attempt."""

    def left_s(self) -> float:
        return (self.started_at + LONGEST - now()).total_seconds()

    @property
    def is_ours(self) -> ColumnElement[bool]:
        """Still this attempt's turn."""
        return and_(
            Run.project_id == self.caller.project_id,
            Run.id == self.run_id,
            Run.status == RUNNING,
            Run.attempts == self.number,
        )


def claim(project_id: UUID, run_id: UUID, settings: Settings) -> Attempt | None:
    """The next attempt at a run that is due, or None if there is nothing to do.

    What cannot be tried is ended here: cancelled meanwhile, out of attempts or of time.
    """
    caller = policy.system(project_id)
    act_in(project_id)
    run = db.session.scalar(
        select(Run)
        .where(Run.project_id == project_id, Run.id == run_id, is_due())
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    )
    if run is None:
        return None
    started_at = run.started_at or now()
    if run.cancel_requested_at is not None:
        end(caller, run, CANCELLED)
    elif run.attempts >= MOST_ATTEMPTS:
        fail(caller, run, "interrupted", f"{run.attempts} workers were lost while they were at it.")
    elif now() - started_at > LONGEST:
        fail(caller, run, "timeout", "It was not done within 15 minutes.")
    else:
        return begin(caller, run, started_at, settings)
    return None


def begin(caller: Caller, run: Run, started_at: datetime, settings: Settings) -> Attempt | None:
    try:
        provider, endpoint, _ = endpoint_of(caller, settings, run.connection)
    except DomainError as error:
        fail(caller, run, "invalid", error.message)
        return None
    run.status, run.started_at = RUNNING, started_at
    run.attempts += 1
    run.due_at = lease_end()
    request = Request(run.messages, run.model, run.parameters or {}, run.attempts)
    attempt = Attempt(caller, run.id, run.attempts, provider, endpoint, request, started_at)
    seconds = min(endpoint.timeout_s, max(attempt.left_s(), 1.0))
    return replace(attempt, endpoint=replace(endpoint, timeout_s=seconds))


def is_due() -> ColumnElement[bool]:
    return and_(Run.status.in_(OPEN), Run.due_at <= func.clock_timestamp())


def lease_end() -> Any:
    """By the database's clock, which all workers share."""
    return func.clock_timestamp() + LEASE


def renew(attempt: Attempt) -> Any:
    """Go on with an attempt; its row with `cancel_requested_at`, or None if it is ours no more."""
    return db.session.execute(
        update(Run)
        .where(attempt.is_ours)
        .values(due_at=lease_end())
        .returning(Run.cancel_requested_at)
        .execution_options(synchronize_session=False)
    ).first()


def ask(attempt: Attempt) -> Any:
    """The same without going on."""
    return db.session.execute(select(Run.cancel_requested_at).where(attempt.is_ours)).first()
