"""Whatever stands under a name that is known, reading it ends well and loses nothing."""

import dataclasses
import itertools

import orjson
import pytest

from app.otlp.bounds import DEEPEST
from app.otlp.meaning import RESOURCES, SPANS
from app.otlp.meaning.gathering import LISTS
from app.otlp.meaning.names import LONGEST_PLAN, MOST_PLANS, WIDEST_PLAN, Table
from app.otlp.spans import Span
from tests.otlp.payloads import read

NAMES = [name.name for name in SPANS.names]
DEEP = "[" * 900 + "]" * 900
ODD = [
    None,
    "",
    0,
    -1,
    2**63 - 1,
    1e308,
    True,
    b"\xff",
    [],
    {},
    ["x", None, [{}]],
    {"role": 1, "content": [None], "total": {"x": 1}, "input": "x", "message": []},
    [{"role": "user", "parts": [None, {"type": []}, {"type": "tool_call"}], "tool_calls": [7]}],
    '[{"type": "text"}, 7, null, "x"]',
    "null",
    "NaN",
    '"\\u0000"',
    '["\\u0000"]',
    '{"\\u0000": "\\u0000", "input": 1, "role": "user", "content": "\\u0000"}',
    DEEP,
    f'{{"input": 1, "total": 2, "role": "user", "content": {DEEP}, "arguments": {DEEP}}}',
    f'{{"messages": [{{"role": "user", "content": "\\u0000"}}], "x": {DEEP}, "y": "\\u0000"}}',
    f'[{{"role": "user", "parts": [{{"type": "tool_call", "arguments": {DEEP}}}]}}]',
]
USUAL = {
    "gen_ai.operation.name": "chat",
    "gen_ai.request.temperature": 0.5,
    "gen_ai.usage.input_tokens": 1,
    "gen_ai.input.messages": '[{"role": "user", "parts": [{"type": "text", "content": "Hi"}]}]',
    "promptside.prompt.name": "greet",
}
FIELDS = {field.name for field in dataclasses.fields(Span)}


def depth_of(value):
    if isinstance(value, dict):
        value = list(value.values())
    return 1 + max(map(depth_of, value), default=0) if isinstance(value, list) else 0


def check(span):
    """What is stored as JSON can be; messages add a few levels to what they hold."""
    for value in (span.input, span.output, span.parameters, span.attributes, span.resource):
        assert b"\\u0000" not in orjson.dumps(value).replace(b"\\\\", b"")
        assert depth_of(value) <= DEEPEST + 4
    labels = [span.model, span.provider, span.user_id, span.session_id, span.trace_name, *span.tags]
    assert all("\0" not in label and len(label) <= 200 for label in labels if label)


@pytest.mark.parametrize("odd", ODD, ids=lambda odd: repr(odd)[:40])
def test_no_value_of_a_name_that_is_known_breaks_anything(odd):
    for name in [*NAMES, "metadata", "langfuse.observation.metadata.k"]:
        check(read({name: odd}, scope=("langfuse-sdk", "5.0.0")))
        check(read({**USUAL, name: odd}))
    for name in LISTS:
        check(read({f"{name}.0.content": odd, f"{name}.0.tool_calls.0.name": odd}))
    check(read(dict.fromkeys(NAMES, odd)))
    check(read(resource=dict.fromkeys([name.name for name in RESOURCES.names], odd)))


@pytest.mark.parametrize("odd", ODD, ids=lambda odd: repr(odd)[:40])
def test_no_value_in_an_event_breaks_anything(odd):
    names = ["gen_ai.user.message", "gen_ai.choice", "gen_ai.content.prompt"]
    for name in names:
        holders = ("content", "message", "gen_ai.event.content", "gen_ai.prompt")
        check(read(events=[(name, dict.fromkeys(holders, odd))]))
        for holder in holders:
            check(read(events=[(name, {holder: odd})]))


def test_every_name_reads_into_a_field():
    within = {
        "usage",
        "kind",
        "parameters",
        "all_parameters",
        "instructions",
        "first_token_after_s",
    }

    assert {name.place for name in SPANS.names} <= FIELDS | within


def test_of_two_names_for_one_field_the_other_stays():
    texts = {"model", "provider", "user_id", "session_id", "prompt_name"}
    names = [name for name in SPANS.names if name.place in texts]
    for one, other in itertools.combinations(names, 2):
        span = read({other.name: "other", one.name: "one"})
        if one.place == other.place:
            assert getattr(span, one.place) == "one"
            assert span.attributes == {other.name: "other"}


def test_plans_take_little_memory_whatever_names_are_sent():
    table = Table(SPANS.names)

    for number in range(MOST_PLANS + 1):
        table.plan_for([f"name {number}"])
    table.plan_for([f"name {number}" for number in range(LONGEST_PLAN + 1)])
    table.plan_for(["x" * WIDEST_PLAN, "y"])

    assert set(table.plans) == {(f"name {MOST_PLANS}",)}
