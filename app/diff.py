"""What differs between two texts: by line, and by word within a line."""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Any

from app.rendering import texts_of

Segments = list[tuple[str, bool]]
"""Pieces of one line in order, each with whether it differs."""

WORDS = re.compile(r"\s+|\w+|[^\w\s]")
MOST_LINES = 20_000
MOST_WORDS = 2_000
SIMILAR = 0.35
"""Lines less alike than this are shown as one removed and one added."""


@dataclass(frozen=True)
class Row:
    """One line of a comparison. `op` is same, changed, added or removed; lines count from 1."""

    op: str
    from_line: int | None = None
    to_line: int | None = None
    from_text: Segments | None = None
    to_text: Segments | None = None


@dataclass(frozen=True)
class MessageDiff:
    """One message of a chat compared with its counterpart; the index counts from 0."""

    index: int
    role_from: str | None
    role_to: str | None
    rows: list[Row] = field(default_factory=list)


def rows_between(old: str, new: str) -> list[Row]:
    """Every line of both texts, in order, with what changed within it."""
    a, b = lines_of(old), lines_of(new)
    rows: list[Row] = []
    for op, a1, a2, b1, b2 in opcodes(a, b):
        if op == "equal":
            rows += [
                Row("same", i + 1, b1 + i - a1 + 1, [(a[i], False)], [(a[i], False)])
                for i in range(a1, a2)
            ]
        else:
            rows += replaced(a, b, a1, a2, b1, b2)
    return rows


def lines_of(text: str) -> list[str]:
    """Split at line feeds only: U+2028 and its like are characters of a line."""
    return text.split("\n") if text else []


def opcodes(a: list[str], b: list[str]) -> list[tuple[str, int, int, int, int]]:
    """difflib's, with equal ends set aside; beyond many lines the middle is one replacement."""
    start = 0
    while start < min(len(a), len(b)) and a[start] == b[start]:
        start += 1
    end = 0
    while end < min(len(a), len(b)) - start and a[-1 - end] == b[-1 - end]:
        end += 1
    a_end, b_end = len(a) - end, len(b) - end
    if max(a_end, b_end) - start > MOST_LINES:
        middle = [("replace", 0, a_end - start, 0, b_end - start)]
    else:
        matcher = difflib.SequenceMatcher(None, a[start:a_end], b[start:b_end], autojunk=True)
        middle = list(matcher.get_opcodes())
    codes = [("equal", 0, start, 0, start)] if start else []
    codes += [(op, i + start, j + start, k + start, m + start) for op, i, j, k, m in middle]
    if end:
        codes.append(("equal", a_end, len(a), b_end, len(b)))
    return codes


def replaced(a: list[str], b: list[str], a1: int, a2: int, b1: int, b2: int) -> Iterator[Row]:
    """Pair old lines with new ones in order; what finds no like is removed or added."""
    for i, j in zip_longest(range(a1, a2), range(b1, b2)):
        if i is not None and j is not None:
            pair = words_between(a[i], b[j])
            if pair is not None:
                yield Row("changed", i + 1, j + 1, *pair)
                continue
        if i is not None:
            yield Row("removed", i + 1, None, [(a[i], True)], None)
        if j is not None:
            yield Row("added", None, j + 1, None, [(b[j], True)])


def words_between(old: str, new: str) -> tuple[Segments, Segments] | None:
    """Both lines in pieces, or None if they have too little in common to be one line."""
    a, b = WORDS.findall(old), WORDS.findall(new)
    if max(len(a), len(b)) > MOST_WORDS:
        return [(old, True)], [(new, True)]
    matcher = difflib.SequenceMatcher(None, a, b, autojunk=False)
    if matcher.ratio() < SIMILAR:
        return None
    left: Segments = []
    right: Segments = []
    for op, a1, a2, b1, b2 in matcher.get_opcodes():
        if a2 > a1:
            left.append(("".join(a[a1:a2]), op != "equal"))
        if b2 > b1:
            right.append(("".join(b[b1:b2]), op != "equal"))
    return left, right


def unified(old: str, new: str, old_name: str, new_name: str) -> str:
    """A unified diff with three lines of context; empty when nothing differs."""
    lines = difflib.unified_diff(
        [line + "\n" for line in lines_of(old)],
        [line + "\n" for line in lines_of(new)],
        old_name,
        new_name,
    )
    return "".join(lines)


def messages_between(old: list[dict[str, Any]], new: list[dict[str, Any]]) -> list[MessageDiff]:
    """Message by message in order; one without counterpart is all removed or all added."""
    return [
        MessageDiff(
            index,
            role_of(before),
            role_of(after),
            rows_between(message_text(before), message_text(after)),
        )
        for index, (before, after) in enumerate(zip_longest(old, new))
    ]


def role_of(message: dict[str, Any] | None) -> str | None:
    if message is None:
        return None
    return "placeholder" if message.get("type") == "placeholder" else message.get("role")


def message_text(message: dict[str, Any] | None) -> str:
    """What a message says; what it carries besides text follows as JSON."""
    if message is None:
        return ""
    if isinstance(message.get("content"), str):
        rest = {key: value for key, value in message.items() if key not in ("role", "content")}
        return "\n".join([*texts_of([message]), *([pretty(rest)] if rest else [])])
    return pretty({key: value for key, value in message.items() if key != "role"})


def pretty(value: Any) -> str:
    """Indented JSON, keys in the order written; nothing for nothing."""
    return "" if value is None else json.dumps(value, ensure_ascii=False, indent=2)


def whole_text(kind: str, content: str | None, messages: list[dict[str, Any]] | None) -> str:
    """A body as one text, for a unified diff."""
    if kind == "text":
        return content or ""
    return "\n\n".join(f"[{role_of(m)}]\n{message_text(m)}" for m in messages or [])
