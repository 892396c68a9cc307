"""How large and deep anything in a span may be, and what replaces characters nobody can store."""

from __future__ import annotations

import math
import re
from typing import Any

import orjson

LONGEST_TEXT = 256 * 1024
"""Bytes of UTF-8."""
SURELY_SHORT = LONGEST_TEXT // 4
"""Characters: however wide they are, the text is within the limit."""
LONGEST_JSON = 1024 * 1024
"""Characters. Longer text is not read as JSON, but kept, and cut, as text."""
LONGEST_NAME = 1_000
"""Characters."""
LONGEST_LABEL = 200
"""Characters of what is searched for by its whole: ids, models, prompt names, tags."""
MOST_ATTRIBUTES = 1_000
MOST_EVENTS = 128
MOST_LINKS = 128
MOST_ITEMS = 10_000
"""Of a list."""
MOST_TAGS = 50
DEEPEST = 32

LARGEST_COUNT = 2**31 - 1
UNSTORABLE = re.compile("[\0\ud800-\udfff]")
TOO_DEEP = "(nested too deeply)"


def clean(text: str) -> str:
    """PostgreSQL stores no NUL and UTF-8 has no half of a surrogate pair."""
    return UNSTORABLE.sub("\ufffd", text)


def name_of(text: str) -> str:
    return clean(text[:LONGEST_NAME])


def cut(text: str) -> str:
    """At most `LONGEST_TEXT` bytes, ending with a whole character."""
    if len(text) <= SURELY_SHORT:
        return text
    encoded = text.encode("utf-8", "replace")
    if len(encoded) <= LONGEST_TEXT:
        return text
    return encoded[:LONGEST_TEXT].decode("utf-8", "ignore")


def bounded(value: Any, truncated: list[str], name: str, depth: int = 0) -> Any:
    """The value with its strings cleaned and cut, nothing too deep or too many.

    `name` is added to `truncated` when anything was cut.
    """
    if isinstance(value, str):
        text = clean(value)
        short = cut(text)
        if short is not text:
            truncated.append(name)
        return short
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if not isinstance(value, dict | list):
        return value
    if depth >= DEEPEST:
        truncated.append(name)
        return text_of(value)
    most = MOST_ATTRIBUTES if isinstance(value, dict) else MOST_ITEMS
    if len(value) > most:
        truncated.append(name)
    if isinstance(value, dict):
        pairs = list(value.items())[:most]
        return {name_of(key): bounded(item, truncated, name, depth + 1) for key, item in pairs}
    return [bounded(item, truncated, name, depth + 1) for item in value[:most]]


def text_of(value: Any) -> str:
    """A value as JSON text, cut to the limit."""
    try:
        return cut(clean(orjson.dumps(value).decode()))
    except (orjson.JSONEncodeError, UnicodeDecodeError):
        return TOO_DEEP


def is_harmless(text: Any) -> bool:
    """Whether what such a text holds as JSON surely needs no bounds."""
    if not isinstance(text, str):
        return False
    size = len(text)
    return (
        size <= SURELY_SHORT
        and text.count("[") + text.count("{") < DEEPEST
        and (size < MOST_ATTRIBUTES or text.count(",") < MOST_ATTRIBUTES)
        # Looked for only where there is any escape, which takes a tenth of the time.
        and ("\\" not in text or "\\u0000" not in text)
    )
