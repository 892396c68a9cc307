"""Judging outputs: what there is to judge, and what an evaluator makes of it. Pure."""

from __future__ import annotations

import logging
import math
from dataclasses import dataclass
from typing import Any

from app.db import compact_json
from app.evaluators import Judged, Verdict
from app.otlp.bounds import clean
from app.services.runs.describing import text_of

log = logging.getLogger(__name__)

LONGEST_REASON = 4_000
"""Characters."""


@dataclass(frozen=True, slots=True)
class Score:
    """A verdict as it is kept, by the evaluator of that position."""

    evaluator: int
    value: float | None
    passed: bool | None
    reason: str | None
    error: str | None


def text_in(output: Any) -> str:
    """What is judged of an output: a text as it is, what a message says, else its JSON."""
    if isinstance(output, str):
        return output
    if isinstance(output, dict) and "role" in output:
        return text_of(output) or compact_json(output)
    return compact_json(output)


def score_by(evaluator: Any, position: int, judged: Judged) -> Score:
    """What goes wrong in an evaluator is an error of that score, and of nothing else."""
    try:
        return as_score(position, evaluator.judge(judged))
    except Exception:
        log.exception("an evaluator failed by its own fault")
        return failed(position, "The evaluator failed; the worker's log says why.")


def as_score(position: int, verdict: Verdict) -> Score:
    """No value that is none, and no text that cannot be stored."""
    value, error = verdict.value, verdict.error
    if value is not None and not math.isfinite(value):
        value, error = None, error or f"{value} is no value."
    if value is None and not error:
        error = "The evaluator gave no value."
    return Score(
        position,
        None if value is None else float(value),
        None if value is None else verdict.passed,
        cut(verdict.reason),
        cut(error),
    )


def failed(position: int, error: str) -> Score:
    """Nothing was judged, which is a score too."""
    return Score(position, None, None, None, cut(error))


def cut(words: str | None) -> str | None:
    return clean(words[:LONGEST_REASON]) or None if words else None
