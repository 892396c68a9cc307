"""OTLP in JSON, by a walk of our own: protobuf's JSON reader takes the hexadecimal ids for base64.

Names may be in camelCase or snake_case, 64-bit integers numbers or texts, enumerations numbers
or names.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from app.otlp import bounds
from app.otlp.json_values import (
    Object,
    a_list,
    a_text,
    an_id,
    an_object,
    attributes_of,
    either,
    nanoseconds,
    objects,
    one_of,
)
from app.otlp.lenient_json import parse
from app.otlp.reading import Reading
from app.otlp.sent import ERROR, Scope, Sent, SentEvent
from app.otlp.spans import Batch
from app.otlp.unreadable import Unreadable

STATUS_CODES = {"STATUS_CODE_UNSET": 0, "STATUS_CODE_OK": 1, "STATUS_CODE_ERROR": ERROR}
KINDS = {
    "SPAN_KIND_INTERNAL": 1,
    "SPAN_KIND_SERVER": 2,
    "SPAN_KIND_CLIENT": 3,
    "SPAN_KIND_PRODUCER": 4,
    "SPAN_KIND_CONSUMER": 5,
}
NO_OBJECT = "A part of {name} is not a JSON object: send each as one, as OTLP says."
NO_LIST = "{name} is not a list: send a JSON array of objects, as OTLP says."
FOREIGN = (
    "The body is no OTLP trace export: it has no resourceSpans that are a list of objects."
    " Send an ExportTraceServiceRequest in JSON."
)
RESOURCE_SPANS = ("resourceSpans", "resource_spans")
SCOPE_SPANS = ("scopeSpans", "scope_spans")
SPANS = ("spans", "spans")


def read_json(body: bytes, now: datetime | None = None) -> Batch:
    """The spans of an ExportTraceServiceRequest, or `Unreadable`.

    `now` decides which times are absurd.
    """
    request = parse(body)
    if request != {} and not is_export(request):
        raise Unreadable(FOREIGN)
    reading = Reading(now)
    for of_resource in parts(request, RESOURCE_SPANS, reading):
        truncated: list[str] = []
        attributes = an_object(of_resource.get("resource")).get("attributes")
        resource = attributes_of(attributes, None, truncated)
        for of_scope in parts(of_resource, SCOPE_SPANS, reading):
            scope = scope_of(an_object(of_scope.get("scope")), truncated)
            reading.turn_to(resource, scope, truncated)
            for span in parts(of_scope, SPANS, reading):
                reading.add(sent_of(span))
    return reading.batch


def is_export(request: Any) -> bool:
    sent = either(an_object(request), *RESOURCE_SPANS)
    return isinstance(sent, list) and (not sent or any(isinstance(part, dict) for part in sent))


def parts(holder: Object, names: tuple[str, str], reading: Reading) -> list[Object]:
    """The objects of such a list. What is of another shape is rejected, as if it were a span."""
    held = either(holder, *names)
    if held is None:
        return []
    if not isinstance(held, list):
        reading.reject(NO_LIST.format(name=names[0]))
        return []
    found = objects(held)
    if len(found) < len(held):
        reading.reject(NO_OBJECT.format(name=names[0]), len(held) - len(found))
    return found


def scope_of(scope: Object, truncated: list[str]) -> Scope:
    return Scope(
        bounds.name_of(a_text(scope.get("name"))),
        bounds.name_of(a_text(scope.get("version"))),
        attributes_of(scope.get("attributes"), None, truncated),
    )


def sent_of(span: Object) -> Sent:
    long: list[str] = []
    truncated: list[str] = []
    status = an_object(span.get("status"))
    return Sent(
        an_id(either(span, "traceId", "trace_id")),
        an_id(either(span, "spanId", "span_id")),
        an_id(either(span, "parentSpanId", "parent_span_id")),
        a_text(span.get("name")),
        nanoseconds(either(span, "startTimeUnixNano", "start_time_unix_nano")),
        nanoseconds(either(span, "endTimeUnixNano", "end_time_unix_nano")),
        one_of(KINDS, span.get("kind")),
        one_of(STATUS_CODES, status.get("code")),
        a_text(status.get("message")),
        a_text(either(span, "traceState", "trace_state")),
        attributes_of(span.get("attributes"), long, truncated),
        events_of(span.get("events"), truncated),
        links_of(span.get("links"), truncated),
        long,
        truncated,
    )


def events_of(events: Any, truncated: list[str]) -> list[SentEvent]:
    if not events:
        return []
    if len(a_list(events)) > bounds.MOST_EVENTS:
        truncated.append("events")
    return [
        SentEvent(
            bounds.name_of(a_text(event.get("name"))),
            nanoseconds(either(event, "timeUnixNano", "time_unix_nano")),
            attributes_of(event.get("attributes"), None, truncated),
        )
        for event in objects(events)[: bounds.MOST_EVENTS]
    ]


def links_of(links: Any, truncated: list[str]) -> list[Object]:
    if not links:
        return []
    if len(a_list(links)) > bounds.MOST_LINKS:
        truncated.append("links")
    return [
        {
            "trace_id": an_id(either(link, "traceId", "trace_id"))[:16].hex(),
            "span_id": an_id(either(link, "spanId", "span_id"))[:8].hex(),
            "attributes": attributes_of(link.get("attributes"), None, truncated),
        }
        for link in objects(links)[: bounds.MOST_LINKS]
    ]
