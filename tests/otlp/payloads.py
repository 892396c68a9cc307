"""OTLP requests made of plain values, as exporters make them."""

from __future__ import annotations

from datetime import UTC, datetime

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.common.v1.common_pb2 import AnyValue, ArrayValue, KeyValue, KeyValueList
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from app.otlp import read_protobuf

NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)
START = 1_795_780_800_123_456_789
"""Nanoseconds: the same day at noon, and a little."""
TRACE = bytes(range(1, 17))
SPAN = bytes(range(1, 9))


def any_value(value):
    if isinstance(value, bool):
        return AnyValue(bool_value=value)
    if isinstance(value, int):
        return AnyValue(int_value=value)
    if isinstance(value, float):
        return AnyValue(double_value=value)
    if isinstance(value, bytes):
        return AnyValue(bytes_value=value)
    if isinstance(value, list):
        return AnyValue(array_value=ArrayValue(values=[any_value(item) for item in value]))
    if isinstance(value, dict):
        return AnyValue(kvlist_value=KeyValueList(values=pairs(value)))
    return AnyValue() if value is None else AnyValue(string_value=value)


def pairs(attributes):
    return [KeyValue(key=key, value=any_value(value)) for key, value in attributes.items()]


def make_span(attributes=None, **fields):
    events = [
        Span.Event(name=name, time_unix_nano=START, attributes=pairs(inner))
        for name, inner in fields.pop("events", [])
    ]
    values = {
        "trace_id": TRACE,
        "span_id": SPAN,
        "name": "chat",
        "start_time_unix_nano": START,
        "end_time_unix_nano": START + 1_500_000,
        **fields,
    }
    return Span(attributes=pairs(attributes or {}), events=events, **values)


def request_of(*spans, resource=None, scope=("", "")):
    request = ExportTraceServiceRequest()
    of_resource = request.resource_spans.add()
    of_resource.resource.attributes.extend(pairs(resource or {}))
    of_scope = of_resource.scope_spans.add()
    of_scope.scope.name, of_scope.scope.version = scope
    of_scope.spans.extend(spans)
    return request.SerializeToString()


def read(attributes=None, resource=None, scope=("", ""), **fields):
    """The one span of such a request, read back."""
    body = request_of(make_span(attributes, **fields), resource=resource, scope=scope)
    [span] = read_protobuf(body, NOW).spans
    return span
