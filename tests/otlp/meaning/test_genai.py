"""The GenAI semantic conventions, current and older, in the fields of a span."""

import json
from decimal import Decimal
from uuid import UUID

import pytest

from tests.otlp.payloads import read

PROMPT_ID = "0193e2a0-0000-7000-8000-000000000001"


def text(role, content, **more):
    return {"role": role, "parts": [{"type": "text", "content": content}], **more}


def test_a_chat_is_a_generation():
    span = read(
        {
            "gen_ai.operation.name": "chat",
            "gen_ai.provider.name": "openai",
            "gen_ai.request.model": "gpt-4o",
            "gen_ai.response.model": "gpt-4o-2024-11-20",
            "gen_ai.response.id": "chatcmpl-1",
            "gen_ai.request.temperature": 0.2,
            "gen_ai.request.max_tokens": 800,
            "gen_ai.request.stop_sequences": ["\n"],
            "gen_ai.usage.input_tokens": 412,
            "gen_ai.usage.output_tokens": 96,
            "gen_ai.conversation.id": "conv-1",
            "gen_ai.usage.cost": 0.0021,
            "user.id": "ada",
        }
    )

    assert (span.kind, span.provider, span.model) == ("generation", "openai", "gpt-4o-2024-11-20")
    assert span.parameters == {"temperature": 0.2, "max_tokens": 800, "stop_sequences": ["\n"]}
    assert (span.input_tokens, span.output_tokens, span.total_tokens) == (412, 96, 508)
    assert (span.session_id, span.user_id, span.cost_usd) == ("conv-1", "ada", Decimal("0.0021"))
    assert span.attributes == {
        "gen_ai.request.model": "gpt-4o",
        "gen_ai.response.id": "chatcmpl-1",
    }


def test_the_older_names_say_the_same():
    span = read(
        {
            "gen_ai.system": "openai",
            "gen_ai.request.model": "gpt-4o",
            "gen_ai.response.model": "gpt-4o",
            "gen_ai.usage.prompt_tokens": 412,
            "gen_ai.usage.completion_tokens": 96,
        }
    )

    assert (span.kind, span.provider, span.model) == ("generation", "openai", "gpt-4o")
    assert (span.input_tokens, span.output_tokens) == (412, 96)
    assert span.attributes == {}


@pytest.mark.parametrize(
    ("operation", "kind"),
    [
        ("chat", "generation"),
        ("text_completion", "generation"),
        ("generate_content", "generation"),
        ("embeddings", "embedding"),
        ("invoke_agent", "agent"),
        ("create_agent", "agent"),
        ("execute_tool", "tool"),
        ("retrieval", "retriever"),
        ("dance", "span"),
    ],
)
def test_an_operation_is_a_kind(operation, kind):
    span = read({"gen_ai.operation.name": operation})

    assert span.kind == kind
    is_usual = operation in {"chat", "embeddings", "invoke_agent", "execute_tool", "retrieval"}
    assert ("gen_ai.operation.name" in span.attributes) is not is_usual


def test_what_names_a_tool_is_a_tool_and_what_has_a_model_generates():
    assert read({"gen_ai.tool.name": "search"}).kind == "tool"
    assert read({"gen_ai.request.model": "m"}).kind == "generation"
    assert read({"gen_ai.tool.name": "t", "gen_ai.request.model": "m"}).kind == "tool"


def test_messages_are_read():
    asked = [text("system", "Be brief."), text("user", "Hi")]
    answered = [text("assistant", "Hello!", finish_reason="stop")]

    span = read(
        {
            "gen_ai.input.messages": json.dumps(asked),
            "gen_ai.output.messages": json.dumps(answered),
        }
    )

    assert span.input == [
        {"role": "system", "content": "Be brief."},
        {"role": "user", "content": "Hi"},
    ]
    assert span.output == [{"role": "assistant", "content": "Hello!", "finish_reason": "stop"}]
    assert span.attributes == {}


def test_messages_may_be_values_instead_of_text():
    span = read({"gen_ai.input.messages": [text("user", "Hi")]})

    assert span.input == [{"role": "user", "content": "Hi"}]


def test_system_instructions_begin_the_conversation():
    instructions = json.dumps([{"type": "text", "content": "Be brief."}])
    system = {"role": "system", "content": "Be brief."}
    asked = json.dumps([text("user", "Hi")])

    both = read({"gen_ai.system_instructions": instructions, "gen_ai.input.messages": asked})
    alone = read({"gen_ai.system_instructions": "Be brief."})

    assert both.input == [system, {"role": "user", "content": "Hi"}]
    assert alone.input == [system]
    assert both.attributes == alone.attributes == {}


def test_system_instructions_beside_another_input_stay():
    span = read({"gen_ai.system_instructions": "Be brief.", "langfuse.observation.input": "Hi"})

    assert span.input == "Hi"
    assert span.attributes == {"gen_ai.system_instructions": "Be brief."}


def test_numbered_messages_are_read():
    span = read(
        {
            "gen_ai.prompt.10.role": "user",
            "gen_ai.prompt.10.content": "last",
            "gen_ai.prompt.0.role": "system",
            "gen_ai.prompt.0.content": "first",
            "gen_ai.prompt.1.content": '[{"type": "text", "text": "a"}]',
            "gen_ai.completion.0.role": "assistant",
            "gen_ai.completion.0.finish_reason": "tool_calls",
            "gen_ai.completion.0.tool_calls.0.id": "call_1",
            "gen_ai.completion.0.tool_calls.0.name": "search",
            "gen_ai.completion.0.tool_calls.0.arguments": '{"q": 1}',
        }
    )

    assert span.input == [
        {"role": "system", "content": "first"},
        {"role": "user", "content": "a"},
        {"role": "user", "content": "last"},
    ]
    call = {"name": "search", "arguments": '{"q": 1}'}
    assert span.output == [
        {
            "role": "assistant",
            "content": None,
            "finish_reason": "tool_calls",
            "tool_calls": [{"id": "call_1", "type": "function", "function": call}],
        }
    ]
    assert span.attributes == {}


def test_numbered_names_that_make_no_list_stay():
    odd = {
        "gen_ai.prompt.variable.x": "1",
        "gen_ai.prompt.0": "leaf",
        "gen_ai.prompt.0.role": "below a leaf",
        "gen_ai.prompt.²": "no number",
    }

    span = read(odd)

    assert span.input == ["leaf"]
    assert span.attributes == {key: odd[key] for key in odd if key != "gen_ai.prompt.0"}


def test_numbered_messages_beside_current_ones_stay():
    span = read(
        {
            "gen_ai.input.messages": json.dumps([text("user", "Hi")]),
            "gen_ai.prompt.0.role": "user",
            "gen_ai.prompt.0.content": "Ho",
        }
    )

    assert span.input == [{"role": "user", "content": "Hi"}]
    assert span.attributes == {"gen_ai.prompt": [{"role": "user", "content": "Ho"}]}


def test_events_of_messages_are_read_and_gone():
    span = read(
        events=[
            ("gen_ai.system.message", {"content": "Be brief."}),
            ("gen_ai.user.message", {"content": "Hi"}),
            (
                "gen_ai.choice",
                {"index": 0, "finish_reason": "stop", "message": '{"content": "Ho"}'},
            ),
            ("exception", {"exception.type": "E"}),
        ]
    )

    assert span.input == [
        {"role": "system", "content": "Be brief."},
        {"role": "user", "content": "Hi"},
    ]
    assert span.output == [
        {"role": "assistant", "index": 0, "finish_reason": "stop", "content": "Ho"}
    ]
    assert [event["name"] for event in span.events] == ["exception"]
    assert span.attributes == {}


def test_events_of_azure_hold_the_message_whole():
    asked = {"role": "user", "content": "Hi"}
    answered = {"message": {"content": "Ho"}, "finish_reason": "stop", "index": 0}
    shared = {"gen_ai.system": "az.ai.inference"}

    span = read(
        events=[
            ("gen_ai.user.message", {**shared, "gen_ai.event.content": json.dumps(asked)}),
            ("gen_ai.tool.message", {**shared, "id": "call_1", "content": "found"}),
            ("gen_ai.choice", {**shared, "gen_ai.event.content": json.dumps(answered)}),
        ]
    )

    assert span.input == [asked, {"role": "tool", "content": "found", "tool_call_id": "call_1"}]
    assert span.output == [
        {"role": "assistant", "content": "Ho", "finish_reason": "stop", "index": 0}
    ]


def test_events_that_hold_attributes_are_read():
    span = read(
        events=[
            ("gen_ai.content.prompt", {"gen_ai.prompt": '[{"role": "user", "content": "Hi"}]'}),
            ("gen_ai.content.completion", {"gen_ai.completion": "Ho", "other": 1}),
        ]
    )

    assert span.input == [{"role": "user", "content": "Hi"}]
    assert span.output == [{"role": "assistant", "content": "Ho"}]
    assert [event["attributes"] for event in span.events] == [{"other": 1}]


def test_the_event_of_an_inference_is_read():
    details = {
        "gen_ai.input.messages": json.dumps([text("user", "Hi")]),
        "gen_ai.output.messages": json.dumps([text("assistant", "Ho")]),
        "gen_ai.system_instructions": json.dumps([{"type": "text", "content": "Be brief."}]),
    }

    span = read(events=[("gen_ai.client.inference.operation.details", details)])

    assert [message["content"] for message in span.input] == ["Be brief.", "Hi"]
    assert span.output == [{"role": "assistant", "content": "Ho"}]
    assert span.events == []


def test_events_beside_messages_stay():
    attributes = {"gen_ai.input.messages": json.dumps([text("user", "Hi")])}

    span = read(attributes, events=[("gen_ai.user.message", {"content": "Ho"})])

    assert span.input == [{"role": "user", "content": "Hi"}]
    assert [event["attributes"] for event in span.events] == [{"content": "Ho"}]


def test_a_tool_has_arguments_and_a_result():
    span = read(
        {
            "gen_ai.operation.name": "execute_tool",
            "gen_ai.tool.name": "search",
            "gen_ai.tool.call.arguments": '{"q": "x"}',
            "gen_ai.tool.call.result": "nothing found",
        }
    )

    assert (span.kind, span.input, span.output) == ("tool", {"q": "x"}, "nothing found")
    assert span.attributes == {"gen_ai.tool.name": "search"}


@pytest.mark.parametrize("prefix", ["promptside.prompt", "gen_ai.prompt"])
@pytest.mark.parametrize("version", [3, "3"])
def test_the_prompt_is_named(prefix, version):
    span = read({f"{prefix}.name": "team/greet", f"{prefix}.version": version})

    assert (span.prompt_name, span.prompt_version) == ("team/greet", 3)
    assert span.attributes == {}


def test_the_prompt_may_be_known_by_id():
    span = read({"promptside.prompt.id": PROMPT_ID, "promptside.prompt.version": 2})

    assert (span.prompt_id, span.prompt_version) == (UUID(PROMPT_ID), 2)


@pytest.mark.parametrize(
    "odd",
    [
        {"promptside.prompt.version": 3},
        {"promptside.prompt.name": "", "gen_ai.prompt.version": 3},
        {"promptside.prompt.id": "no-id"},
    ],
)
def test_half_of_a_prompt_stays_in_the_attributes(odd):
    span = read(odd)

    assert (span.prompt_name, span.prompt_version, span.prompt_id) == (None, None, None)
    assert span.attributes == odd


@pytest.mark.parametrize("version", ["v1.0", 0, -1, 2**40, 1.5, True, "٣"])
def test_what_is_no_version_stays_in_the_attributes(version):
    span = read({"promptside.prompt.name": "greet", "promptside.prompt.version": version})

    assert (span.prompt_name, span.prompt_version) == ("greet", None)
    assert span.attributes == {"promptside.prompt.version": version}


def test_the_first_token_is_timed():
    span = read({"gen_ai.response.time_to_first_chunk": 0.25})

    assert (span.first_token_at - span.started_at).total_seconds() == 0.25


@pytest.mark.parametrize(
    "odd",
    [
        {"gen_ai.usage.input_tokens": -1},
        {"gen_ai.usage.input_tokens": 2**40},
        {"gen_ai.usage.input_tokens": True},
        {"gen_ai.usage.input_tokens": "many"},
        {"gen_ai.usage.cost": -0.5},
        {"gen_ai.usage.cost": "NaN"},
        {"gen_ai.usage.cost": "free"},
        {"gen_ai.usage.cost": 1e12},
        {"gen_ai.response.time_to_first_chunk": -1.0},
        {"gen_ai.request.model": ["a"]},
        {"gen_ai.prompt": 7.5, "user.id": ["x"]},
    ],
)
def test_what_is_not_understood_stays_in_the_attributes(odd):
    span = read(odd)

    assert {**span.attributes, **({"gen_ai.prompt": span.input} if span.input else {})} == odd
    assert (span.input_tokens, span.cost_usd, span.model, span.kind) == (None, None, None, "span")
