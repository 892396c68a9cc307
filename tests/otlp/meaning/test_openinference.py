"""The conventions of OpenInference, in the fields of a span."""

from decimal import Decimal

import pytest

from tests.otlp.payloads import read


def test_a_chat_is_read():
    said = "llm.input_messages.{}.message.{}"
    answered = "llm.output_messages.0.message.{}"
    call = answered.format("tool_calls.0.tool_call.{}")
    span = read(
        {
            "openinference.span.kind": "LLM",
            "llm.model_name": "gpt-4o",
            "llm.provider": "azure",
            "llm.system": "openai",
            "llm.invocation_parameters": '{"temperature": 0.1}',
            said.format(0, "role"): "system",
            said.format(0, "content"): "Be brief.",
            said.format(1, "role"): "user",
            said.format(1, "contents.0.message_content.type"): "text",
            said.format(1, "contents.0.message_content.text"): "What is this?",
            said.format(1, "contents.1.message_content.type"): "image",
            said.format(1, "contents.1.message_content.image.image.url"): "https://x/y.png",
            said.format(2, "role"): "tool",
            said.format(2, "content"): "found",
            said.format(2, "tool_call_id"): "call_0",
            answered.format("role"): "assistant",
            call.format("id"): "call_1",
            call.format("function.name"): "search",
            call.format("function.arguments"): '{"q": 1}',
            "llm.cost.total": 0.5,
            "session.id": "s",
            "tag.tags": ["a"],
            "metadata": '{"k": 1}',
        }
    )

    assert (span.kind, span.model, span.provider) == ("generation", "gpt-4o", "azure")
    assert span.parameters == {"temperature": 0.1}
    assert span.input == [
        {"role": "system", "content": "Be brief."},
        {
            "role": "user",
            "content": [
                {"type": "text", "text": "What is this?"},
                {"type": "image_url", "image_url": {"url": "https://x/y.png"}},
            ],
        },
        {"role": "tool", "content": "found", "tool_call_id": "call_0"},
    ]
    function = {"name": "search", "arguments": '{"q": 1}'}
    assert span.output == [
        {
            "role": "assistant",
            "content": None,
            "tool_calls": [{"id": "call_1", "type": "function", "function": function}],
        }
    ]
    assert (span.cost_usd, span.session_id, span.tags) == (Decimal("0.5"), "s", ["a"])
    assert span.attributes == {"llm.system": "openai", "metadata": {"k": 1}}


@pytest.mark.parametrize(
    ("sent", "kind"),
    [
        ("LLM", "generation"),
        ("EMBEDDING", "embedding"),
        ("CHAIN", "chain"),
        ("RETRIEVER", "retriever"),
        ("RERANKER", "reranker"),
        ("TOOL", "tool"),
        ("AGENT", "agent"),
        ("GUARDRAIL", "guardrail"),
        ("EVALUATOR", "evaluator"),
    ],
)
def test_every_kind_is_known(sent, kind):
    span = read({"openinference.span.kind": sent})

    assert (span.kind, span.attributes) == (kind, {})


def test_an_unknown_kind_stays():
    span = read({"openinference.span.kind": "PROMPT"})

    assert (span.kind, span.attributes) == ("span", {"openinference.span.kind": "PROMPT"})


@pytest.mark.parametrize(
    ("media_type", "meant"),
    [
        ({"input.mime_type": "application/json"}, {"a": 1}),
        ({}, {"a": 1}),
        ({"input.mime_type": "text/plain"}, '{"a": 1}'),
    ],
)
def test_a_value_is_json_unless_it_is_plain_text(media_type, meant):
    span = read({"input.value": '{"a": 1}', **media_type})

    assert (span.input, span.attributes) == (meant, {})


def test_messages_are_believed_before_values():
    whole = {"input.value": '{"messages": []}', "input.mime_type": "application/json"}

    span = read({"llm.input_messages.0.message.content": "Hi", **whole})

    assert span.input == [{"role": "user", "content": "Hi"}]
    assert span.attributes == whole


def test_completions_that_are_no_chat_are_texts():
    span = read({"llm.prompts.0.prompt.text": "Once", "llm.choices.0.completion.text": "upon"})

    assert (span.input, span.output) == ("Once", "upon")


def test_the_older_call_of_a_function_is_a_tool_call():
    said = "llm.output_messages.0.message"
    span = read({f"{said}.function_call_name": "f", f"{said}.function_call_arguments_json": "{}"})

    [call] = span.output[0]["tool_calls"]
    assert call["function"] == {"name": "f", "arguments": "{}"}


def test_a_template_stays_beside_its_version():
    template = {"llm.prompt_template.template": "Hi {x}", "llm.prompt_template.version": "v1"}

    assert read(template).attributes == template
