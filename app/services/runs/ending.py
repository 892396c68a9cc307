"""How a run ends: its last state together with its trace."""

from __future__ import annotations

from sqlalchemy import delete

from app.db import db, now
from app.models import Run, RunPiece
from app.models.runs import FAILED, SUCCEEDED
from app.otlp.bounds import clean
from app.providers import Completion
from app.services.policy import Caller
from app.services.runs.cleaning import cleaned
from app.services.runs.describing import describe
from app.services.runs.masking import mask
from app.services.runs.reporting import total_of
from app.services.runs.tracing import keep_trace, price


def succeed(caller: Caller, run: Run, answer: Completion) -> None:
    put_answer(run, answer)
    end(caller, run, SUCCEEDED)


def put_answer(run: Run, answer: Completion) -> None:
    """What was said, by which model, and by how many tokens."""
    usage = answer.usage
    run.output = cleaned(answer.message)
    run.model = clean(answer.model or run.model or "") or None
    run.finish_reason = clean(answer.finish_reason or "") or None
    run.first_token_ms = answer.first_token_ms
    run.error = run.error_kind = None
    if usage is not None:
        run.input_tokens, run.output_tokens = usage.input_tokens, usage.output_tokens
        run.cached_tokens, run.reasoning_tokens = usage.cached_tokens, usage.reasoning_tokens
        run.total_tokens = total_of(usage.input_tokens, usage.output_tokens)


def fail(caller: Caller, run: Run, kind: str, message: str) -> None:
    run.error_kind, run.error = kind, message
    end(caller, run, FAILED)


def end(caller: Caller, run: Run, status: str) -> None:
    """In the transaction that locks the run. What was never begun leaves no trace."""
    run.status, run.ended_at, run.due_at = status, now(), None
    price(run)
    mask(run)
    describe(run)
    forget_pieces(run)
    if run.attempts:
        keep_trace(caller, run)


def forget_pieces(run: Run) -> None:
    db.session.execute(
        delete(RunPiece)
        .where(RunPiece.project_id == run.project_id, RunPiece.run_id == run.id)
        .execution_options(synchronize_session=False)
    )
