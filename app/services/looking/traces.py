"""A trace with the first of its spans, and one span with what was sent of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from app.db import compact_json, db
from app.models import Score, Span, Trace
from app.services import policy
from app.services.access.names import put_authors
from app.services.looking.rows import Looked, NoSuchRow, look_at
from app.services.policy import Caller
from app.services.traces import put_shared

MOST_SPANS = 500
MOST_SCORES = 20
SPAN_BODIES = ("input", "output", "parameters", "attributes", "events", "links")
OUTLINE = (
    *(Span.span_id, Span.parent_span_id, Span.name, Span.kind, Span.level, Span.started_at),
    *(Span.latency_ms, Span.model, Span.total_tokens, Span.cost_usd, Span.is_clamped),
)


@dataclass(frozen=True)
class LookedTrace:
    trace: Trace
    spans: Sequence[Any]
    """The first by when they began."""
    more: bool
    scores: Sequence[Score]
    """The newest, of the trace and of what is in it."""


def look_at_trace(caller: Caller, project_id: UUID, trace_id: UUID) -> LookedTrace:
    policy.require_across(caller)
    trace = get_trace(project_id, trace_id)
    query = select(*OUTLINE).where(*within(trace)).order_by(Span.started_at, Span.span_id)
    spans = db.session.execute(query.limit(MOST_SPANS + 1)).all()
    return LookedTrace(trace, spans[:MOST_SPANS], len(spans) > MOST_SPANS, scores_of(trace))


def get_trace(project_id: UUID, trace_id: UUID) -> Trace:
    trace = db.session.get(Trace, (project_id, trace_id))
    if trace is None:
        raise NoSuchRow("There is no such trace; it may be older than what its project keeps.")
    return trace


def within(trace: Trace) -> tuple[Any, ...]:
    """Its spans, by its times as well, so that only the tables of its days are read."""
    return (
        Span.project_id == trace.project_id,
        Span.trace_id == trace.trace_id,
        Span.started_at.between(trace.started_at, trace.ended_at),
    )


def scores_of(trace: Trace) -> Sequence[Score]:
    query = (
        select(Score)
        .where(Score.project_id == trace.project_id, Score.shard_id == trace.trace_id)
        .order_by(Score.created_at.desc(), Score.id)
        .limit(MOST_SCORES)
    )
    scores = db.session.scalars(query).all()
    put_authors(scores)
    return scores


def look_at_span(
    caller: Caller, project_id: UUID, trace_id: UUID, span_id: bytes
) -> tuple[Trace, Looked]:
    """The same id may have come twice, with two beginnings: the first of them."""
    policy.require_across(caller)
    trace = get_trace(project_id, trace_id)
    first = select(func.min(Span.started_at)).where(*within(trace), Span.span_id == span_id)
    moment = db.session.scalar(first)
    mine = (Span.started_at == moment, Span.span_id == span_id)
    looked = look_at(Span, SPAN_BODIES, *within(trace), *mine)
    put_shared([looked.row])
    looked.bodies["resource"] = looked.row.resource and compact_json(looked.row.resource)
    return trace, looked
