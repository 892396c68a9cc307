"""A run as a trace: one span, of the call of the model."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from app.db import now
from app.models import Run
from app.models.runs import CANCELLED, FAILED, TOKENS
from app.otlp import Span
from app.services.policy import Caller
from app.services.prices import price_book
from app.services.traces import store_spans
from app.services.traces.costs import models_of, work_out_costs

LEVELS = {FAILED: "error", CANCELLED: "warning"}
OLDEST = timedelta(days=30)
"""What is older keeps its day no more; then a run is kept without a trace."""


def keep_trace(caller: Caller, run: Run) -> None:
    """In the transaction that ends the run: the one is readable if and only if the other is."""
    if began_at(run) >= now() - OLDEST:
        store_spans(caller, trace_of(run))


def price(run: Run) -> None:
    """What the run cost, and by which price, if its model has one."""
    (span,) = trace_of(run)
    book = price_book(run.project_id, models_of([span]))
    (run.price,) = work_out_costs(book, [span])
    run.cost_usd = span.cost_usd


def trace_of(run: Run) -> list[Span]:
    """Of a run that is over. It began when its last attempt did: no pause counts as the model's."""
    began = began_at(run)
    return [
        Span(
            trace_id=run.trace_id,
            span_id=run.id.bytes[8:],
            parent_span_id=None,
            name=f"chat {run.model}" if run.model else "chat",
            started_at=began,
            ended_at=run.ended_at or began,
            latency_ms=run.latency_ms or 0.0,
            is_clamped=False,
            attributes=attributes_of(run),
            events=[],
            links=[],
            resource={"service.name": "promptside"},
            kind="generation",
            level=LEVELS.get(run.status, "default"),
            status_message=run.error,
            environment=run.environment,
            trace_name=run.prompt_name,
            user_id=run.user_id,
            session_id=run.session_id,
            model=run.model,
            provider=run.provider,
            parameters=run.parameters,
            prompt_name=run.prompt_name,
            prompt_version=run.prompt_version,
            prompt_id=run.prompt_id,
            input=run.messages or None,
            output=[run.output] if run.output else None,
            first_token_at=first_token_at(run, began),
            **{name: getattr(run, name) for name in TOKENS},
        )
    ]


def began_at(run: Run) -> datetime:
    ended = run.ended_at or now()
    return ended - timedelta(milliseconds=run.latency_ms or 0)


def first_token_at(run: Run, began: datetime) -> datetime | None:
    if run.first_token_ms is None:
        return None
    return began + timedelta(milliseconds=run.first_token_ms)


def attributes_of(run: Run) -> dict[str, Any]:
    """What a span has no field for."""
    facts = {
        "promptside.run.id": str(run.id),
        "promptside.run.source": run.source,
        "promptside.run.status": run.status,
        "promptside.run.attempts": run.attempts,
        "promptside.connection": run.connection,
        "promptside.prompt.label": run.label,
        "promptside.error.kind": run.error_kind,
        "gen_ai.response.finish_reasons": [run.finish_reason] if run.finish_reason else None,
        "metadata": run.metadata_,
    }
    return {name: value for name, value in facts.items() if value is not None}
