"""What an experiment shows: a mean over every result, and how it stands to another's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from app.db import db
from app.models import Experiment, ExperimentEvaluator
from app.services.gates.fitting import Yardstick
from app.services.units import Units, pairs_of, units_of
from app.statistics.paired import compare_pairs


@dataclass(frozen=True)
class Shown:
    """Over every result; errors count as the worst value."""

    results: int
    """How many are over."""
    errors: int
    mean: float
    interval: tuple[float, float] | None
    """At 95 %, as the experiment was added up when it ended; None if it never was."""


def shown_by(experiment: Experiment, evaluator: Yardstick) -> Shown:
    position = position_of(experiment, evaluator)
    units, worst = units_of(experiment, position), evaluator.worst
    means = units.means(worst)
    return Shown(
        int(units.over.sum()),
        units.errors,
        float(means.mean()) if len(means) else worst,
        interval_in(experiment, position, worst),
    )


def worst_drop(candidate: Experiment, baseline: Experiment, evaluator: Yardstick) -> float | None:
    """How much worse, at 95 %, the candidate may be than the baseline on the items of both, as a
    comparison of the two says it: the lower end of the interval of the mean difference, below 0
    where it may be worse. None says that there are too few items to tell.
    """
    pairs = pairs_of(judged(baseline, evaluator), judged(candidate, evaluator), evaluator.worst)
    interval = compare_pairs(pairs.before, pairs.after).interval
    if interval is None:
        return None
    return interval.low if evaluator.is_higher_better else -interval.high


def judged(experiment: Experiment, evaluator: Yardstick) -> Units:
    return units_of(experiment, position_of(experiment, evaluator))


def position_of(experiment: Experiment, evaluator: Yardstick) -> int:
    """Of one that speaks for a gate, and so was judged by it."""
    return db.session.execute(
        select(ExperimentEvaluator.position)
        .where(
            ExperimentEvaluator.experiment_id == experiment.id,
            ExperimentEvaluator.evaluator_id == evaluator.id,
            ExperimentEvaluator.version == evaluator.version,
        )
        .order_by(ExperimentEvaluator.position)
        .limit(1)
    ).scalar_one()


def interval_in(experiment: Experiment, position: int, worst: float) -> tuple[float, float] | None:
    summaries: list[dict[str, Any]] = (experiment.totals or {}).get("evaluators", [])
    for one in summaries:
        interval = one.get("interval")
        if one.get("position") == position and one.get("errors_count_as") == worst and interval:
            return interval["low"], interval["high"]
    return None
