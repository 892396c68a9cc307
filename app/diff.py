"""What differs between two texts: by line, and by word within a line."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Any

from rapidfuzz.distance import LCSseq

from app.rendering import texts_of

Segments = list[tuple[str, bool]]
"""Pieces of one line in order, each with whether it differs."""

WORDS = re.compile(r"\s+|\d+(?:\.\d+)+|\w+|[^\w\s]")
MOST_LINES = 20_000
"""A longer text is compared as if it were one line."""
MOST_WORDS = 5_000
"""A longer line differs as a whole or not at all."""
SIMILAR = 0.35
"""Lines less alike than this are shown as one removed and one added."""
CONTEXT = 3
DEEPEST_INDENTED = 16

Stretch = tuple[bool, int, int, int, int]
"""Whether it is the same in both, from where to where in the one, and in the other."""


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


def rows_between(old: str, new: str, *, by_line: bool = True) -> list[Row]:
    """Every line of both texts, in order, with what changed within it."""
    a, b = lines_of(old), lines_of(new)
    if not by_line or max(len(a), len(b)) > MOST_LINES:
        a, b = [old] if old else [], [new] if new else []
    rows: list[Row] = []
    for same, a1, a2, b1, b2 in stretches(a, b):
        if same:
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


def stretches(a: list[str], b: list[str]) -> Iterator[Stretch]:
    """What is the same and what differs, alternating, both from end to end.

    Takes time in proportion to both lengths however the texts look; beyond many pieces
    what lies between the equal ends differs as a whole.
    """
    start = 0
    while start < min(len(a), len(b)) and a[start] == b[start]:
        start += 1
    end = 0
    while end < min(len(a), len(b)) - start and a[-1 - end] == b[-1 - end]:
        end += 1
    old, new = a[start : len(a) - end], b[start : len(b) - end]
    blocks = [(0, 0, start)]
    if max(len(old), len(new)) <= MOST_LINES:
        found = LCSseq.opcodes(old, new).as_matching_blocks()
        blocks += [(i + start, j + start, size) for i, j, size in found]
    blocks.append((len(a) - end, len(b) - end, end))
    i = j = 0
    for a1, b1, size in blocks:
        if i < a1 or j < b1:
            yield False, i, a1, j, b1
        if size:
            yield True, a1, a1 + size, b1, b1 + size
        i, j = a1 + size, b1 + size


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
    found = list(stretches(a, b))
    alike = sum(a2 - a1 for same, a1, a2, _, _ in found if same)
    if 2 * alike < SIMILAR * (len(a) + len(b)):
        return None
    left: Segments = []
    right: Segments = []
    for same, a1, a2, b1, b2 in found:
        if a2 > a1:
            left.append(("".join(a[a1:a2]), not same))
        if b2 > b1:
            right.append(("".join(b[b1:b2]), not same))
    return left, right


def unified(old: str, new: str, old_name: str, new_name: str) -> str:
    """A unified diff with three lines of context; empty when nothing differs."""
    a, b = lines_of(old), lines_of(new)
    lines: list[str] = []
    for hunk in hunks(list(stretches(a, b))):
        (_, a1, _, b1, _), (_, _, a2, _, b2) = hunk[0], hunk[-1]
        lines.append(f"@@ -{span(a1, a2)} +{span(b1, b2)} @@")
        for same, i, i_end, j, j_end in hunk:
            lines += [f"{' ' if same else '-'}{line}" for line in a[i:i_end]]
            lines += [] if same else [f"+{line}" for line in b[j:j_end]]
    if not lines:
        return ""
    return "\n".join([f"--- {old_name}", f"+++ {new_name}", *lines, ""])


def hunks(found: list[Stretch]) -> Iterator[list[Stretch]]:
    """Differences with some lines around them; what lies close together is one hunk."""
    hunk: list[Stretch] = []
    for index, (same, a1, a2, b1, b2) in enumerate(found):
        if not same:
            hunk.append((same, a1, a2, b1, b2))
            continue
        last = index == len(found) - 1
        if hunk and (last or a2 - a1 > 2 * CONTEXT):
            kept = min(CONTEXT, a2 - a1)
            yield [*hunk, (True, a1, a1 + kept, b1, b1 + kept)]
            hunk = []
        if not last:
            kept = a2 - a1 if hunk else min(CONTEXT, a2 - a1)
            hunk.append((True, a2 - kept, a2, b2 - kept, b2))
    if hunk:
        yield hunk


def span(start: int, end: int) -> str:
    """Lines of a hunk as diff writes them: from one, and how many unless it is one."""
    if end - start == 1:
        return str(start + 1)
    return f"{start + (end > start)},{end - start}"


def messages_between(old: list[dict[str, Any]], new: list[dict[str, Any]]) -> list[MessageDiff]:
    """Message by message in order; one without counterpart is all removed or all added."""
    pairs = list(zip_longest(old, new))
    texts = [(message_text(before), message_text(after)) for before, after in pairs]
    by_line = sum(max(x.count("\n"), y.count("\n")) for x, y in texts) <= MOST_LINES
    return [
        MessageDiff(index, role_of(pair[0]), role_of(pair[1]), rows_between(*text, by_line=by_line))
        for index, (pair, text) in enumerate(zip(pairs, texts, strict=True))
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
    # Far in, the indentation would be many times what is indented.
    indent = 2 if depth_of(value) <= DEEPEST_INDENTED else 0
    return "" if value is None else json.dumps(value, ensure_ascii=False, indent=indent)


def depth_of(value: Any) -> int:
    if not isinstance(value, dict | list):
        return 0
    inner = value.values() if isinstance(value, dict) else value
    return 1 + max(map(depth_of, inner), default=0)


def whole_text(kind: str, content: str | None, messages: list[dict[str, Any]] | None) -> str:
    """A body as one text, for a unified diff."""
    if kind == "text":
        return content or ""
    return "\n\n".join(f"[{role_of(m)}]\n{message_text(m)}" for m in messages or [])
