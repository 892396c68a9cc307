"""What an experiment came to, as its page draws it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from app.models import Experiment, ExperimentEvaluator

WIDTH, HEIGHT = 160, 28


@dataclass(frozen=True)
class Bar:
    x: float
    y: float
    width: float
    height: float
    label: str


@dataclass(frozen=True)
class Summary:
    """One evaluator, and what it said in all: nothing yet, while nothing is added up."""

    evaluator: ExperimentEvaluator
    said: dict[str, Any] | None
    bars: list[Bar]

    @property
    def interval(self) -> str:
        found = (self.said or {}).get("interval")
        return f"{found['low']:.3f} to {found['high']:.3f}" if found else ""


@dataclass(frozen=True)
class Progress:
    done: int
    whole: int

    @property
    def words(self) -> str:
        share = f" ({int(100 * self.done / self.whole)} %)" if self.whole else ""
        return f"{self.done:,} of {self.whole:,} done{share}"


def progress_of(experiment: Experiment) -> Progress:
    return Progress(min(experiment.done_count, experiment.result_count), experiment.result_count)


def summaries(
    evaluators: Sequence[ExperimentEvaluator], totals: dict[str, Any] | None
) -> list[Summary]:
    said = {one["position"]: one for one in (totals or {}).get("evaluators", [])}
    found = ((one, said.get(one.position)) for one in evaluators)
    return [Summary(one, told, bars_of((told or {}).get("histogram"))) for one, told in found]


def bars_of(histogram: dict[str, Any] | None) -> list[Bar]:
    """How many values lie where, from the least to the greatest."""
    if not histogram or not (most := max(histogram["counts"], default=0)):
        return []
    edges, counts = histogram["edges"], histogram["counts"]
    step = WIDTH / len(counts)
    return [
        Bar(
            x=round(index * step, 2),
            # Even one value among many is to be seen.
            y=round(HEIGHT - (height := max(1.5, HEIGHT * count / most)), 2),
            width=round(max(1.0, step - 1), 2),
            height=round(height, 2),
            label=f"{edges[index]:.4g} to {edges[index + 1]:.4g}: {count:,}",
        )
        for index, count in enumerate(counts)
        if count
    ]
