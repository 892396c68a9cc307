"""The conventions of OpenInference (Phoenix, LlamaIndex, …)."""

from __future__ import annotations

from typing import Any

from app.otlp.meaning.messages import openai_shape, said
from app.otlp.meaning.names import Found, Name
from app.otlp.meaning.values import bounded_json, cost, count, json_object, tags, version_number
from app.otlp.sent import Sent

NAMES = [
    Name("llm.provider", "provider"),
    Name("llm.system", "provider"),
    Name("llm.response.model_name", "model"),
    Name("llm.response.model", "model"),
    Name("llm.request.model_name", "model"),
    Name("llm.model_name", "model"),
    Name("embedding.model_name", "model"),
    Name("reranker.model_name", "model"),
    Name("llm.invocation_parameters", "all_parameters", json_object),
    Name("embedding.invocation_parameters", "all_parameters", json_object),
    Name("llm.token_count.prompt", "usage", count, "input"),
    Name("llm.token_count.completion", "usage", count, "output"),
    Name("llm.token_count.prompt_details.cache_read", "usage", count, "cached"),
    Name("llm.token_count.prompt_details.cache_input", "usage", count, "cached"),
    Name("llm.token_count.completion_details.reasoning", "usage", count, "reasoning"),
    Name("llm.token_count.reasoning_tokens", "usage", count, "reasoning"),
    Name("llm.token_count.total", "usage", count, "total"),
    Name("llm.cost.total", "cost_usd", cost),
    Name("tag.tags", "tags", tags),
    Name("llm.prompt_template.name", "prompt_name"),
    Name("llm.prompt_template.version", "prompt_version", version_number),
]
"""In the order of belief; the messages below come before the values of other conventions."""


def asked(value: Any) -> Any:
    return messages_of(value, "user")


def answered(value: Any) -> Any:
    return messages_of(value, "assistant")


def messages_of(value: Any, role: str) -> Any:
    """`[{"message": {"role": …, "contents": […]}}]`, as gathered from numbered names."""
    if not isinstance(value, list):
        return None
    inner = [item.get("message", item) for item in value if isinstance(item, dict)]
    return [message_of(item, role) for item in inner if isinstance(item, dict)] or None


def message_of(said: dict[str, Any], role: str) -> dict[str, Any]:
    message = {"role": role, "content": None, **said}
    contents = message.pop("contents", None)
    if isinstance(contents, list):
        message["content"] = [part_of(item) for item in contents]
    calls = message.get("tool_calls")
    if isinstance(calls, list):
        message["tool_calls"] = [called(call) for call in calls]
    name = message.pop("function_call_name", None)
    arguments = message.pop("function_call_arguments_json", None)
    if name is not None:
        message["tool_calls"] = [{"name": name, "arguments": arguments}]
    return openai_shape(message)


def called(call: Any) -> Any:
    inner = call.get("tool_call", call) if isinstance(call, dict) else call
    if not isinstance(inner, dict) or "function" not in inner:
        return inner
    return {"id": inner.get("id"), "type": "function", **inner}


def part_of(item: Any) -> Any:
    part = item.get("message_content", item) if isinstance(item, dict) else item
    if not isinstance(part, dict):
        return part
    image = part.get("image")
    url = image.get("image", image).get("url") if isinstance(image, dict) else None
    return {"type": "image_url", "image_url": {"url": url}} if url else part


def texts(value: Any) -> Any:
    """`[{"prompt": {"text": …}}]` of completions that are no chat."""
    if not isinstance(value, list):
        return None
    found = []
    for item in value:
        inner = next(iter(item.values()), None) if isinstance(item, dict) else None
        found.append(inner.get("text") if isinstance(inner, dict) else inner)
    return found[0] if len(found) == 1 else found


MESSAGES = [
    Name("llm.input_messages", "input", asked),
    Name("llm.output_messages", "output", answered),
    Name("llm.prompts", "input", texts),
    Name("llm.choices", "output", texts),
]
VALUES = (("input", "input.value"), ("output", "output.value"))
PLAIN = [Name(name, place, said) for place, name in VALUES]


def settle(found: Found, sent: Sent) -> None:
    """What is said to be plain text is not read as JSON."""
    for place, name in VALUES:
        if found.won.get(place) == name:
            media_type = found.rest.pop(f"{place}.mime_type", None)
            if media_type == "text/plain":
                found.facts[place] = sent.attributes[name]
    if "metadata" in found.rest:
        metadata = found.rest["metadata"]
        found.rest["metadata"] = bounded_json(metadata, sent.truncated, "metadata")
