"""Carrying out a run: the call, its pieces as they come, and its end. For workers."""

from __future__ import annotations

import logging
import threading
import time
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from app.db import as_domain_error, db, transaction
from app.errors import DomainError, Unavailable
from app.models import Run
from app.models.runs import CANCELLED, QUEUED
from app.providers import Completion, ProviderFailed, stream
from app.services.runs.calls import Call
from app.services.runs.claiming import Attempt, claim
from app.services.runs.ending import end, fail, forget_pieces, succeed
from app.services.runs.listening import Cancelled, Lost, Stopped, listen
from app.services.runs.retrying import pause_s
from app.settings import Settings
from app.wall import act_in

log = logging.getLogger(__name__)

AGAIN_S = 1.0
PATIENCE_S = 300.0
"""How long a result is kept in hand while the database is away."""

INTERNAL = "internal"
"""The kind of failure that is no provider's."""
UNKEEPABLE = ProviderFailed(
    INTERNAL, "The answer cannot be kept; the worker's log says why.", retryable=False
)
Outcome = Completion | ProviderFailed | Cancelled | Stopped | Lost


@dataclass(frozen=True)
class Result:
    outcome: Outcome
    latency_ms: float


def execute(project_id: UUID, run_id: UUID, settings: Settings, stop: threading.Event) -> None:
    """One attempt at a run, if it is due and nobody else is at it.

    `stop` gives it back, for another worker to begin anew.
    """
    if stop.is_set():
        return
    with transaction():
        attempt = claim(project_id, run_id, settings)
    if attempt is not None:
        keep(attempt, carry_out(attempt, stop))


def carry_out(attempt: Attempt, stop: threading.Event) -> Result:
    """Holds no connection and no transaction while the model thinks."""
    began = time.monotonic()
    call = Call(
        lambda: stream(attempt.provider, attempt.endpoint, attempt.request),
        attempt.endpoint.hang_up.now,
    )
    with closing(call):
        outcome = listen(attempt, call, stop)
    if isinstance(outcome, Exception) and not isinstance(outcome, ProviderFailed):
        log.error("the call of a model failed by our own fault", exc_info=outcome)
        outcome = ProviderFailed(INTERNAL, "It failed here; the log says why.", retryable=False)
    return Result(outcome, (time.monotonic() - began) * 1000)


def keep(attempt: Attempt, result: Result) -> None:
    """Write the result, once the database is there, if it is still this attempt's to write."""
    deadline = time.monotonic() + PATIENCE_S
    while not isinstance(result.outcome, Lost):
        try:
            with transaction():
                write(attempt, result)
            return
        except (SQLAlchemyError, DomainError) as error:
            if time.monotonic() > deadline or result.outcome is UNKEEPABLE:
                raise
            if may_pass(error):
                log.warning("a run cannot be ended until the database answers: %s", error)
                time.sleep(AGAIN_S)
            else:
                log.exception("the result of a run cannot be kept")
                result = replace(result, outcome=UNKEEPABLE)


def may_pass(error: Exception) -> bool:
    """Whether the database is away or busy, and it is not the result that it refuses."""
    refusal = as_domain_error(error) if isinstance(error, SQLAlchemyError) else error
    return isinstance(refusal, Unavailable)


def write(attempt: Attempt, result: Result) -> None:
    act_in(attempt.caller.project_id)
    run = db.session.scalar(
        select(Run)
        .where(attempt.is_ours)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if run is None:
        log.warning("the result of an attempt came late and is dropped")
        return
    run.latency_ms = result.latency_ms
    match result.outcome:
        case Completion() as answer:
            succeed(attempt.caller, run, answer)
        case ProviderFailed() as error:
            write_failure(attempt, run, error)
        case Cancelled(text):
            run.output = {"role": "assistant", "content": text} if text else None
            end(attempt.caller, run, CANCELLED)
        case Stopped():
            give_back(run, 0.0)


def write_failure(attempt: Attempt, run: Run, error: ProviderFailed) -> None:
    pause = pause_s(error, attempt.number, attempt.left_s())
    if pause is None:
        fail(attempt.caller, run, error.kind, error.message)
        return
    run.error_kind, run.error = error.kind, error.message
    give_back(run, pause)


def give_back(run: Run, pause: float) -> None:
    """To the queue, for the next attempt. Whoever sweeps there finds it when it is due."""
    run.status = QUEUED
    run.due_at = func.clock_timestamp() + timedelta(seconds=pause)
    forget_pieces(run)
