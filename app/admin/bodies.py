"""What went into a model and came out of it, as messages where it is such, else as JSON."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from app import diff
from app.errors import Invalid
from app.services.looking import LONGEST
from app.strict_json import loads


@dataclass(frozen=True)
class Body:
    """A heading, and texts with the role of each, which JSON has none of."""

    title: str
    parts: list[tuple[str, str]]
    is_cut: bool = False


def body_of(title: str, text: str | None) -> Body | None:
    """Nothing for nothing. What was cut is no JSON any more, and stands as it was sent."""
    if text is None or text in ("null", "{}", "[]"):
        return None
    if len(text) > LONGEST:
        return Body(title, [("", text[:LONGEST])], is_cut=True)
    try:
        return Body(title, parts_of(loads(text)))
    except Invalid:
        return Body(title, [("", text)])


def bodies_of(texts: dict[str, str | None], titles: dict[str, str]) -> list[Body]:
    found = (body_of(title, texts[name]) for name, title in titles.items())
    return [body for body in found if body is not None]


def parts_of(value: Any) -> list[tuple[str, str]]:
    if isinstance(value, str):
        return [("", value)]
    messages = value if isinstance(value, list) else [value]
    if messages and all(map(is_message, messages)):
        return [(str(diff.role_of(m) or ""), text_of(m)) for m in messages]
    return [("", diff.pretty(value))]


def is_message(value: Any) -> bool:
    return isinstance(value, dict) and isinstance(value.get("role"), str)


def text_of(message: dict[str, Any]) -> str:
    """Its words alone, if it is nothing but words; else all it carries, as JSON."""
    content = message.get("content")
    if isinstance(content, str) and set(message) <= {"role", "content"}:
        return content
    return diff.message_text(message)
