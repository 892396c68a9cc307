"""Spans from OTLP in JSON, as several exporters write it."""

import contextlib
import json
import random
from collections import Counter

import orjson
import pytest

from app.otlp import Unreadable, read_json, read_protobuf
from app.otlp.json_encoding import FOREIGN, NO_LIST, NO_OBJECT
from app.otlp.reading import BAD_SPAN_ID, BAD_TRACE_ID
from tests.otlp.payloads import NOW, SPAN, START, TRACE, make_span, read, request_of

PLAIN = {
    "traceId": TRACE.hex(),
    "spanId": SPAN.hex(),
    "name": "chat",
    "startTimeUnixNano": str(START),
    "endTimeUnixNano": str(START + 1_500_000),
}


def request(*spans, resource=None, scope=None):
    of_scope = {"scope": scope or {}, "spans": list(spans)}
    return {"resourceSpans": [{"resource": resource or {}, "scopeSpans": [of_scope]}]}


def read_one(span, **more):
    [found] = read_json(json.dumps(request({**PLAIN, **span}, **more)).encode(), NOW).spans
    return found


def attributes(**values):
    return {"attributes": [{"key": key, "value": value} for key, value in values.items()]}


def test_it_reads_what_protobuf_reads():
    values = {"gen_ai.request.model": "gpt-4o", "n": 7, "f": 0.5, "b": True, "l": ["a", {"k": 1}]}
    protobuf = read(values, resource={"service.version": "1"}, scope=("s", "2"), kind=2)
    sent = attributes(
        **{
            "gen_ai.request.model": {"stringValue": "gpt-4o"},
            "n": {"intValue": "7"},
            "f": {"doubleValue": 0.5},
            "b": {"boolValue": True},
            "l": {
                "arrayValue": {
                    "values": [
                        {"stringValue": "a"},
                        {
                            "kvlistValue": {
                                "values": [{"key": "k", "value": {"intValue": 1}}],
                            }
                        },
                    ]
                }
            },
        }
    )
    resource = attributes(**{"service.version": {"stringValue": "1"}})

    span = read_one({**sent, "kind": 2}, resource=resource, scope={"name": "s", "version": "2"})

    assert span == protobuf


def test_snake_case_names_and_names_of_enumerations_are_read():
    span = {
        "trace_id": TRACE.hex().upper(),
        "span_id": SPAN.hex(),
        "parent_span_id": "",
        "name": "call",
        "kind": "SPAN_KIND_SERVER",
        "start_time_unix_nano": START,
        "end_time_unix_nano": START,
        "status": {"code": "STATUS_CODE_ERROR", "message": "boom"},
        "attributes": [{"key": "n", "value": {"int_value": "7"}}],
        "events": [{"name": "e", "time_unix_nano": START, "attributes": []}],
        "links": [{"trace_id": TRACE.hex(), "span_id": SPAN.hex()}],
    }
    body = {"resource_spans": [{"scope_spans": [{"spans": [span]}]}]}

    [found] = read_json(json.dumps(body).encode(), NOW).spans

    assert (found.trace_id.bytes, found.parent_span_id) == (TRACE, None)
    assert (found.level, found.status_message) == ("error", "boom")
    assert found.attributes == {"n": 7, "otel.span_kind": "server"}
    assert [event["name"] for event in found.events] == ["e"]
    assert found.links[0]["trace_id"] == TRACE.hex()


@pytest.mark.parametrize(
    ("value", "meant"),
    [
        ({"intValue": "9223372036854775807"}, 2**63 - 1),
        ({"intValue": -5}, -5),
        ({"intValue": 5.0}, 5),
        ({"intValue": "many"}, "many"),
        ({"intValue": "9" * 5000}, "9" * 5000),
        ({"intValue": 10**30}, 1e30),
        ({"doubleValue": "NaN"}, None),
        ({"doubleValue": "Infinity"}, None),
        ({"doubleValue": 3}, 3.0),
        ({"boolValue": "true"}, True),
        ({"stringValue": 7}, ""),
        ({"bytesValue": "/wA="}, "/wA="),
        ({"arrayValue": {}}, []),
        ({"kvlistValue": None}, {}),
        ({}, None),
        (None, None),
        ("bare", None),
    ],
)
def test_odd_values_are_read_as_well_as_can_be(value, meant):
    found = read_one(attributes(key=value)).attributes["key"]

    assert found == meant or (isinstance(meant, float) and float(found) == meant)


@pytest.mark.parametrize(
    ("span", "reason"),
    [
        ({"traceId": "short"}, BAD_TRACE_ID),
        ({"traceId": "AQIDBAUGBwgJCgsMDQ4PEA=="}, BAD_TRACE_ID),
        ({"traceId": None}, BAD_TRACE_ID),
        ({"traceId": 7}, BAD_TRACE_ID),
        ({"spanId": "0" * 16}, BAD_SPAN_ID),
        ({"spanId": "zz" * 8}, BAD_SPAN_ID),
    ],
)
def test_one_bad_span_is_rejected_and_the_others_stay(span, reason):
    body = request({**PLAIN, **span}, PLAIN, "no span", None)

    batch = read_json(json.dumps(body).encode(), NOW)

    assert len(batch.spans) == 1
    assert batch.rejected == Counter({reason: 1, NO_OBJECT.format(name="spans"): 2})


@pytest.mark.parametrize("wrong", [7, "x", [], {}, None, True, [7], {"a": 1}])
def test_a_field_of_the_wrong_kind_loses_only_itself(wrong):
    names = ("parentSpanId", "kind", "status", "attributes", "events", "links", "traceState")
    span = {**PLAIN, **dict.fromkeys(names, wrong)}

    [found] = read_json(json.dumps(request(span)).encode(), NOW).spans

    assert (found.name, found.parent_span_id) == ("chat", None)


@pytest.mark.parametrize("wrong", [1, "x", True, {"a": 1}, [1], ["x", None]])
def test_a_request_of_another_shape_is_refused(wrong):
    with pytest.raises(Unreadable) as refusal:
        read_json(json.dumps({"resourceSpans": wrong}).encode(), NOW)

    assert str(refusal.value) == FOREIGN


def lists_of(body):
    [of_resource] = body["resourceSpans"]
    [of_scope] = of_resource["scopeSpans"]
    return {**body, "scopeSpans": of_resource["scopeSpans"], "spans": of_scope["spans"]}


@pytest.mark.parametrize("wrong", [1, "x", False, None, [], [{}]])
@pytest.mark.parametrize("name", ["resourceSpans", "scopeSpans", "spans"])
def test_a_part_of_another_shape_is_counted_and_the_others_stay(name, wrong):
    body = request(PLAIN)
    lists_of(body)[name].extend([wrong, wrong])

    batch = read_json(json.dumps(body).encode(), NOW)

    assert (len(batch.spans), batch.rejected) == (1, Counter({NO_OBJECT.format(name=name): 2}))


@pytest.mark.parametrize("wrong", [1, "x", False, {"a": 1}])
@pytest.mark.parametrize(
    ("above", "name"), [("resourceSpans", "scopeSpans"), ("scopeSpans", "spans")]
)
def test_what_should_be_a_list_is_counted_and_the_others_stay(above, name, wrong):
    body = request(PLAIN)
    lists_of(body)[above].append({name: wrong})

    batch = read_json(json.dumps(body).encode(), NOW)

    assert (len(batch.spans), batch.rejected) == (1, Counter({NO_LIST.format(name=name): 1}))


@pytest.mark.parametrize("time", [None, "", "soon", -5, [], 1e400])
def test_what_is_no_time_is_none(time):
    span = read_one({"startTimeUnixNano": time, "endTimeUnixNano": START})

    assert span.started_at == span.ended_at


def test_an_empty_request_has_no_spans():
    assert read_json(b"{}", NOW).spans == []
    assert read_json(b'{"resourceSpans": []}', NOW).spans == []


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b"", "not JSON"),
        (b'{"resourceSpans": [', "not JSON"),
        (request_of(make_span()), "x-protobuf"),
        (b"[]", "no resourceSpans"),
        (b"null", "no resourceSpans"),
        (b'{"resourceLogs": []}', "no resourceSpans"),
        (b"[" * 100_000, "deeper"),
    ],
)
def test_another_body_is_refused(body, message):
    with pytest.raises(Unreadable, match=message):
        read_json(body, NOW)


def test_a_body_of_depth_1000_loses_at_most_what_is_deep():
    deep = '{"arrayValue":{"values":[' * 300 + '{"intValue":1}' + "]}}" * 300
    span = json.dumps({**PLAIN, **attributes(deep=0, flat={"intValue": 2})})
    body = json.dumps(request("@")).replace('"@"', span).replace('"value": 0', f'"value": {deep}')

    [found] = read_json(body.encode(), NOW).spans

    assert found.attributes["flat"] == 2
    value = found.attributes["deep"]
    for _ in range(32):
        [value] = value
    assert isinstance(value, str)


def test_what_strict_json_refuses_is_repaired():
    body = json.dumps(request({**PLAIN, **attributes(text={"stringValue": "\ud800 \0"})}))
    body = body.replace('"intValue"', "NaN").encode().replace(b"chat", b"ch\xff")

    [span] = read_json(body, NOW).spans

    assert (span.name, span.attributes["text"]) == ("ch�", "� �")


@pytest.mark.parametrize("literal", ["NaN", "Infinity", "-Infinity", "1e999"])
def test_literals_that_are_no_numbers_become_null(literal):
    sent = {**PLAIN, **attributes(real={"doubleValue": "@"}, whole={"intValue": "@"})}
    body = json.dumps(request(sent)).replace('"@"', literal)

    [span] = read_json(body.encode(), NOW).spans

    assert span.attributes["real"] is None
    orjson.dumps(span.attributes)


def test_no_bytes_raise_anything_else():
    sent = attributes(**{"gen_ai.prompt.0.content": {"stringValue": "x"}, "n": {"intValue": "1"}})
    body = json.dumps(request({**PLAIN, **sent, "events": [sent], "status": {"code": 2}})).encode()
    chance = random.Random(7)

    for _ in range(2_000):
        broken = bytearray(body)
        for _ in range(chance.randint(1, 4)):
            broken[chance.randrange(len(broken))] = chance.choice(b'{}[]":,0a\\\xff')
        with contextlib.suppress(Unreadable):
            read_json(bytes(broken), NOW)


def test_a_thousand_spans_are_the_same_in_both_encodings():
    spans = [make_span({"n": n}, span_id=n.to_bytes(8)) for n in range(1, 1001)]
    sent = [
        {**PLAIN, **attributes(n={"intValue": n}), "spanId": n.to_bytes(8).hex()}
        for n in range(1, 1001)
    ]

    of_protobuf = read_protobuf(request_of(*spans), NOW)
    of_json = read_json(json.dumps(request(*sent)).encode(), NOW)

    assert of_json == of_protobuf
