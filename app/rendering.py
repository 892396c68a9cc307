"""The `{{ variables }}` of a prompt."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

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
