"""What an evaluator is given, and what it says."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

LONGEST_RAW = 2_000
"""So many characters of what could not be judged are shown."""


@dataclass(frozen=True)
class Judged:
    """An output, and all that may be asked of it."""

    output: str
    """The assistant's text; of an output that is JSON, that JSON as text."""
    expected: Any = None
    """What the item says is expected: any JSON, or None if it says nothing."""
    input: Any = None
    metadata: Any = None
    latency_ms: float | None = None
    cost_usd: float | None = None
    output_tokens: int | None = None


@dataclass(frozen=True)
class Verdict:
    """A value on the evaluator's scale, or with an `error` none: then nothing was judged."""

    value: float | None
    passed: bool | None
    reason: str
    error: str | None = None


class BadConfig(ValueError):
    """A configuration that makes no evaluator; `errors` says why, by field."""

    def __init__(self, errors: dict[str, list[str]]) -> None:
        super().__init__("; ".join(f"{name}: {' '.join(said)}" for name, said in errors.items()))
        self.errors = errors


def bad_config(field: str, message: str) -> BadConfig:
    return BadConfig({field: [message]})


def yes_or_no(passed: bool, reason: str) -> Verdict:
    return Verdict(float(passed), passed, reason)


def graded(value: float, pass_at: float | None, reason: str, *, less: bool = False) -> Verdict:
    """It passes at `pass_at` or better; without one, nothing is said of that."""
    if not math.isfinite(value):
        return cannot(f"The score is {value}, which is no number on the scale.")
    if pass_at is None:
        return Verdict(value, None, reason)
    return Verdict(value, value <= pass_at if less else value >= pass_at, reason)


def cannot(error: str) -> Verdict:
    return Verdict(None, None, "", error)


NO_EXPECTATION = cannot("The item says nothing of what is expected.")
