"""Traces, their spans, and sessions, as JSON."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from marshmallow import Schema, fields, validate

from app.db import in_utc
from app.models.traces import LEVELS, SPAN_KINDS
from app.schemas.base import NO_NUL, Digits, PageArgs, Timestamp
from app.schemas.scores import ScoreOut

TRACE_ID = {"description": "32 hexadecimal digits, lower case.", "pattern": "^[0-9a-f]{32}$"}
SPAN_ID = {"description": "16 hexadecimal digits, lower case.", "pattern": "^[0-9a-f]{16}$"}
MILLISECOND = timedelta(milliseconds=1)
SENT: dict[str, Any] = {"json_schema": {}}
"""Any JSON, as it was sent."""


def words(description: str, most: int = 1000) -> fields.String:
    return fields.String(
        validate=[validate.Length(1, most), validate.Regexp(r"^[^\0]*\Z")],
        metadata={"description": description, **NO_NUL},
    )


def money() -> fields.Float:
    return fields.Float(
        required=True,
        allow_none=True,
        metadata={"description": "US dollars; null if no price is known."},
    )


def tokens(*, may_miss: bool = False) -> fields.Integer:
    return fields.Integer(required=True, allow_none=may_miss)


def text_out(description: str = "") -> fields.String:
    metadata = {"description": description} if description else {}
    return fields.String(required=True, allow_none=True, metadata=metadata)


class PeriodArgs(Schema):
    since = Timestamp(metadata={"description": "From this moment on."})
    until = Timestamp(metadata={"description": "Before this moment."})


class TracesArgs(PeriodArgs, PageArgs):
    """Filters narrow together."""

    q = words(
        "Part of the name, user, session, input or output as lists show them, in any case; or a"
        " whole trace id. The newest 10,000 traces after the cursor are looked through; `Link`"
        " goes on from there.",
        200,
    )
    name = words("The trace's name.")
    prompt = words("The id, or the name, of a prompt that a span used.", 200)
    version = Digits(metadata={"description": "The number of its version; needs `prompt`."})
    model = words("A model that a span called.")
    kind = fields.String(
        validate=validate.OneOf(SPAN_KINDS), metadata={"description": "A kind that a span is of."}
    )
    user = words("The application's user.")
    session = words("The session.")
    environment = words("Such as `production`.")
    release = words("The application's release.")
    tag = fields.List(words("A tag."), metadata={"description": "Repeated: all of them."})
    level = fields.String(
        validate=validate.OneOf(LEVELS), metadata={"description": "A level that a span has."}
    )


class TraceOut(Schema):
    """A trace as a list shows it."""

    trace_id = fields.String(required=True, metadata=TRACE_ID)
    name = fields.String(required=True)
    started_at = Timestamp(required=True)
    ended_at = Timestamp(required=True)
    latency_ms = fields.Float(required=True)
    span_count = fields.Integer(required=True)
    error_count = fields.Integer(required=True)
    level = fields.String(
        required=True,
        validate=validate.OneOf(LEVELS),
        metadata={"description": "That of its loudest span."},
    )
    input_tokens = tokens()
    output_tokens = tokens()
    total_tokens = tokens()
    cost_usd = money()
    user_id = text_out()
    session_id = text_out()
    environment = fields.String(required=True)
    release = text_out()
    tags = fields.List(fields.String(), required=True)
    models = fields.List(fields.String(), required=True)
    input = text_out("The first characters.")
    output = text_out("The first characters.")


class SpanOut(Schema):
    """A span without what went in and out of it."""

    span_id = fields.String(required=True, metadata=SPAN_ID)
    parent_span_id = fields.String(required=True, allow_none=True, metadata=SPAN_ID)
    name = fields.String(required=True)
    kind = fields.String(required=True, validate=validate.OneOf(SPAN_KINDS))
    level = fields.String(required=True, validate=validate.OneOf(LEVELS))
    status_message = text_out()
    started_at = Timestamp(required=True)
    ended_at = Timestamp(required=True)
    latency_ms = fields.Float(required=True)
    first_token_at = Timestamp(required=True, allow_none=True)
    model = text_out()
    provider = text_out()
    prompt_id = fields.UUID(required=True, allow_none=True)
    prompt_name = text_out()
    prompt_version = fields.Integer(required=True, allow_none=True)
    input_tokens = tokens(may_miss=True)
    output_tokens = tokens(may_miss=True)
    cached_tokens = tokens(may_miss=True)
    reasoning_tokens = tokens(may_miss=True)
    total_tokens = tokens(may_miss=True)
    cost_usd = money()
    is_clamped = fields.Boolean(
        required=True, metadata={"description": "Its sender's clock was absurd."}
    )
    is_orphan = fields.Boolean(
        required=True, metadata={"description": "Its parent has not arrived."}
    )


class SpanDetailOut(SpanOut):
    """All of a span."""

    trace_id = fields.String(required=True, metadata=TRACE_ID)
    environment = fields.String(required=True)
    user_id = text_out()
    session_id = text_out()
    release = text_out()
    tags = fields.List(fields.String(), required=True)
    parameters = fields.Raw(required=True, allow_none=True, metadata=SENT)
    input = fields.Raw(required=True, allow_none=True, metadata=SENT)
    output = fields.Raw(required=True, allow_none=True, metadata=SENT)
    attributes = fields.Raw(required=True, allow_none=True, metadata=SENT)
    events = fields.Raw(required=True, allow_none=True, metadata=SENT)
    links = fields.Raw(required=True, allow_none=True, metadata=SENT)
    resource = fields.Raw(required=True, allow_none=True, metadata=SENT)
    price = fields.Raw(required=True, allow_none=True, metadata=SENT)


class TraceDetailOut(TraceOut):
    """A trace with its spans, by the time they began."""

    spans = fields.List(
        fields.Nested(SpanOut), required=True, metadata={"description": "At most 5,000."}
    )
    spans_total = fields.Integer(required=True)
    scores = fields.List(fields.Nested(ScoreOut), required=True)


class SessionsArgs(PeriodArgs, PageArgs):
    """Filters look at the traces of a session; it is shown if one of them passes."""

    user = words("The application's user.")
    environment = words("Such as `production`.")


class SessionArgs(Schema):
    session_id = fields.String(
        required=True,
        validate=[validate.Length(1, 1000), validate.Regexp(r"^[^\0]*\Z")],
        metadata={"description": "As the application sent it.", **NO_NUL},
    )


class ListedSessionOut(Schema):
    """The traces of a session added up."""

    session_id = fields.String(required=True)
    trace_count = fields.Integer(required=True)
    started_at = Timestamp(required=True, metadata={"description": "When its first trace began."})
    ended_at = Timestamp(required=True, metadata={"description": "When its last trace ended."})
    span_count = fields.Integer(required=True)
    error_count = fields.Integer(required=True)
    input_tokens = tokens()
    output_tokens = tokens()
    total_tokens = tokens()
    cost_usd = money()
    users = fields.List(fields.String(), required=True, metadata={"description": "At most 20."})


class SessionDetailOut(ListedSessionOut):
    traces = fields.List(
        fields.Nested(TraceOut),
        required=True,
        metadata={"description": "The newest 100; all of them are at `/api/traces?session=`."},
    )


def trace_out(trace: Any) -> dict[str, Any]:
    """`TraceOut` by hand: marshmallow would take longer over a page than the database."""
    return {
        "trace_id": trace.trace_id.hex,
        "name": trace.name,
        "started_at": moment(trace.started_at),
        "ended_at": moment(trace.ended_at),
        "latency_ms": (trace.ended_at - trace.started_at) / MILLISECOND,
        "span_count": trace.span_count,
        "error_count": trace.error_count,
        "level": loudest(trace.facets),
        "input_tokens": trace.input_tokens,
        "output_tokens": trace.output_tokens,
        "total_tokens": trace.total_tokens,
        "cost_usd": number(trace.cost_usd),
        "user_id": trace.user_id,
        "session_id": trace.session_id,
        "environment": trace.environment,
        "release": trace.release,
        "tags": trace.tags,
        "models": trace.models,
        "input": trace.input,
        "output": trace.output,
    }


def span_out(span: Any, is_orphan: bool) -> dict[str, Any]:
    """`SpanOut`, of which a trace may have thousands."""
    return {
        "span_id": span.span_id.hex(),
        "parent_span_id": span.parent_span_id.hex() if span.parent_span_id else None,
        "name": span.name,
        "kind": span.kind,
        "level": span.level,
        "status_message": span.status_message,
        "started_at": moment(span.started_at),
        "ended_at": moment(span.ended_at),
        "latency_ms": span.latency_ms,
        "first_token_at": moment(span.first_token_at),
        "model": span.model,
        "provider": span.provider,
        "prompt_id": span.prompt_id,
        "prompt_name": span.prompt_name,
        "prompt_version": span.prompt_version,
        "input_tokens": span.input_tokens,
        "output_tokens": span.output_tokens,
        "cached_tokens": span.cached_tokens,
        "reasoning_tokens": span.reasoning_tokens,
        "total_tokens": span.total_tokens,
        "cost_usd": number(span.cost_usd),
        "is_clamped": span.is_clamped,
        "is_orphan": is_orphan,
    }


SENT_PARTS = (
    *("environment", "user_id", "session_id", "release"),
    *("parameters", "input", "output", "attributes", "events", "links", "resource", "price"),
)


def span_detail_out(span: Any, is_orphan: bool) -> dict[str, Any]:
    parts = {name: getattr(span, name) for name in SENT_PARTS}
    own = {"trace_id": span.trace_id.hex, "tags": span.tags or []}
    return {**span_out(span, is_orphan), **own, **parts}


LOUDEST_FIRST = [(f"level:{level}", level) for level in reversed(LEVELS)]


def loudest(facets: list[str]) -> str:
    for facet, level in LOUDEST_FIRST:
        if facet in facets:
            return level
    return "default"


def moment(value: datetime | None) -> datetime | str | None:
    """As `Timestamp`: by the writer of JSON, which is fifteen times as fast, unless that would
    write it differently.
    """
    if value is None or (value.microsecond and value.tzinfo is UTC):
        return value
    return in_utc(value)


def number(value: Decimal | None) -> float | None:
    return None if value is None else float(value)
