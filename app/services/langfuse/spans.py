"""What Langfuse's events tell, as spans: read by the rules for its attributes. Pure."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import orjson

from app.otlp import Span
from app.otlp.bounds import LONGEST_LABEL, TOO_DEEP
from app.otlp.json_encoding import sent_of
from app.otlp.meaning.values import moment
from app.otlp.reading import Reading
from app.otlp.sent import Scope
from app.services.langfuse.events import TRACE, Told
from app.services.langfuse.ids import root_id_of, span_id_of, trace_id_of

SCOPE = Scope("langfuse-ingestion", "", {})
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

TOLD_AT, MISSING = "langfuse.told_at", "langfuse.missing"
"""Attributes: when the newest of what is kept was told, and which of `NEEDED` was not."""
NEEDED = ("name", "start", "end")
"""What every span has; what was not told is made up."""
TRACE_ID, SPAN_ID = "langfuse.trace_id", "langfuse.observation_id"
"""Attributes: ids that were none of OpenTelemetry's, as they were sent."""
VERSION = "langfuse.version"
"""Attribute: the application's version, which has no field here."""

OBSERVATION_NAMES = {
    "level": "langfuse.observation.level",
    "statusMessage": "langfuse.observation.status_message",
    "completionStartTime": "langfuse.observation.completion_start_time",
    "model": "langfuse.observation.model.name",
    "modelParameters": "langfuse.observation.model.parameters",
    "promptName": "langfuse.observation.prompt.name",
    "promptVersion": "langfuse.observation.prompt.version",
    "input": "langfuse.observation.input",
    "output": "langfuse.observation.output",
    "environment": "langfuse.environment",
}
TRACE_NAMES = {
    "userId": "langfuse.user.id",
    "sessionId": "langfuse.session.id",
    "tags": "langfuse.trace.tags",
    "public": "langfuse.trace.public",
    "externalId": "langfuse.trace.external_id",
    "release": "langfuse.release",
    "environment": "langfuse.environment",
    "input": "langfuse.observation.input",
    "output": "langfuse.observation.output",
}
COSTS = {"inputCost": "input", "outputCost": "output", "totalCost": "total"}


def span_of(told: Told, now: datetime | None = None) -> Span:
    """A trace is one as well, the root of the others."""
    trace_id = trace_id_of(told.trace)
    is_trace = told.about == TRACE
    span_id = root_id_of(trace_id) if is_trace else span_id_of(told.id)
    start, end = times_in(told)
    reading = Reading(now)
    reading.turn_to({}, SCOPE, [])
    reading.add(
        sent_of(
            {
                "traceId": trace_id.hex,
                "spanId": span_id.hex(),
                "parentSpanId": "" if is_trace else parent_of(told),
                "name": told.body.get("name") or name_of(told),
                "startTimeUnixNano": nanoseconds(start or told.first_at),
                "endTimeUnixNano": nanoseconds(end or start or told.first_at),
                "attributes": attributes_of(told),
            }
        )
    )
    (span,) = reading.batch.spans
    known = zip(NEEDED, (told.body.get("name"), start, end), strict=True)
    mark(span, told, [word for word, value in known if not value])
    return span


def name_of(told: Told) -> str:
    """Of what was not given one."""
    return told.kind or ("trace" if told.about == TRACE else "span")


def times_in(told: Told) -> tuple[datetime | None, datetime | None]:
    body = told.body
    if told.about == TRACE:
        return moment(body.get("timestamp")), None
    start, end = moment(body.get("startTime")), moment(body.get("endTime"))
    return start, start if told.kind == "event" else end


def parent_of(told: Told) -> str:
    """Another observation, or the trace, unless that is only this observation's own."""
    if parent := told.body.get("parentObservationId"):
        return span_id_of(parent).hex()
    return root_id_of(trace_id_of(told.trace)).hex() if told.trace != told.id else ""


def nanoseconds(moment: datetime) -> str:
    return str(max(moment - EPOCH, timedelta(microseconds=1)) // timedelta(microseconds=1) * 1000)


def mark(span: Span, told: Told, missing: list[str]) -> None:
    span.attributes[TOLD_AT] = told.last_at.isoformat()
    if missing:
        span.attributes[MISSING] = missing
    if (version := told.body.get("version")) is not None:
        span.attributes[VERSION] = str(version)[:LONGEST_LABEL]
    if span.trace_id.hex != told.trace.lower().replace("-", ""):
        span.attributes[TRACE_ID] = told.trace
    if told.about != TRACE and span.span_id.hex() != told.id.lower():
        span.attributes[SPAN_ID] = told.id


def attributes_of(told: Told) -> list[dict[str, Any]]:
    body, is_trace = told.body, told.about == TRACE
    names = TRACE_NAMES if is_trace else OBSERVATION_NAMES
    pairs = [(name, body.get(field)) for field, name in names.items()]
    if not is_trace:
        pairs.append(("langfuse.observation.type", told.kind or "span"))
        pairs += counts_in(body)
    pairs += metadata_in(body, "langfuse.trace" if is_trace else "langfuse.observation")
    return [{"key": name, "value": value_of(value)} for name, value in pairs if value is not None]


def counts_in(body: dict[str, Any]) -> list[tuple[str, Any]]:
    """Tokens and costs, by the newer names if they are there, else by the older ones."""
    usage: Any = body.get("usage")
    usage = usage if isinstance(usage, dict) else {}
    tokens = {key: value for key, value in usage.items() if key not in {"unit", *COSTS}}
    costs = {COSTS[key]: value for key, value in usage.items() if key in COSTS}
    return [
        ("langfuse.observation.usage_details", body.get("usageDetails") or without_nulls(tokens)),
        ("langfuse.observation.cost_details", body.get("costDetails") or without_nulls(costs)),
    ]


def without_nulls(values: dict[str, Any]) -> dict[str, Any] | None:
    return {key: value for key, value in values.items() if value is not None} or None


def metadata_in(body: dict[str, Any], prefix: str) -> list[tuple[str, Any]]:
    metadata = body.get("metadata")
    if isinstance(metadata, dict):
        return [(f"{prefix}.metadata.{key}", value) for key, value in metadata.items()]
    return [(f"{prefix}.metadata", metadata)]


def value_of(value: Any) -> dict[str, Any]:
    """As OTLP has it in JSON; what has an inside goes as JSON text."""
    if isinstance(value, str):
        return {"stringValue": value}
    if isinstance(value, bool):
        return {"boolValue": value}
    if isinstance(value, int | float):
        return {"intValue" if isinstance(value, int) else "doubleValue": value}
    try:
        return {"stringValue": orjson.dumps(value).decode()}
    except orjson.JSONEncodeError:
        return {"stringValue": TOO_DEEP}
