"""JSON as it comes in: no duplicate keys, no NaN, nothing that could not be stored or sent on."""

from __future__ import annotations

import json
import math
from collections import Counter
from typing import Any

from app.errors import Invalid

DEEPEST = 100
WIDEST_INTEGER = 20
"""Digits with sign; all of 64 bits fit."""


class NotJson(Invalid):
    """The body is not JSON of the kind that every reader understands alike."""


def loads(source: str | bytes, *, deepest: int = DEEPEST) -> Any:
    """Parse, or raise `NotJson` saying why not."""
    try:
        text = source if isinstance(source, str) else source.decode("utf-8")
        value = json.loads(
            text,
            object_pairs_hook=without_duplicates,
            parse_constant=refuse_constant,
            parse_float=finite,
            parse_int=bounded,
        )
    except RecursionError:
        raise refusal(f"Nested deeper than {deepest} levels.") from None
    except UnicodeDecodeError:
        raise refusal("Not UTF-8.") from None
    except json.JSONDecodeError as error:
        raise refusal(f"{error.msg} (line {error.lineno}, column {error.colno}).") from None
    check_values(value, deepest)
    return value


def refusal(message: str) -> NotJson:
    return NotJson(
        f"The body is not acceptable JSON: {message}", errors={"json": {"_schema": [message]}}
    )


def without_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) != len(pairs):
        [(twice, _)] = Counter(name for name, _ in pairs).most_common(1)
        raise refusal(f"The key {shown(twice)} stands twice in one object.")
    return result


def refuse_constant(word: str) -> Any:
    raise refusal(f"{word} is not JSON.")


def finite(digits: str) -> float:
    value = float(digits)
    if not math.isfinite(value):
        raise refusal(f"{digits[:20]} is too large a number.")
    return value


def bounded(digits: str) -> int:
    if len(digits) > WIDEST_INTEGER or not -(2**63) <= int(digits) < 2**63:
        raise refusal(f"{digits[:20]} does not fit in 64 bits.")
    return int(digits)


def check_values(value: Any, deepest: int) -> None:
    """Refuse what PostgreSQL or UTF-8 cannot hold, wherever it hides."""
    level, depth = [value], 0
    while level:
        depth += 1
        if depth > deepest:
            raise refusal(f"Nested deeper than {deepest} levels.")
        below: list[Any] = []
        for item in level:
            if isinstance(item, str):
                check_text(item)
            elif isinstance(item, dict):
                for name in item:
                    check_text(name)
                below.extend(item.values())
            elif isinstance(item, list):
                below.extend(item)
        level = below


def check_text(text: str) -> None:
    if "\0" in text:
        raise refusal("The character NUL (\\u0000) cannot be stored.")
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError:
            raise refusal("Half of a surrogate pair is not a character.") from None


def shown(name: str) -> str:
    return ascii(name[:40])
