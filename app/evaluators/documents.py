"""Outputs that are JSON."""

from __future__ import annotations

import json
import re
from typing import Any

FENCE = re.compile(r"\A\s*```[a-zA-Z]*[ \t]*\n(.*?)\n?\s*```\s*\Z", re.DOTALL)
DEEPEST = 200


class NotJson(ValueError):
    """It cannot be read; the message says where."""


def parsed(text: str, *, in_fence: bool = True) -> Any:
    if in_fence and (fenced := FENCE.match(text)):
        text = fenced.group(1)
    try:
        value = json.loads(text, parse_constant=refused)
        check_depth(value)
    except (ValueError, RecursionError) as error:
        said = str(error) if not isinstance(error, RecursionError) else "nested too deeply"
        raise NotJson(f"Not JSON: {said}.") from None
    return value


def refused(name: str) -> Any:
    raise ValueError(f"{name} is no number of JSON")


def check_depth(value: Any) -> None:
    """Not by recursion, which has an end of its own."""
    level = [value]
    for _ in range(DEEPEST):
        level = [
            inner
            for outer in level
            if isinstance(outer, dict | list)
            for inner in (outer.values() if isinstance(outer, dict) else outer)
        ]
        if not level:
            return
    raise ValueError(f"nested more than {DEEPEST} deep")
