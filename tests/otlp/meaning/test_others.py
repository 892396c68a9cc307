"""What Traceloop, MLflow, Vercel's AI SDK and Genkit write, in the fields of a span."""

import json

import pytest

from tests.otlp.payloads import read


@pytest.mark.parametrize(
    ("attributes", "expected"),
    [
        (
            {
                "traceloop.span.kind": "workflow",
                "traceloop.entity.input": '{"q": 1}',
                "traceloop.entity.output": '"done"',
                "traceloop.association.properties.session_id": "s",
            },
            {"kind": "chain", "input": {"q": 1}, "output": "done", "session_id": "s"},
        ),
        (
            {"llm.request.type": "chat", "llm.usage.total_tokens": 5},
            {"kind": "generation", "total_tokens": 5},
        ),
        (
            {
                "mlflow.spanType": '"CHAT_MODEL"',
                "mlflow.spanInputs": '{"messages": []}',
                "mlflow.spanOutputs": '"hi"',
                "mlflow.chat.tokenUsage": '{"input_tokens": 1, "output_tokens": 2}',
                "mlflow.llm.model": '"gpt-4o"',
            },
            {
                "kind": "generation",
                "input": {"messages": []},
                "output": "hi",
                "total_tokens": 3,
                "model": "gpt-4o",
            },
        ),
        (
            {
                "ai.operationId": "ai.streamText.doStream",
                "ai.model.id": "gpt-4o",
                "ai.model.provider": "openai.chat",
                "ai.prompt.messages": json.dumps(
                    [{"role": "user", "content": [{"type": "text", "text": "Hi"}]}]
                ),
                "ai.response.text": "Ho",
                "ai.usage.promptTokens": 1,
                "ai.usage.completionTokens": 2,
                "ai.settings.temperature": 0.5,
                "ai.telemetry.metadata.userId": "ada",
            },
            {
                "kind": "generation",
                "model": "gpt-4o",
                "provider": "openai.chat",
                "input": [{"role": "user", "content": "Hi"}],
                "output": [{"role": "assistant", "content": "Ho"}],
                "total_tokens": 3,
                "parameters": {"temperature": 0.5},
                "user_id": "ada",
            },
        ),
        (
            {
                "ai.operationId": "ai.toolCall",
                "ai.toolCall.args": '{"q": 1}',
                "ai.toolCall.result": "[1]",
            },
            {"kind": "tool", "input": {"q": 1}, "output": [1]},
        ),
        (
            {"genkit:metadata:subtype": "model", "genkit:input": '{"a": 1}', "genkit:output": "x"},
            {"kind": "generation", "input": {"a": 1}, "output": "x"},
        ),
    ],
)
def test_it_is_read(attributes, expected):
    span = read(attributes)

    assert {name: getattr(span, name) for name in expected} == expected
    assert span.attributes == {}


def test_the_outer_span_of_a_generation_is_none():
    assert read({"ai.operationId": "ai.streamText", "ai.model.id": "gpt-4o"}).kind == "span"


def test_the_first_chunk_is_timed():
    span = read({"ai.response.msToFirstChunk": 250.5})

    assert (span.first_token_at - span.started_at).total_seconds() == 0.2505
