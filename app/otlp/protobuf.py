"""OTLP in protobuf, by the generated classes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from google.protobuf.message import DecodeError
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.common.v1.common_pb2 import InstrumentationScope
from opentelemetry.proto.trace.v1 import trace_pb2

from app.otlp import bounds
from app.otlp.protobuf_values import attributes_of
from app.otlp.reading import Reading
from app.otlp.repair import TooManyFields, repaired
from app.otlp.sent import Scope, Sent, SentEvent
from app.otlp.spans import Batch
from app.otlp.unreadable import Unreadable

FOREIGN = (
    "The body is not an ExportTraceServiceRequest in protobuf: it is cut off or of another"
    " kind. Check the exporter, and that a JSON body says Content-Type: application/json."
)
TOO_LARGE = (
    "A text in the body is not UTF-8, or a value nests more than 40 deep, and there are too many"
    " values to look for it. Send fewer spans at a time."
)
REPAIRABLE = ("UTF-8", "MaxDepth")
"""What protobuf says of it."""


def read_protobuf(body: bytes, now: datetime | None = None) -> Batch:
    """The spans of an ExportTraceServiceRequest, or `Unreadable`.

    `now` decides which times are absurd.
    """
    request = parse(body)
    reading = Reading(now)
    for of_resource in request.resource_spans:
        truncated: list[str] = []
        resource = attributes_of(of_resource.resource.attributes, None, truncated)
        for of_scope in of_resource.scope_spans:
            reading.turn_to(resource, scope_of(of_scope.scope, truncated), truncated)
            for span in of_scope.spans:
                reading.add(sent_of(span))
    return reading.batch


def parse(body: bytes) -> ExportTraceServiceRequest:
    try:
        request: ExportTraceServiceRequest = ExportTraceServiceRequest.FromString(body)
    except DecodeError as error:
        if not any(word in str(error) for word in REPAIRABLE):
            raise Unreadable(FOREIGN) from None
        request = parse_repaired(body)
    if body and not request.resource_spans:
        raise Unreadable(FOREIGN)
    return request


def parse_repaired(body: bytes) -> ExportTraceServiceRequest:
    """One bad text, or one value nested too deeply, makes protobuf refuse everything."""
    try:
        whole = repaired(body, ExportTraceServiceRequest.DESCRIPTOR)
        request: ExportTraceServiceRequest = ExportTraceServiceRequest.FromString(whole)
    except TooManyFields:
        raise Unreadable(TOO_LARGE) from None
    except (DecodeError, ValueError):
        raise Unreadable(FOREIGN) from None
    return request


def scope_of(scope: InstrumentationScope, truncated: list[str]) -> Scope:
    return Scope(
        bounds.name_of(scope.name),
        bounds.name_of(scope.version),
        attributes_of(scope.attributes, None, truncated),
    )


def sent_of(span: trace_pb2.Span) -> Sent:
    long: list[str] = []
    truncated: list[str] = []
    status = span.status
    sent = Sent(
        span.trace_id,
        span.span_id,
        span.parent_span_id,
        span.name,
        span.start_time_unix_nano,
        span.end_time_unix_nano,
        span.kind,
        status.code,
        status.message,
        span.trace_state,
        attributes_of(span.attributes, long, truncated),
        long=long,
        truncated=truncated,
    )
    if span.events:
        sent.events = events_of(span.events, truncated)
    if span.links:
        sent.links = links_of(span.links, truncated)
    return sent


def events_of(events: Sequence[trace_pb2.Span.Event], truncated: list[str]) -> list[SentEvent]:
    if len(events) > bounds.MOST_EVENTS:
        truncated.append("events")
    return [
        SentEvent(
            bounds.name_of(event.name),
            event.time_unix_nano,
            attributes_of(event.attributes, None, truncated),
        )
        for event in events[: bounds.MOST_EVENTS]
    ]


def links_of(links: Sequence[trace_pb2.Span.Link], truncated: list[str]) -> list[dict[str, Any]]:
    if len(links) > bounds.MOST_LINKS:
        truncated.append("links")
    return [
        {
            "trace_id": link.trace_id[:16].hex(),
            "span_id": link.span_id[:8].hex(),
            "attributes": attributes_of(link.attributes, None, truncated),
        }
        for link in links[: bounds.MOST_LINKS]
    ]
