"""Messages of every convention in the shape of OpenAI's chat, so that one renderer serves all."""

from __future__ import annotations

from typing import Any

from app.otlp.bounds import is_harmless
from app.otlp.meaning.parts import Message, answer_of, call_of, content_of, is_flat, kind_of
from app.otlp.meaning.values import json_value

CALLS = {"tool_call", "tool-call", "server_tool_call"}
ANSWERS = {"tool_call_response", "tool-result", "server_tool_call_response"}
MESSAGE_KEYS = {"role", "content", "tool_calls"}
NOT_ELSE = frozenset(("role", "content", "parts"))


def said(value: Any) -> Any:
    """What a value, perhaps JSON text, says: messages in our shape, or the value as it is."""
    return messages_of(json_value(value))


def said_by_user(value: Any) -> Any:
    return with_role(value, "user")


def said_by_assistant(value: Any) -> Any:
    return with_role(value, "assistant")


def with_role(value: Any, role: str) -> Any:
    """A text is one message of that role; so is what names none."""
    found = json_value(value)
    if isinstance(found, str):
        return [{"role": role, "content": found}]
    if isinstance(found, list):
        found = [numbered(item, role) if isinstance(item, dict) else item for item in found]
    return messages_of(found)


def numbered(message: Message, role: str) -> Message:
    """A message put together from numbered names, where parts are JSON text."""
    if MESSAGE_KEYS.isdisjoint(message):
        return message
    if "parts" not in message:
        message = {"role": role, "content": None, **message}
    text = message.get("content")
    if isinstance(text, str) and text.startswith("[{") and is_harmless(text):
        parts = json_value(text)
        if isinstance(parts, list) and all(map(kind_of, parts)):
            message["content"] = parts
    return message


def messages_of(value: Any) -> Any:
    if isinstance(value, dict):
        return shaped(value) if is_message(value) else value
    if not isinstance(value, list) or not value:
        return value
    messages: list[Message] = []
    for item in value:
        if not is_message(item):
            return value
        messages += shaped(item)
    return messages


def conversation_in(request: Any) -> tuple[list[Message], dict[str, Any]] | None:
    """The messages of a whole request to a model, and what else it asks for."""
    if not isinstance(request, dict) or not isinstance(request.get("messages"), list):
        return None
    messages = messages_of(request["messages"])
    if not messages or not all(map(is_message, messages)):
        return None
    return messages, {name: value for name, value in request.items() if name != "messages"}


def is_message(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and isinstance(value.get("role"), str)
        and ("content" in value or "parts" in value or "tool_calls" in value)
    )


def with_instructions(instructions: Any, said: Any) -> Any:
    """A conversation that begins with its system message."""
    parts = instructions if isinstance(instructions, list) else [instructions]
    system = shaped({"role": "system", "parts": parts})
    if said is None:
        return system
    return system + said if isinstance(said, list) else [*system, {"role": "user", "content": said}]


def shaped(message: Message) -> list[Message]:
    """One message; or several, for each answer of a tool is one of its own."""
    parts = message.get("parts") or message.get("content")
    if not isinstance(parts, list):
        return [openai_shape(message)]
    if len(parts) == 1 and is_plain(parts[0]):
        return [openai_shape(joined(message, parts[0]["content"]))]
    content: list[Any] = []
    calls: list[Message] = []
    answers: list[Message] = []
    for part in parts:
        kind = kind_of(part)
        if kind in CALLS:
            calls.append(call_of(part))
        elif kind in ANSWERS:
            answers.append(answer_of(part))
        else:
            content.append(content_of(part))
    if answers and not content and not calls:
        return answers
    whole = joined(message, plain_if_one(content) if content else None)
    if calls:
        whole["tool_calls"] = calls
    rest = openai_shape(whole)
    return [rest, *answers] if calls else [*answers, rest]


def is_plain(part: Any) -> bool:
    """Whether a part is nothing but text, as nearly all are."""
    return (
        isinstance(part, dict)
        and len(part) == 2
        and part.get("type") == "text"
        and isinstance(part.get("content"), str)
    )


def joined(message: Message, content: Any) -> Message:
    """Role and content first, then what else there is."""
    result: Message = {"role": message["role"], "content": content}
    if len(message) > 2:
        for name, value in message.items():
            if value is not None and name not in NOT_ELSE:
                result[name] = value
    return result


def plain_if_one(content: list[Any]) -> Any:
    """A single text is the content itself."""
    only = content[0] if len(content) == 1 else None
    if isinstance(only, dict) and only.keys() == {"type", "text"} and only["type"] == "text":
        return only["text"]
    return content


def openai_shape(message: Message) -> Message:
    """The same message, its calls of tools as OpenAI has them."""
    calls = message.get("tool_calls")
    if isinstance(calls, list) and calls:
        shaped_calls = [call_of(call) if is_flat(call) else call for call in calls]
        message = {**message, "tool_calls": shaped_calls}
    return message
