"""The `{{ variables }}` of a prompt."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from app.db import compact_json

VARIABLE = re.compile(r"\{\{[ \t]*([A-Za-z_][A-Za-z0-9_.-]*)[ \t]*\}\}")
"""On one line, inner spaces allowed. Anything else in braces is text; `{{>` is reserved."""


def variables_in(body: str | list[dict[str, Any]] | None) -> list[str]:
    """Names in order of first appearance, without repetition."""
    found = (name for text in texts_of(body) for name in VARIABLE.findall(text))
    return list(dict.fromkeys(found))


def texts_of(body: str | list[dict[str, Any]] | None) -> Iterator[str]:
    """The texts an author wrote, in order: the content, or what each message says."""
    if body is None:
        return
    if isinstance(body, str):
        yield body
        return
    for message in body:
        content = message.get("content")
        if isinstance(content, str):
            yield content
        elif isinstance(content, list):
            for part in content:
                if isinstance(part, dict) and isinstance(part.get("text"), str):
                    yield part["text"]


def plain_text(body: str | list[dict[str, Any]] | None) -> str:
    """A body as one text, to search in and to show the beginning of."""
    return "\n".join(texts_of(body))


Messages = list[dict[str, Any]]
LONGEST_FILLED = 4 * 1024 * 1024
"""Characters: a value may be long, and a body may name it often."""


class TooLong(ValueError):
    """Filled in, the body is longer than is sent to any model."""


def names_in(body: str | Messages) -> list[str]:
    """Of everything that is to be filled in: variables, and placeholders for messages."""
    messages = body if isinstance(body, list) else []
    placeholders = [message["name"] for message in messages if is_placeholder(message)]
    return list(dict.fromkeys([*variables_in(body), *placeholders]))


def is_placeholder(message: dict[str, Any]) -> bool:
    """Whether other messages are to stand in its place."""
    return message.get("type") == "placeholder"


def filled(body: str | Messages, values: dict[str, Any]) -> Messages:
    """The messages for a model, each variable in its texts replaced by its value.

    A text becomes one message of the user. Values that are no texts are written as JSON, and
    what they hold is not filled in again. `KeyError` if one is missing, `TooLong` if it grows.
    """
    filler = Filler(values)
    if isinstance(body, str):
        return [{"role": "user", "content": filler.fill(body)}]
    messages: Messages = []
    for message in body:
        if is_placeholder(message):
            messages.extend(values[message["name"]])
        else:
            messages.append(filler.fill_message(message))
    return messages


class Filler:
    """Fills in texts that are not too long together."""

    def __init__(self, values: dict[str, Any], most: int = LONGEST_FILLED) -> None:
        self.values = values
        self.left = most

    def fill_message(self, message: dict[str, Any]) -> dict[str, Any]:
        content = message.get("content")
        if isinstance(content, str):
            return {**message, "content": self.fill(content)}
        if isinstance(content, list):
            return {**message, "content": [self.fill_part(part) for part in content]}
        return message

    def fill_part(self, part: Any) -> Any:
        if isinstance(part, dict) and isinstance(part.get("text"), str):
            return {**part, "text": self.fill(part["text"])}
        return part

    def fill(self, text: str) -> str:
        self.take(text)
        return VARIABLE.sub(self.value, text)

    def value(self, found: re.Match[str]) -> str:
        value = self.values[found[1]]
        return self.take(value if isinstance(value, str) else compact_json(value))

    def take(self, text: str) -> str:
        self.left -= len(text)
        if self.left < 0:
            raise TooLong
        return text
