"""Taking stored spans out again, so that they can be stored with more than was known of them.

A span is never changed. Who sends its parts one after the other, as Langfuse's older SDKs do, has
it taken out and stored anew, in one transaction and with the trace locked.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, BigInteger, delete, func, literal, select, tuple_

from app.db import db, uuid7
from app.models import Span as Row
from app.models import StaleHour, Trace
from app.otlp import Span
from app.services.traces.merging import NO_ORIGIN, SAID, origin_of
from app.services.traces.sharing import put_shared
from app.services.traces.summing import Summary, summaries_of

Key = tuple[UUID, bytes]
"""Trace and span."""

UNSAID = {"environment": "default"}
"""What a summary holds of what nobody says; of the rest nothing, but the name it had."""


def lock_traces(project_id: UUID, trace_ids: Iterable[UUID]) -> None:
    """Until the transaction ends, among those who ask for this: also of traces still to come."""
    keys = [lock_key(project_id, trace_id) for trace_id in set(trace_ids)]
    wanted = func.unnest(literal(sorted(keys), ARRAY(BigInteger))).column_valued("key")
    db.session.execute(select(func.pg_advisory_xact_lock(wanted)))


def lock_key(project_id: UUID, trace_id: UUID) -> int:
    digest = hashlib.sha256(project_id.bytes + trace_id.bytes).digest()
    return int.from_bytes(digest[:8], signed=True)


def stored_spans(project_id: UUID, keys: Collection[Key]) -> dict[Key, Span]:
    """As they were before prices and links; of several with one id, the one that began last."""
    mine = (Trace.project_id == project_id, Trace.trace_id.in_({trace_id for trace_id, _ in keys}))
    first, last = db.session.execute(
        select(func.min(Trace.started_at), func.max(Trace.ended_at)).where(*mine)
    ).one()
    if first is None:
        return {}
    query = (
        select(Row)
        .where(Row.project_id == project_id)
        .where(tuple_(Row.trace_id, Row.span_id).in_(keys))
        # So that only the tables of these days are read.
        .where(Row.started_at.between(first, last))
        .order_by(Row.started_at)
    )
    rows = db.session.scalars(query, execution_options={"populate_existing": True}).all()
    put_shared(rows)
    return {(row.trace_id, row.span_id): as_span(row) for row in rows}


def as_span(row: Row) -> Span:
    names = Span.__dataclass_fields__.keys() & {*row.__table__.columns.keys(), "resource"}
    fields: dict[str, Any] = {name: getattr(row, name) for name in names}
    empty: dict[str, Any] = {
        "tags": [],
        "attributes": {},
        "events": [],
        "links": [],
        "resource": {},
    }
    fields |= {name: value for name, value in empty.items() if fields[name] is None}
    # What was worked out here is worked out anew.
    stated = row.cost_usd if row.price_id is None else None
    return Span(**fields | {"cost_usd": stated, "prompt_id": None})


def withdraw_spans(project_id: UUID, spans: Collection[Span]) -> None:
    """Out of their table, and out of the sums of their traces, which may be left with none."""
    keys = [(span.trace_id, span.span_id, span.started_at) for span in spans]
    place = tuple_(Row.trace_id, Row.span_id, Row.started_at)
    here = Row.project_id == project_id
    gone = delete(Row).where(here, place.in_(keys)).returning(Row)
    rows = db.session.scalars(gone, execution_options={"synchronize_session": False}).all()
    put_shared(rows)
    taken = [as_stored(row) for row in rows]
    for summary in summaries_of(taken):
        subtract(project_id, summary)
    hours = {span.started_at.replace(minute=0, second=0, microsecond=0) for span in taken}
    db.session.add_all(StaleHour(id=uuid7(), project_id=project_id, hour=hour) for hour in hours)
    db.session.flush()


def as_stored(row: Row) -> Span:
    span = as_span(row)
    span.cost_usd, span.prompt_id = row.cost_usd, row.prompt_id
    return span


def subtract(project_id: UUID, summary: Summary) -> None:
    """Tags, models and facets stay: they only grow. Of a trace without spans nothing does."""
    query = select(Trace).where(Trace.project_id == project_id, Trace.trace_id == summary.trace_id)
    trace = db.session.scalar(query.with_for_update().execution_options(populate_existing=True))
    if trace is None:
        return
    first, last = db.session.execute(
        select(func.min(Row.started_at), func.max(Row.ended_at)).where(
            Row.project_id == project_id, Row.trace_id == summary.trace_id
        )
    ).one()
    if first is None:
        db.session.delete(trace)
        return
    trace.started_at, trace.ended_at = first, last
    trace.span_count -= summary.span_count
    trace.error_count -= summary.error_count
    trace.input_tokens -= summary.input_tokens
    trace.output_tokens -= summary.output_tokens
    trace.total_tokens -= summary.total_tokens
    if summary.cost_usd is not None and trace.cost_usd is not None:
        trace.cost_usd -= summary.cost_usd
    forget(trace, summary)


def forget(trace: Trace, summary: Summary) -> None:
    """What only these spans said counts no more than what nobody says."""
    origins = list(trace.origins)
    for index, column in enumerate(SAID):
        said = summary.said.get(column)
        if said is not None and origins[index] == origin_of(said):
            origins[index] = NO_ORIGIN
            if column != "name":
                setattr(trace, column, UNSAID.get(column))
    trace.origins = origins
