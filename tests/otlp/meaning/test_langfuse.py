"""What Langfuse's SDKs write, in the fields of a span."""

import json
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from opentelemetry.proto.trace.v1.trace_pb2 import Status

from app.otlp.meaning.kinds import KINDS
from tests.otlp.payloads import read

PYTHON_5 = ("langfuse-sdk", "5.0.4")


def observation(**fields):
    return {f"langfuse.observation.{name}": value for name, value in fields.items()}


def test_a_generation_is_read():
    span = read(
        {
            **observation(
                type="generation",
                input='[{"role": "user", "content": "Hi"}]',
                output="Hello!",
                level="WARNING",
                status_message="slow",
            ),
            "langfuse.observation.completion_start_time": '"2026-11-27T12:00:00.5Z"',
            "langfuse.observation.model.name": "gpt-4o",
            "langfuse.observation.model.parameters": '{"temperature": 0.2}',
            "langfuse.observation.usage_details": '{"input": 5, "output": 6}',
            "langfuse.observation.cost_details": '{"total": 0.25}',
            "langfuse.observation.prompt.name": "greet",
            "langfuse.observation.prompt.version": 3,
            "langfuse.trace.name": "support",
            "langfuse.trace.tags": ["a", "b", "a"],
            "user.id": "ada",
            "session.id": "s1",
            "langfuse.environment": "Staging",
            "langfuse.release": "r1",
            "langfuse.version": "v1",
        }
    )

    assert (span.kind, span.level, span.status_message) == ("generation", "warning", "slow")
    assert span.input == [{"role": "user", "content": "Hi"}]
    assert span.output == "Hello!"
    assert span.first_token_at == datetime(2026, 11, 27, 12, 0, 0, 500_000, tzinfo=UTC)
    assert (span.model, span.parameters) == ("gpt-4o", {"temperature": 0.2})
    assert (span.input_tokens, span.output_tokens, span.total_tokens) == (5, 6, 11)
    assert span.cost_usd == Decimal("0.25")
    assert (span.prompt_name, span.prompt_version) == ("greet", 3)
    assert (span.trace_name, span.tags) == ("support", ["a", "b"])
    assert (span.user_id, span.session_id) == ("ada", "s1")
    assert (span.environment, span.release) == ("staging", "r1")
    assert span.attributes == {"langfuse.version": "v1"}


@pytest.mark.parametrize(
    "kind",
    [kind for kind in KINDS if kind != "reranker"],
)
def test_every_type_is_a_kind(kind):
    assert read(observation(type=kind)).kind == kind


def test_the_type_is_believed_before_anything_else():
    span = read({**observation(type="agent"), "gen_ai.operation.name": "chat"})

    assert (span.kind, span.attributes) == ("agent", {"gen_ai.operation.name": "chat"})


def test_a_type_that_nobody_knows_stays():
    span = read({**observation(type="dance"), "gen_ai.operation.name": "chat"})

    assert (span.kind, span.attributes) == ("generation", observation(type="dance"))


def test_a_failed_span_is_an_error_whatever_its_level():
    assert read(observation(level="DEFAULT"), status=Status(code=2)).level == "error"


@pytest.mark.parametrize(
    ("sent", "meant"),
    [
        ("plain", "plain"),
        ('"quoted"', "quoted"),
        ('{"a": [1]}', {"a": [1]}),
        ("42", 42),
        ("true", True),
        ("01234", "01234"),
        ("+49 30", "+49 30"),
        ("1.0", 1.0),
        ("1e3", "1e3"),
        ("12345678901234567890123", "12345678901234567890123"),
        ("[not json", "[not json"),
        ('{"role": "assistant", "content": "Hi"}', [{"role": "assistant", "content": "Hi"}]),
    ],
)
def test_input_is_json_or_text(sent, meant):
    span = read(observation(input=sent))

    assert span.input == meant
    assert span.attributes == {}


@pytest.mark.parametrize(
    ("attributes", "environment"),
    [
        ({}, "default"),
        ({"langfuse.environment": "Prod_1-x"}, "prod_1-x"),
        ({"langfuse.environment": "langfuse-eval"}, "-eval"),
        ({"langfuse.environment": "langfuse"}, "default"),
        ({"langfuse.environment": "a b"}, "default"),
        ({"langfuse.environment": "x" * 41}, "default"),
        ({"langfuse.environment": "a\n"}, "default"),
        ({"deployment.environment": "old"}, "old"),
        ({"deployment.environment": "old", "deployment.environment.name": "new"}, "new"),
        ({"langfuse.environment": "a b", "deployment.environment.name": "new"}, "new"),
    ],
)
def test_the_environment_is_of_the_span_or_its_resource(attributes, environment):
    assert read(attributes).environment == environment
    assert read(resource=attributes).environment == environment


def test_the_span_is_believed_before_its_resource():
    resource = {"langfuse.environment": "prod", "langfuse.release": "r", "service.version": "2"}

    span = read({"langfuse.environment": "dev"}, resource=resource)

    assert (span.environment, span.release) == ("dev", "r")
    assert span.resource == {"service.version": "2"}


@pytest.mark.parametrize(
    ("sent", "tags"),
    [
        (["a", "b"], ["a", "b"]),
        ('["a", "b"]', ["a", "b"]),
        ("a, b,,a", ["a", "b"]),
        (["a", 7, ["x"]], ["a", "7"]),
        ("", []),
        ([], []),
        (7, []),
    ],
)
def test_tags_come_in_three_forms(sent, tags):
    assert read({"langfuse.trace.tags": sent}).tags == tags


def test_metadata_of_python_5_is_unquoted():
    sent = {
        "langfuse.observation.metadata.a": '"v"',
        "langfuse.observation.metadata.b": '{"c": 1}',
        "langfuse.trace.metadata.d": "7",
        "langfuse.trace.metadata.e": "plain",
        "other": '"v"',
    }

    assert read(sent, scope=PYTHON_5).attributes == {
        "langfuse.observation.metadata.a": "v",
        "langfuse.observation.metadata.b": {"c": 1},
        "langfuse.trace.metadata.d": 7,
        "langfuse.trace.metadata.e": "plain",
        "other": '"v"',
    }


@pytest.mark.parametrize(
    "scope", [("langfuse-sdk", "4.18.0"), ("langfuse-sdk", ""), ("openai", "5.0.0"), ("", "")]
)
def test_metadata_of_others_is_as_it_was_sent(scope):
    sent = {"langfuse.observation.metadata.a": '"1"'}

    assert read(sent, scope=scope).attributes == sent


@pytest.mark.parametrize(("language", "read_as"), [("python", 1), ("nodejs", "1"), ("webjs", "1")])
def test_javascript_of_the_same_version_does_not_quote(language, read_as):
    sent = {"langfuse.observation.metadata.a": "1"}
    resource = {"telemetry.sdk.language": language}

    span = read(sent, resource=resource, scope=PYTHON_5)

    assert span.attributes == {"langfuse.observation.metadata.a": read_as}


def test_costs_that_are_several_are_added_up_and_stay():
    costs = {"input": 0.1, "output": 0.2}

    span = read({"langfuse.observation.cost_details": json.dumps(costs)})

    assert span.cost_usd == Decimal("0.3")
    assert span.attributes == {"langfuse.observation.cost_details": costs}


def test_what_the_trace_was_asked_counts_when_the_span_says_nothing():
    trace = {"langfuse.trace.input": '"trace"', "langfuse.trace.output": '"done"'}

    alone = read(trace)
    beside = read({**trace, **observation(input='"span"')})

    assert (alone.input, alone.output, alone.attributes) == ("trace", "done", {})
    assert (beside.input, beside.output) == ("span", "done")
    assert beside.attributes == {"langfuse.trace.input": '"trace"'}


def test_a_request_recorded_whole_is_messages_and_parameters():
    request = {"tools": [{"type": "function"}], "messages": [{"role": "user", "content": "Hi"}]}
    sent = {
        **observation(input=json.dumps(request)),
        "langfuse.observation.model.parameters": '{"temperature": 0.2}',
    }

    generation = read({**sent, **observation(type="generation")})
    chain = read({**sent, **observation(type="chain")})

    assert generation.input == [{"role": "user", "content": "Hi"}]
    assert generation.parameters == {"tools": [{"type": "function"}], "temperature": 0.2}
    assert (chain.input, chain.parameters) == (request, {"temperature": 0.2})


@pytest.mark.parametrize("input", [{"messages": []}, {"messages": ["Hi"]}, {"messages": 7}])
def test_a_request_without_messages_is_as_it_was(input):
    span = read(observation(type="generation", input=json.dumps(input)))

    assert (span.input, span.parameters) == (input, None)


@pytest.mark.parametrize("odd", ["soon", '"2026-13-01"', 7, "{}"])
def test_a_first_token_at_no_time_stays(odd):
    sent = {"langfuse.observation.completion_start_time": odd}

    span = read(sent)

    assert (span.first_token_at, span.attributes) == (None, sent)


def test_experiments_stay_in_the_attributes():
    sent = {"langfuse.experiment.name": "run 2", "langfuse.experiment.item.id": "i1"}

    assert read(sent).attributes == sent
