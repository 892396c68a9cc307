"""The GenAI semantic conventions of OpenTelemetry, current and older."""

from __future__ import annotations

from typing import Any

from app.otlp.meaning.messages import said, said_by_assistant, said_by_user, with_instructions
from app.otlp.meaning.names import Found, Name
from app.otlp.meaning.values import (
    anything,
    bounded_json,
    cost,
    count,
    json_value,
    seconds,
    uuid,
    version_number,
)
from app.otlp.sent import Sent, SentEvent

PARAMETERS = [
    "temperature",
    "top_p",
    "top_k",
    "max_tokens",
    "frequency_penalty",
    "presence_penalty",
    "stop_sequences",
    "seed",
    "stream",
    "encoding_formats",
]
INSTRUCTIONS = "gen_ai.system_instructions"

NAMES = [
    Name("promptside.prompt.id", "prompt_id", uuid),
    Name("promptside.prompt.name", "prompt_name"),
    Name("promptside.prompt.version", "prompt_version", version_number),
    Name("gen_ai.prompt.name", "prompt_name"),
    Name("gen_ai.prompt.version", "prompt_version", version_number),
    Name("gen_ai.provider.name", "provider"),
    Name("gen_ai.system", "provider"),
    Name("gen_ai.response.model", "model"),
    Name("gen_ai.request.model", "model"),
    *[Name(f"gen_ai.request.{name}", "parameters", anything, name) for name in PARAMETERS],
    Name("gen_ai.request.choice.count", "parameters", anything, "n"),
    Name("gen_ai.request.reasoning.level", "parameters", anything, "reasoning_effort"),
    Name("gen_ai.request.reasoning.effort", "parameters", anything, "reasoning_effort"),
    Name("gen_ai.openai.request.seed", "parameters", anything, "seed"),
    Name("gen_ai.openai.request.service_tier", "parameters", anything, "service_tier"),
    Name("gen_ai.output.type", "parameters", anything, "output_type"),
    Name("gen_ai.usage.input_tokens", "usage", count, "input"),
    Name("gen_ai.usage.prompt_tokens", "usage", count, "input"),
    Name("gen_ai.usage.output_tokens", "usage", count, "output"),
    Name("gen_ai.usage.completion_tokens", "usage", count, "output"),
    Name("gen_ai.usage.cache_read.input_tokens", "usage", count, "cached"),
    Name("gen_ai.usage.cache_read_input_tokens", "usage", count, "cached"),
    Name("gen_ai.usage.input_tokens.cached", "usage", count, "cached"),
    Name("gen_ai.usage.cached_tokens", "usage", count, "cached"),
    Name("gen_ai.usage.details.cache_read_tokens", "usage", count, "cached"),
    Name("gen_ai.usage.details.cache_read_input_tokens", "usage", count, "cached"),
    Name("gen_ai.usage.reasoning.output_tokens", "usage", count, "reasoning"),
    Name("gen_ai.usage.output_tokens.reasoning", "usage", count, "reasoning"),
    Name("gen_ai.usage.reasoning_tokens", "usage", count, "reasoning"),
    Name("gen_ai.usage.thoughts_tokens", "usage", count, "reasoning"),
    Name("gen_ai.usage.details.reasoning_tokens", "usage", count, "reasoning"),
    Name("gen_ai.usage.total_tokens", "usage", count, "total"),
    Name("gen_ai.usage.cost", "cost_usd", cost),
    Name("gen_ai.usage.total_cost", "cost_usd", cost),
    Name("gen_ai.response.time_to_first_chunk", "first_token_after_s", seconds),
    Name("gen_ai.server.time_to_first_token", "first_token_after_s", seconds),
    Name("user.id", "user_id"),
    Name("enduser.id", "user_id"),
    Name("session.id", "session_id"),
    Name("gen_ai.conversation.id", "session_id"),
    Name("gen_ai.input.messages", "input", said),
    Name("gen_ai.output.messages", "output", said),
    Name(INSTRUCTIONS, "instructions", anything),
    # Gathered from gen_ai.prompt.0.role and the like, and from events.
    Name("gen_ai.prompt", "input", said_by_user),
    Name("gen_ai.completion", "output", said_by_assistant),
    Name("gen_ai.tool.call.arguments", "input", json_value),
    Name("gen_ai.tool.call.result", "output", json_value),
]

ROLES = {
    "gen_ai.system.message": "system",
    "gen_ai.user.message": "user",
    "gen_ai.assistant.message": "assistant",
    "gen_ai.tool.message": "tool",
}
OF_EVENTS = (
    "gen_ai.input.messages",
    "gen_ai.output.messages",
    INSTRUCTIONS,
    "gen_ai.prompt",
    "gen_ai.completion",
)
"""Attributes that older exporters put on an event instead of the span."""


def settle(found: Found, sent: Sent) -> None:
    """System instructions begin the conversation that they were sent apart from."""
    if "instructions" not in found.facts:
        return
    if found.won.get("input", "gen_ai.input.messages") != "gen_ai.input.messages":
        found.put_back("instructions", sent.attributes)
        return
    instructions = bounded_json(found.facts.pop("instructions"), sent.truncated, INSTRUCTIONS)
    found.facts["input"] = with_instructions(instructions, found.facts.get("input"))
    found.won.setdefault("input", INSTRUCTIONS)


def take_from_events(sent: Sent) -> None:
    """Move what a span's events say of messages to its attributes."""
    attributes, truncated = sent.attributes, sent.truncated
    asked: list[dict[str, Any]] = []
    answered: list[dict[str, Any]] = []
    left: list[SentEvent] = []
    has_input = "gen_ai.input.messages" in attributes or "gen_ai.prompt" in attributes
    has_output = "gen_ai.output.messages" in attributes or "gen_ai.completion" in attributes
    for event in sent.events:
        if event.name in ROLES and not has_input:
            asked.append({"role": ROLES[event.name], **message_of(event, truncated)})
        elif event.name == "gen_ai.choice" and not has_output:
            answered.append({"role": "assistant", **message_of(event, truncated)})
        elif moved(event, attributes):
            left.append(event)
    if asked:
        attributes["gen_ai.prompt"] = asked
    if answered:
        attributes["gen_ai.completion"] = answered
    sent.events = left


def moved(event: SentEvent, attributes: dict[str, Any]) -> bool:
    """Move messages from an event to the span; whether anything is left of the event."""
    if not event.name.startswith("gen_ai."):
        return True
    names = [name for name in OF_EVENTS if name in event.attributes and name not in attributes]
    for name in names:
        attributes[name] = event.attributes.pop(name)
    return not names or bool(event.attributes)


def message_of(event: SentEvent, truncated: list[str]) -> dict[str, Any]:
    """An event's attributes as a message: some hold it whole, as JSON text."""
    said = {
        name: bounded_json(value, truncated, event.name)
        for name, value in event.attributes.items()
        if name != "gen_ai.system"
    }
    for holder in ("gen_ai.event.content", "message"):
        inner = said.pop(holder, None)
        if isinstance(inner, dict):
            said |= inner
        elif inner is not None:
            said.setdefault("content", inner)
    if event.name == "gen_ai.tool.message" and "id" in said:
        said["tool_call_id"] = said.pop("id")
    return said
