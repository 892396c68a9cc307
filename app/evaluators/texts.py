"""Texts as evaluators compare them."""

from __future__ import annotations

import json
from typing import Any

CUT = 80


def text_of(value: Any) -> str:
    """A text as it is, other JSON compactly."""
    if isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def normalised(text: str, *, ignore_case: bool, ignore_spaces: bool) -> str:
    """Spaces and line breaks at the ends do not count then, and between words only as one."""
    if ignore_spaces:
        text = " ".join(text.split())
    return text.casefold() if ignore_case else text


def quoted(text: str) -> str:
    """For a reason: its first characters, on one line."""
    line = " ".join(text.split())
    return f"“{line}”" if len(line) <= CUT else f"“{line[:CUT]}…”"
