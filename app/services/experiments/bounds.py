"""What an evaluator's values lie between, and which of them are the good ones."""

from __future__ import annotations

import math
from dataclasses import dataclass

from app.evaluators import KINDS, make
from app.models import ExperimentEvaluator
from app.statistics.sentences import HIGHER


@dataclass(frozen=True)
class Bounds:
    low: float
    high: float
    direction: str

    @property
    def worst(self) -> float | None:
        """What an error counts as; None if nothing is the worst, so that errors are left out."""
        end = self.low if self.direction == HIGHER else self.high
        return end if math.isfinite(end) else None


def bounds_of(evaluator: ExperimentEvaluator) -> Bounds:
    """Of a kind that is no longer known: 0 to 1, the higher the better."""
    if evaluator.kind not in KINDS:
        return Bounds(0.0, 1.0, HIGHER)
    made = make(evaluator.kind, evaluator.config)
    return Bounds(*made.scale, made.direction)
