"""Counts of tokens. `input` and `output` are totals; `cached` and `reasoning` are parts of them."""

from __future__ import annotations

from typing import Any

from app.otlp.bounds import LARGEST_COUNT
from app.otlp.meaning.values import count

INPUT = ("input", "prompt_tokens", "input_tokens", "promptTokens", "prompt")
OUTPUT = ("output", "completion_tokens", "output_tokens", "completionTokens", "completion")
TOTAL = ("total", "total_tokens", "totalTokens")
CACHED = (
    "input_cached_tokens",
    "input_cache_read",
    "input_cached",
    "cache_read_input_tokens",
    "input_cache_read_tokens",
)
REASONING = ("output_reasoning_tokens", "output_reasoning", "output_thoughts_tokens")
KNOWN = frozenset((*INPUT, *OUTPUT, *TOTAL, *CACHED, *REASONING))
WITHIN = {
    "cached": (("prompt_tokens_details", "input_tokens_details"), "cached_tokens"),
    "reasoning": (("completion_tokens_details", "output_tokens_details"), "reasoning_tokens"),
}
"""Where OpenAI says how many of a total there are."""


def tokens_of(parts: dict[str, Any]) -> dict[str, int | None]:
    """The five counts of a span, from what its attributes say."""
    if "details" in parts:
        parts = {**parts, **of_details(parts["details"])}
    asked, answered = parts.get("input"), parts.get("output")
    cached, reasoning, total = parts.get("cached"), parts.get("reasoning"), parts.get("total")
    # A part that is more than its whole was not counted in it.
    if cached is not None and asked is not None and cached > asked:
        asked += cached
    if reasoning is not None and answered is not None and reasoning > answered:
        answered += reasoning
    if total is None and (asked is not None or answered is not None):
        total = (asked or 0) + (answered or 0)
    return {
        "input_tokens": fitting(asked),
        "output_tokens": fitting(answered),
        "cached_tokens": cached,
        "reasoning_tokens": reasoning,
        "total_tokens": fitting(total),
    }


def of_details(details: dict[str, Any]) -> dict[str, int]:
    """A map of counts by name, in the forms of Langfuse, OpenAI and Anthropic.

    Langfuse and Anthropic count cached and other special tokens beside `input`, so they are
    added up; unless the stated total shows that they are within it. What OpenAI puts into
    `…_details` always is.
    """
    counts = {
        name: number for name, value in details.items() if (number := count(value)) is not None
    }
    asked, answered, total = first(counts, INPUT), first(counts, OUTPUT), first(counts, TOTAL)
    beside_asked = {name: n for name, n in counts.items() if is_beside(name, "input", INPUT)}
    beside_answered = {name: n for name, n in counts.items() if is_beside(name, "output", OUTPUT)}
    if total is None or total != (asked or 0) + (answered or 0):
        asked = added(asked, beside_asked)
        answered = added(answered, beside_answered)
    found = {
        "input": asked,
        "output": answered,
        "total": total,
        "cached": first(beside_asked, CACHED),
        "reasoning": first(beside_answered, REASONING),
    }
    for part, (holders, name) in WITHIN.items():
        for holder in holders:
            inner = details.get(holder)
            if found[part] is None and isinstance(inner, dict):
                found[part] = count(inner.get(name))
    return {part: number for part, number in found.items() if number is not None}


def says_more(details: dict[str, Any]) -> bool:
    """Whether there is a count, other than zero, that none of the five fields has."""
    within = {name for _, name in WITHIN.values()}
    for name, value in details.items():
        if isinstance(value, dict):
            if any(inner and key not in within for key, inner in value.items()):
                return True
        elif value and name not in KNOWN:
            return True
    return False


def is_beside(name: str, side: str, totals: tuple[str, ...]) -> bool:
    """Whether a count is of tokens of that side, and not the side's own."""
    of_side = name.startswith(f"{side}_") or name.endswith(f"_{side}_tokens")
    return of_side and name not in totals


def added(number: int | None, beside: dict[str, int]) -> int | None:
    return (number or 0) + sum(beside.values()) if beside else number


def first(counts: dict[str, int], names: tuple[str, ...]) -> int | None:
    return next((counts[name] for name in names if name in counts), None)


def fitting(number: int | None) -> int | None:
    return number if number is None or number <= LARGEST_COUNT else LARGEST_COUNT
