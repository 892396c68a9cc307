"""Nothing in a span is larger, deeper or stranger than can be stored."""

import json

import orjson
import pytest
from opentelemetry.proto.trace.v1.trace_pb2 import Span, Status

from app.otlp import read_protobuf
from tests.otlp.payloads import NOW, SPAN, TRACE, make_span, read, request_of

KIB = 1024
TRUNCATED = "promptside.truncated"


def nested(depth, core="core"):
    value = core
    for _ in range(depth):
        value = [value]
    return value


def depth_of(value):
    depth = 0
    while isinstance(value, list):
        value, depth = value[0], depth + 1
    return depth


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("x" * 256 * KIB, 256 * KIB),
        ("x" * (256 * KIB + 1), 256 * KIB),
        ("€" * 100 * KIB, 256 * KIB // 3),
        ("x" * 10_000_000, 256 * KIB),
    ],
)
def test_long_text_is_cut_by_bytes(text, kept):
    span = read({"long": text, "short": "stays"})

    assert span.attributes["long"] == text[:kept]
    assert span.attributes["short"] == "stays"
    assert (span.attributes.get(TRUNCATED) == ["long"]) is (kept < len(text))


def test_long_text_is_cut_wherever_it_stands():
    text = "x" * 300 * KIB

    span = read({"list": [text]}, events=[("e", {"text": text})], resource={"text": text})

    assert len(span.attributes["list"][0]) == 256 * KIB
    assert len(span.events[0]["attributes"]["text"]) == 256 * KIB
    assert len(span.resource["text"]) == 256 * KIB
    assert span.attributes[TRUNCATED] == ["list", "text"]
    assert span.resource[TRUNCATED] == ["text"]


def test_long_input_is_cut_within():
    messages = [{"role": "user", "content": "x" * 300 * KIB}, {"role": "user", "content": "y"}]

    span = read({"langfuse.observation.input": json.dumps(messages)})

    assert [len(message["content"]) for message in span.input] == [256 * KIB, 1]
    assert span.attributes == {TRUNCATED: ["langfuse.observation.input"]}


def test_input_too_long_for_json_is_cut_text():
    span = read({"input.value": json.dumps(["x" * 2_000_000])})

    assert len(span.input) == 256 * KIB
    assert span.attributes == {TRUNCATED: ["input.value"]}


def test_the_first_thousand_attributes_stay():
    span = read({f"a{number}": number for number in range(100_000)})

    assert span.attributes == {**{f"a{n}": n for n in range(1000)}, TRUNCATED: ["attributes"]}


def test_the_first_events_and_links_stay():
    links = [Span.Link(trace_id=TRACE, span_id=SPAN)] * 200

    span = read(events=[(f"e{n}", {}) for n in range(200)], links=links)

    assert [event["name"] for event in span.events] == [f"e{n}" for n in range(128)]
    assert len(span.links) == 128
    assert span.attributes == {TRUNCATED: ["events", "links"]}


def test_long_names_are_cut():
    span = read({"k" * 2000: 1}, name="n" * 2000, events=[("e" * 2000, {})])

    assert span.name == "n" * 1000
    assert span.events[0]["name"] == "e" * 1000
    assert span.attributes == {"k" * 1000: 1, TRUNCATED: ["name"]}


def test_a_long_label_is_cut_and_stays_whole_beside():
    span = read({"session.id": "s" * 201, "user.id": "u" * 200})

    assert (span.session_id, span.user_id) == ("s" * 200, "u" * 200)
    assert span.attributes == {"session.id": "s" * 201}


def test_tags_are_few_and_short():
    span = read({"tag.tags": [f"{n}" * 300 for n in range(100, 200)]})

    assert len(span.tags) == 50
    assert {len(tag) for tag in span.tags} == {200}


def test_many_items_are_cut():
    span = read({"vector": [0.5] * 20_000})

    assert span.attributes == {"vector": [0.5] * 10_000, TRUNCATED: ["vector"]}


def test_deep_values_become_text():
    span = read({"deep": nested(40), "flat": nested(32)})

    assert depth_of(span.attributes["deep"]) == 32
    assert span.attributes["flat"] == nested(32)
    assert span.attributes[TRUNCATED] == ["deep"]


@pytest.mark.parametrize("depth", [33, 300, 1000])
def test_deep_json_text_becomes_text(depth):
    span = read({"langfuse.observation.input": "[" * depth + "1" + "]" * depth})

    assert depth_of(span.input) == 32
    assert span.attributes[TRUNCATED] == ["langfuse.observation.input"]


def test_json_text_too_deep_to_read_stays_text():
    text = "[" * 100_000 + "]" * 100_000

    assert read({"langfuse.observation.input": text}).input == text


def test_nul_and_halves_of_pairs_are_replaced():
    attributes = {
        "te\0xt": "a\0b",
        "list": ["\0"],
        "map": {"k\0": "\0"},
        "langfuse.observation.input": '{"a\\u0000": ["b\\u0000"]}',
        "langfuse.observation.output": '{"a": "\\ud800"}',
        "user.id": "\0",
    }

    span = read(
        attributes,
        name="n\0",
        status=Status(code=2, message="m\0"),
        events=[("e\0", {"k\0": "\0"})],
        resource={"r\0": "\0"},
    )

    assert span.attributes == {
        "te�xt": "a�b",
        "list": ["�"],
        "map": {"k�": "�"},
        TRUNCATED: ["name"],
    }
    assert (span.name, span.status_message, span.user_id) == ("n�", "m�", "�")
    assert span.input == {"a�": ["b�"]}
    assert span.output == '{"a": "\\ud800"}'
    assert span.events[0]["attributes"] == {"k�": "�"}
    assert span.resource == {"r�": "�"}


def test_what_is_read_is_json():
    """Whatever is sent, orjson writes it, and so can PostgreSQL."""
    values = {"n": 2**63 - 1, "f": 1e308, "t": "\U0001f600", "b": b"\0", "l": [None, {}]}
    body = request_of(make_span(values, events=[("e", values)]), resource=values)

    [span] = read_protobuf(body, NOW).spans

    for value in (span.attributes, span.events, span.resource):
        assert b"\\u0000" not in orjson.dumps(value)
