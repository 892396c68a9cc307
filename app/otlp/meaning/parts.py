"""The parts of a message, calls of tools and their answers, as OpenAI's chat has them."""

from __future__ import annotations

from typing import Any

from app.otlp.bounds import text_of

Message = dict[str, Any]

ARGUMENTS = ("arguments", "input", "args", "server_tool_call")
ANSWER = ("response", "result", "output", "content", "server_tool_call_response")
MEDIA_KEYS = {"type", "modality", "mime_type", "content", "uri"}


def kind_of(part: Any) -> str:
    """Its type; empty if it names none."""
    kind = part.get("type") if isinstance(part, dict) else None
    return kind if isinstance(kind, str) else ""


def content_of(part: Any) -> Any:
    """A part of a message as OpenAI has it; kinds that it does not know stay as they are."""
    if isinstance(part, str):
        return {"type": "text", "text": part}
    if not isinstance(part, dict):
        return part
    kind = kind_of(part)
    if kind in {"text", "reasoning"} and isinstance(part.get("content"), str):
        rest = {name: value for name, value in part.items() if name not in {"type", "content"}}
        return {"type": kind, "text": part["content"], **rest}
    if "type" not in part and isinstance(part.get("text"), str):
        return {"type": "text", **part}
    if kind in {"blob", "uri"} and part.get("modality") == "image" and MEDIA_KEYS.issuperset(part):
        return {"type": "image_url", "image_url": {"url": url_of(part)}}
    return part


def url_of(part: Message) -> Any:
    if part["type"] == "uri":
        return part.get("uri")
    return f"data:{part.get('mime_type') or 'image/*'};base64,{part.get('content')}"


def call_of(part: Message) -> Message:
    name = part.get("name", part.get("toolName"))
    arguments = next((part[key] for key in ARGUMENTS if key in part), None)
    return {
        "id": part.get("id", part.get("toolCallId")),
        "type": "function",
        "function": {"name": name, "arguments": as_text(arguments)},
    }


def answer_of(part: Message) -> Message:
    answer = next((part[key] for key in ANSWER if key in part), None)
    message = {
        "role": "tool",
        "tool_call_id": part.get("id", part.get("toolCallId")),
        "content": as_text(answer),
    }
    name = part.get("name", part.get("toolName"))
    return message if name is None else {**message, "name": name}


def is_flat(call: Any) -> bool:
    """Whether a call has name and arguments without `function` around them."""
    return (
        isinstance(call, dict) and "function" not in call and ("name" in call or "toolName" in call)
    )


def as_text(value: Any) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else text_of(value)
