"""What sort of step a span is. The first name that is understood is believed."""

from __future__ import annotations

from typing import Any

from app.otlp.meaning.names import Found, Name
from app.otlp.meaning.values import json_value, one_of

KINDS = (
    "span",
    "generation",
    "embedding",
    "agent",
    "tool",
    "chain",
    "retriever",
    "reranker",
    "guardrail",
    "evaluator",
    "event",
)
OURS = {kind: kind for kind in KINDS}
OPENINFERENCE = {**OURS, "llm": "generation"}
OPERATIONS = {
    "chat": "generation",
    "completion": "generation",
    "text_completion": "generation",
    "generate_content": "generation",
    "generate": "generation",
    "embeddings": "embedding",
    "invoke_agent": "agent",
    "create_agent": "agent",
    "invoke_workflow": "chain",
    "execute_tool": "tool",
    "retrieval": "retriever",
    "rerank": "reranker",
}
UNAMBIGUOUS = {"chat", "embeddings", "invoke_agent", "execute_tool", "retrieval", "rerank"}
"""The usual operation of its kind; others stay in the attributes beside it."""
# The outer spans of Vercel's AI SDK repeat model and tokens of the inner ones: no generations.
VERCEL = {
    "ai.generatetext": "span",
    "ai.streamtext": "span",
    "ai.generateobject": "span",
    "ai.streamobject": "span",
    "ai.embed": "span",
    "ai.embedmany": "span",
    "ai.generatetext.dogenerate": "generation",
    "ai.streamtext.dostream": "generation",
    "ai.generateobject.dogenerate": "generation",
    "ai.streamobject.dostream": "generation",
    "ai.embed.doembed": "embedding",
    "ai.embedmany.doembed": "embedding",
    "ai.toolcall": "tool",
}
GENKIT = {
    "model": "generation",
    "embedder": "embedding",
    "tool": "tool",
    "retriever": "retriever",
    "reranker": "reranker",
    "evaluator": "evaluator",
    "flow": "chain",
}
TRACELOOP = {"workflow": "chain", "task": "span", "agent": "agent", "tool": "tool"}
REQUEST_TYPES = {
    "chat": "generation",
    "completion": "generation",
    "embedding": "embedding",
    "rerank": "reranker",
}
MLFLOW = {**OURS, "llm": "generation", "chat_model": "generation"}


def of_mlflow(value: Any) -> Any:
    return one_of(MLFLOW)(json_value(value))


NAMES = [
    Name("langfuse.observation.type", "kind", one_of(OURS)),
    Name("openinference.span.kind", "kind", one_of(OPENINFERENCE)),
    Name("gen_ai.operation.name", "kind", one_of(OPERATIONS)),
    Name("ai.operationId", "kind", one_of(VERCEL)),
    Name("genkit:metadata:subtype", "kind", one_of(GENKIT)),
    Name("mlflow.spanType", "kind", of_mlflow),
    Name("traceloop.span.kind", "kind", one_of(TRACELOOP)),
    Name("llm.request.type", "kind", one_of(REQUEST_TYPES)),
]


def settle(found: Found, attributes: dict[str, Any]) -> None:
    """Without a name that says it, what calls a tool is a tool and what has a model generates."""
    if "kind" in found.facts:
        operation = attributes.get("gen_ai.operation.name")
        if operation is not None and operation not in UNAMBIGUOUS:
            found.rest["gen_ai.operation.name"] = operation
    elif "gen_ai.tool.name" in attributes or "gen_ai.tool.call.id" in attributes:
        found.facts["kind"] = "tool"
    elif "model" in found.facts:
        found.facts["kind"] = "generation"
