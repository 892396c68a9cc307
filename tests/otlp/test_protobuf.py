"""Spans from OTLP in protobuf: what is read, what is rejected, what is refused."""

import contextlib
import random
import time
import tracemalloc
from itertools import cycle, islice
from uuid import UUID

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span, Status

from app.errors import Invalid
from app.otlp import Unreadable, bounds, read_protobuf
from app.otlp.reading import BAD_SPAN_ID, BAD_TRACE_ID, NOTHING
from app.otlp.repair import MOST_FIELDS, as_varint, repaired
from tests.otlp.payloads import NOW, SPAN, START, TRACE, make_span, pairs, read, request_of


def test_a_span_is_read():
    span = read({"answer": 42}, parent_span_id=b"parent!!", trace_state="a=b")

    assert span.trace_id == UUID(bytes=TRACE)
    assert (span.span_id, span.parent_span_id, span.name) == (SPAN, b"parent!!", "chat")
    assert span.started_at.isoformat() == "2026-11-27T12:00:00.123456+00:00"
    assert span.ended_at.isoformat() == "2026-11-27T12:00:00.124956+00:00"
    assert (span.latency_ms, span.is_clamped) == (1.5, False)
    assert (span.kind, span.level, span.environment) == ("span", "default", "default")
    assert span.attributes == {"answer": 42, "otel.trace_state": "a=b"}


def test_every_kind_of_value_is_read():
    values = {
        "text": "ä",
        "empty": "",
        "whole": -(2**63),
        "real": 0.5,
        "yes": True,
        "no": False,
        "nothing": None,
        "bytes": b"\xff\x00",
        "list": ["a", 1, [2.0]],
        "map": {"a": {"b": "c"}},
    }

    assert read(values).attributes == {**values, "bytes": "/wA="}


def test_what_is_no_number_becomes_null():
    values = {"nan": float("nan"), "inf": float("inf"), "within": [float("-inf"), 1.0]}

    assert read(values).attributes == {"nan": None, "inf": None, "within": [None, 1.0]}


def test_a_root_has_no_parent():
    assert read(parent_span_id=b"").parent_span_id is None
    assert read(parent_span_id=bytes(8)).parent_span_id is None
    assert read(parent_span_id=b"short").parent_span_id is None


def test_events_and_links_are_read():
    link = Span.Link(trace_id=TRACE, span_id=SPAN, attributes=pairs({"why": "retry"}))

    span = read(events=[("cache.miss", {"key": "k"})], links=[link])

    at = "2026-11-27T12:00:00.123456+00:00"
    assert span.events == [{"name": "cache.miss", "at": at, "attributes": {"key": "k"}}]
    ids = {"trace_id": TRACE.hex(), "span_id": SPAN.hex()}
    assert span.links == [{**ids, "attributes": {"why": "retry"}}]


def test_spans_of_a_scope_share_one_resource():
    body = request_of(
        make_span(),
        make_span(span_id=b"another!"),
        resource={"service.name": "bot", "service.version": "1.4", "user.id": "u"},
        scope=("openai", "2.1"),
    )

    one, other = read_protobuf(body, NOW).spans

    scope = {"otel.scope.name": "openai", "otel.scope.version": "2.1"}
    assert one.resource == {"service.name": "bot", "service.version": "1.4", **scope}
    assert one.resource is other.resource
    assert (one.user_id, other.user_id) == ("u", "u")


@pytest.mark.parametrize(
    ("fields", "level", "message"),
    [
        ({"status": Status(code=2, message="boom")}, "error", "boom"),
        ({"status": Status(code=2)}, "error", None),
        ({"status": Status(code=1)}, "default", None),
        (
            {
                "status": Status(code=2),
                "events": [("exception", {"exception.message": "it broke"})],
            },
            "error",
            "it broke",
        ),
    ],
)
def test_a_status_is_a_level_and_a_message(fields, level, message):
    span = read(**fields)

    assert (span.level, span.status_message) == (level, message)


def test_the_kind_of_an_ordinary_span_stays():
    assert read(kind=Span.SPAN_KIND_SERVER).attributes == {"otel.span_kind": "server"}
    assert read(kind=Span.SPAN_KIND_INTERNAL).attributes == {}
    assert read({"gen_ai.operation.name": "chat"}, kind=Span.SPAN_KIND_CLIENT).attributes == {}


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"trace_id": b""}, BAD_TRACE_ID),
        ({"trace_id": b"short"}, BAD_TRACE_ID),
        ({"trace_id": bytes(16)}, BAD_TRACE_ID),
        ({"span_id": TRACE}, BAD_SPAN_ID),
        ({"span_id": bytes(8)}, BAD_SPAN_ID),
        ({"name": "", "start_time_unix_nano": 0, "end_time_unix_nano": 0}, NOTHING),
    ],
)
def test_one_bad_span_is_rejected_and_the_others_stay(fields, reason):
    body = request_of(make_span(), make_span(**fields), make_span(**fields))

    batch = read_protobuf(body, NOW)

    assert [span.name for span in batch.spans] == ["chat"]
    assert batch.rejected == {reason: 2}


def test_a_name_or_a_time_is_enough():
    assert read(name="").name == ""
    assert read(start_time_unix_nano=0, end_time_unix_nano=0).is_clamped


def test_an_empty_request_has_no_spans():
    batch = read_protobuf(b"", NOW)

    assert (batch.spans, batch.rejected) == ([], {})


@pytest.mark.parametrize(
    "body", [b'{"resourceSpans":[]}', b"null", b"\x1f\x8b\x08\x00", b"\x12\x01a", b"\xff" * 20]
)
def test_foreign_bytes_are_refused(body):
    with pytest.raises(Unreadable, match="not an ExportTraceServiceRequest") as refusal:
        read_protobuf(body, NOW)

    assert isinstance(refusal.value, Invalid)


def test_a_request_cut_off_anywhere_is_refused_or_read_whole():
    body = request_of(make_span({"a": "b" * 50}, events=[("e", {"c": 1})]))

    for size in range(1, len(body)):
        with pytest.raises(Unreadable):
            read_protobuf(body[:size], NOW)


def test_no_bytes_raise_anything_else():
    body = request_of(make_span({"gen_ai.prompt.0.content": "x", "n": [1, {"a": b"z"}]}))
    chance = random.Random(7)

    for _ in range(2_000):
        broken = bytearray(body)
        for _ in range(chance.randint(1, 4)):
            broken[chance.randrange(len(broken))] = chance.randrange(256)
        with contextlib.suppress(Unreadable):
            read_protobuf(bytes(broken), NOW)


def length_delimited(field, content):
    return as_varint(field << 3 | 2) + as_varint(len(content)) + content


LIST, MAP = [(5, 1)], [(6, 1, 2)]
"""The fields that lead from a value to the value within."""


def nested(levels, way=LIST, text=b"core"):
    """An attribute whose value lies that deep."""
    core, heads = length_delimited(1, text), []
    size = len(core)
    for fields in islice(cycle(way), levels):
        for field in reversed(fields):
            heads.append(as_varint(field << 3 | 2) + as_varint(size))
            size += len(heads[-1])
    value = b"".join(reversed(heads)) + core
    return length_delimited(1, b"deep") + length_delimited(2, value)


def request_with(attribute):
    """Two spans, the first with such an attribute."""
    span = make_span({"near": 1}).SerializeToString() + length_delimited(9, attribute)
    other = make_span({"other": "stays"}).SerializeToString()
    spans = length_delimited(2, span) + length_delimited(2, other)
    return length_delimited(1, length_delimited(2, spans))


@pytest.mark.parametrize("way", [LIST, MAP, LIST + MAP])
@pytest.mark.parametrize("depth", [48, 60, 1_000, 100_000])
def test_only_what_is_nested_too_deeply_is_lost(depth, way):
    one, other = read_protobuf(request_with(nested(depth, way)), NOW).spans

    assert (other.attributes, one.attributes["near"]) == ({"other": "stays"}, 1)
    value = one.attributes["deep"]
    for _ in range(30):
        [value] = value.values() if isinstance(value, dict) else value
    assert bounds.TOO_DEEP in str(value)


@pytest.mark.parametrize("way", [LIST, MAP])
def test_what_protobuf_takes_is_kept_to_its_core(way):
    [one, _] = read_protobuf(request_with(nested(31, way)), NOW).spans

    assert "core" in str(one.attributes["deep"])


@pytest.mark.parametrize("depth", [*range(44, 56), 1_000])
def test_depth_is_bounded_wherever_values_are(depth):
    attribute = nested(depth)
    event = length_delimited(11, length_delimited(2, b"e") + length_delimited(3, attribute))
    link = length_delimited(13, length_delimited(4, attribute))
    scope = length_delimited(1, length_delimited(3, attribute))
    resource = length_delimited(1, length_delimited(1, attribute))
    span = length_delimited(2, make_span().SerializeToString() + event + link)
    body = length_delimited(1, resource + length_delimited(2, scope + span))

    [one] = read_protobuf(body, NOW).spans

    assert "deep" in one.resource
    assert "deep" in one.events[0]["attributes"]
    assert "deep" in one.links[0]["attributes"]


def test_a_text_that_is_not_utf_8_may_lie_beside_what_is_too_deep():
    body = request_with(nested(60)).replace(b"stays", b"\xfftays")

    one, other = read_protobuf(body, NOW).spans

    assert bounds.TOO_DEEP in str(one.attributes["deep"])
    assert other.attributes == {"other": "\ufffdtays"}


@pytest.mark.parametrize("flaw", [nested(60), length_delimited(1, b"\xff")], ids=["deep", "text"])
def test_what_is_too_much_to_repair_is_refused_and_told_so(flaw):
    span = length_delimited(9, flaw) + length_delimited(9, b"") * MOST_FIELDS
    body = length_delimited(1, length_delimited(2, length_delimited(2, span)))

    with pytest.raises(Unreadable, match="fewer spans"):
        read_protobuf(body, NOW)


def test_a_large_request_is_repaired_as_well():
    attribute = length_delimited(1, b"long") + length_delimited(
        2, length_delimited(1, b"x" * 2**24)
    )
    body = request_with(nested(1_000)) + request_with(attribute)

    assert len(read_protobuf(body, NOW).spans) == 4


def test_repairing_takes_time_in_proportion():
    kind = ExportTraceServiceRequest.DESCRIPTOR

    def seconds(spans):
        body = request_with(nested(1_000)) * spans
        began = time.process_time()
        repaired(body, kind)
        return time.process_time() - began

    once = min(seconds(100) for _ in range(3))

    assert min(seconds(1_000) for _ in range(2)) < 30 * once


def test_what_lies_deep_is_not_copied_for_each_level():
    body = request_with(nested(31, text=b"x" * 2**22)).replace(b"stays", b"\xfftays")

    tracemalloc.start()
    mended = repaired(body, ExportTraceServiceRequest.DESCRIPTOR)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert len(mended) > len(body)
    assert most < 4 * len(body)


@pytest.mark.parametrize(
    ("broken", "read_as"),
    [(b"\xed\xa0\x80", "���"), (b"\xe2\x82", "�"), (b"\xff", "�"), ("ä€".encode(), "ä€")],
)
def test_text_that_is_not_utf_8_is_repaired(broken, read_as):
    marks = b"@" * len(broken)
    span = make_span({"text": f"<{marks.decode()}>", "list": [f"{marks.decode()}"], "n": 300})
    body = request_of(span, make_span({"other": "stays"}, trace_id=b"\xed\xa0\x80" * 5 + b"\xff"))
    body = body.replace(marks, broken)

    one, other = read_protobuf(body, NOW).spans

    assert one.attributes == {"text": f"<{read_as}>", "list": [read_as], "n": 300}
    assert other.attributes == {"other": "stays"}
    assert other.trace_id.bytes == b"\xed\xa0\x80" * 5 + b"\xff"


def test_a_broken_text_within_broken_framing_is_refused():
    body = request_of(make_span({"text": "@@"})).replace(b"@@", b"\xff\xff")

    with pytest.raises(Unreadable):
        read_protobuf(body[:-1], NOW)


def test_times_are_kept_to_the_microsecond():
    span = read(start_time_unix_nano=START, end_time_unix_nano=START + 1)

    assert span.started_at == span.ended_at
    assert span.latency_ms == 1e-6
