"""The number in the output is the number that is expected."""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

from app.evaluators.patterns import PATTERN, compiled
from app.evaluators.texts import quoted, text_of
from app.evaluators.verdicts import (
    NO_EXPECTATION,
    Judged,
    Verdict,
    bad_config,
    cannot,
    yes_or_no,
)

LAST_NUMBER = r"[-+]?(?:(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?|\.\d+)(?:[eE][-+]?\d+)?"
"""Such as 18, -3.5, 1,000 or 2e6; the last of them is taken."""


@dataclass(frozen=True)
class Numeric:
    kind = "numeric"
    title = "Number"
    meaning = "1 if the last number of the output is the expected one, within a tolerance; else 0."
    scale = (0.0, 1.0)
    direction = "higher"
    needs_expected = True
    schema: ClassVar[dict[str, Any]] = {
        "properties": {
            "tolerance": {
                "type": "number",
                "minimum": 0,
                "default": 0,
                "description": "How far off it may be.",
            },
            "relative_tolerance": {
                "type": "number",
                "minimum": 0,
                "default": 0,
                "description": "The same as a share of the expected number; the wider one counts.",
            },
            "pattern": {
                **PATTERN,
                "description": "What finds the number in the output: the first group of its last"
                " match, or all of that. Left out: any number.",
            },
            "expected_pattern": {**PATTERN, "description": "The same for what is expected."},
        }
    }

    tolerance: float = 0.0
    relative_tolerance: float = 0.0
    pattern: str = LAST_NUMBER
    expected_pattern: str = LAST_NUMBER

    def __post_init__(self) -> None:
        _ = self.in_output, self.in_expected
        for name in ("tolerance", "relative_tolerance"):
            if not math.isfinite(getattr(self, name)):
                raise bad_config(name, "A finite number.")

    @cached_property
    def in_output(self) -> Any:
        return compiled(self.pattern, "pattern")

    @cached_property
    def in_expected(self) -> Any:
        return compiled(self.expected_pattern, "expected_pattern")

    def judge(self, judged: Judged) -> Verdict:
        if judged.expected is None:
            return NO_EXPECTATION
        wanted = self.number_expected(judged.expected)
        if wanted is None:
            return cannot(f"No number in what is expected: {quoted(text_of(judged.expected))}.")
        found = last_number(self.in_output, judged.output)
        if found is None:
            return yes_or_no(False, "There is no number in it.")
        within = max(self.tolerance, self.relative_tolerance * abs(wanted))
        is_near = found == wanted or abs(found - wanted) <= within
        return yes_or_no(is_near, f"{found:.15g}, expected {wanted:.15g}.")

    def number_expected(self, expected: Any) -> float | None:
        if isinstance(expected, int | float) and not isinstance(expected, bool):
            return as_number(str(expected))
        return last_number(self.in_expected, text_of(expected))


def last_number(pattern: Any, text: str) -> float | None:
    matches = deque(pattern.finditer(text), maxlen=1)
    if not matches:
        return None
    last = matches.pop()
    return as_number((last.group(1) if last.re.groups else None) or last.group())


def as_number(text: str) -> float | None:
    try:
        number = float(text.replace(",", "").strip())
    except ValueError:
        return None
    return number if math.isfinite(number) else None
