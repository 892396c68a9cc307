"""One trace with its spans, and one span with all that was sent of it."""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, LargeBinary, Select, any_, delete, func, literal, select

from app.db import db, uuid7
from app.errors import NotFound
from app.models import Score, Span, StaleHour, Trace
from app.services import audit, policy
from app.services.access.names import put_authors
from app.services.policy import Caller
from app.services.traces.sharing import put_shared

MOST_SPANS = 5_000
MOST_SCORES = 500

OUTLINE = (
    *(Span.span_id, Span.parent_span_id, Span.name, Span.kind, Span.level, Span.status_message),
    *(Span.started_at, Span.ended_at, Span.latency_ms, Span.first_token_at, Span.model),
    *(Span.provider, Span.prompt_id, Span.prompt_name, Span.prompt_version, Span.input_tokens),
    *(Span.output_tokens, Span.cached_tokens, Span.reasoning_tokens, Span.total_tokens),
    *(Span.cost_usd, Span.is_clamped),
)
Outline = namedtuple("Outline", [column.key for column in OUTLINE])  # type: ignore[misc]
"""To ask SQLAlchemy's rows for their columns took half of what a long trace takes to answer."""


class NoSuchTrace(NotFound):
    """Not in this project, or not any more."""


class NoSuchSpan(NotFound):
    """Not in this trace."""


@dataclass(frozen=True)
class ShownTrace:
    trace: Trace
    spans: Sequence[Any]
    """By the time they began; at most 5,000."""
    total: int
    present: frozenset[bytes]
    """The ids of spans that are there, as far as those shown name them."""
    scores: Sequence[Score]

    def is_orphan(self, span: Any) -> bool:
        return span.parent_span_id is not None and span.parent_span_id not in self.present


def get_trace(caller: Caller, trace_id: UUID) -> ShownTrace:
    policy.require(caller, policy.READ)
    trace = find_trace(caller, trace_id)
    order = (Span.started_at, Span.span_id)
    query = spans_of(trace, *OUTLINE).order_by(*order).limit(MOST_SPANS)
    spans = list(map(Outline._make, db.session.execute(query)))
    total = len(spans) if len(spans) < MOST_SPANS else max(trace.span_count, MOST_SPANS)
    return ShownTrace(trace, spans, total, present_of(trace, spans), scores_of(trace))


def find_trace(caller: Caller, trace_id: UUID) -> Trace:
    trace = db.session.get(Trace, (caller.project_id, trace_id))
    if trace is None:
        raise NoSuchTrace(
            "There is no such trace here; it may not have arrived yet, or be older than what this"
            " project keeps."
        )
    return trace


def spans_of(trace: Trace, *columns: Any) -> Select[Any]:
    """With the time the trace took, so that only the tables of its days are read."""
    return select(*columns).where(
        Span.project_id == trace.project_id,
        Span.trace_id == trace.trace_id,
        Span.started_at.between(trace.started_at, trace.ended_at),
    )


def present_of(trace: Trace, spans: Sequence[Any]) -> frozenset[bytes]:
    """Parents may lie beyond those that are shown."""
    present = {span.span_id for span in spans}
    missing = {span.parent_span_id for span in spans if span.parent_span_id} - present
    if missing and len(spans) >= MOST_SPANS:
        among = Span.span_id == any_(literal(list(missing), ARRAY(LargeBinary)))
        present |= set(db.session.scalars(spans_of(trace, Span.span_id).where(among)))
    return frozenset(present)


def scores_of(trace: Trace) -> Sequence[Score]:
    """Of the trace, its spans and its runs, newest first, with who gave them."""
    query = (
        select(Score)
        .where(Score.project_id == trace.project_id, Score.shard_id == trace.trace_id)
        .order_by(Score.created_at.desc(), Score.id)
    )
    scores = db.session.scalars(query.limit(MOST_SCORES)).all()
    put_authors(scores)
    return scores


def get_span(caller: Caller, trace_id: UUID, span_id: bytes) -> tuple[Span, bool]:
    """All of a span, and whether its parent is missing."""
    policy.require(caller, policy.READ)
    trace = find_trace(caller, trace_id)
    # The same id may have come twice, with two beginnings.
    query = spans_of(trace, Span).where(Span.span_id == span_id).order_by(Span.started_at)
    span: Span | None = db.session.scalar(query.limit(1))
    if span is None:
        raise NoSuchSpan("There is no such span in this trace; look at those it has.")
    put_shared([span])
    if span.parent_span_id is None:
        return span, False
    parent = spans_of(trace, Span.span_id).where(Span.span_id == span.parent_span_id).limit(1)
    return span, db.session.scalar(parent) is None


def delete_trace(caller: Caller, trace_id: UUID) -> None:
    """With its spans and scores; what they added to the sums goes when those are made anew."""
    policy.require(caller, policy.ADMIN)
    query = select(Trace).where(Trace.project_id == caller.project_id, Trace.trace_id == trace_id)
    # Locked, so that what is being added to it now goes as well.
    if (trace := db.session.scalar(query.with_for_update())) is None:
        find_trace(caller, trace_id)
        return
    hour = func.date_trunc("hour", Span.started_at, "UTC")
    for moment in db.session.scalars(spans_of(trace, hour).distinct()):
        db.session.add(StaleHour(id=uuid7(), project_id=trace.project_id, hour=moment))
    for row, key in ((Span, Span.trace_id), (Score, Score.shard_id)):
        mine = (row.project_id == trace.project_id, key == trace.trace_id)
        db.session.execute(delete(row).where(*mine).execution_options(synchronize_session=False))
    db.session.delete(trace)
    audit.record(
        caller,
        "trace.deleted",
        trace_id,
        trace.name,
        {"spans": [trace.span_count, 0]},
        project_id=trace.project_id,
    )
