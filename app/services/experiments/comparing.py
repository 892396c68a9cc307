"""Two experiments compared by one evaluator, item by item."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import select

from app.db import db
from app.errors import Conflict
from app.models import Experiment, ExperimentEvaluator, ExperimentResult
from app.models.experiments import WORST
from app.services.experiments.bounds import Bounds, bounds_of
from app.services.experiments.reading import NoSuchExperiment
from app.services.policy import Caller
from app.services.units import Pairs, Units, pairs_of, units_of, without_errors
from app.statistics.intervals import LEVEL, Interval
from app.statistics.paired import Paired, compare_pairs
from app.statistics.sentences import HIGHER, sentence, verdict_of

LISTED = 50


class NotJudgedByThat(Conflict):
    """An experiment has no evaluator of that name."""


@dataclass(frozen=True)
class Change:
    """An item whose score changed: from `before` in the first to `after` in the second."""

    item_id: UUID
    key: str
    position: int
    before: float
    after: float


@dataclass(frozen=True)
class Compared:
    """The second against the first: `effect` is how much higher its mean is.

    Of items both have, with the same input and expectation; `only_in_first` and `only_in_second`
    were left out for that, `errors_left_out` for having no value. `verdict` and the counts of
    regressed and improved items go by what the evaluator holds to be better.
    """

    first_id: UUID
    second_id: UUID
    evaluator: str
    direction: str
    errors_count_as: float | None
    errors_in_first: int
    errors_in_second: int
    errors_left_out: int
    only_in_first: int
    only_in_second: int
    n: int
    mean_first: float | None
    mean_second: float | None
    effect: float
    interval: Interval | None
    p: float | None
    method: str
    verdict: str
    sentence: str
    regressed_count: int
    improved_count: int
    regressed: list[Change]
    improved: list[Change]


@dataclass(frozen=True, eq=False)
class Side:
    """An experiment as one evaluator judged it."""

    experiment: Experiment
    evaluator: ExperimentEvaluator
    bounds: Bounds
    units: Units


def get_experiments(caller: Caller, ids: list[UUID]) -> list[Experiment]:
    """In this order, or a refusal that names the missing one; for who has asked whether the caller
    may.
    """
    found = {
        one.id: one
        for one in db.session.scalars(
            select(Experiment).where(
                Experiment.project_id == caller.project_id, Experiment.id.in_(ids)
            )
        )
    }
    for id_ in ids:
        if id_ not in found:
            raise NoSuchExperiment(f"There is no experiment {id_} here; it may be deleted.")
    return [found[id_] for id_ in ids]


def load_sides(experiments: list[Experiment], evaluator: str) -> list[Side]:
    judging = {
        one.experiment_id: one
        for one in db.session.scalars(
            select(ExperimentEvaluator).where(
                ExperimentEvaluator.experiment_id.in_([one.id for one in experiments]),
                ExperimentEvaluator.name == evaluator,
            )
        )
    }
    for one in experiments:
        if one.id not in judging:
            raise NotJudgedByThat(
                f"{one.name} was not judged by {evaluator[:200]!r}; compare by an evaluator that"
                " judged all of them."
            )
    return [
        Side(one, by, bounds_of(by), units_of(one, by.position))
        for one, by in ((one, judging[one.id]) for one in experiments)
    ]


def compare_sides(
    first: Side,
    second: Side,
    *,
    errors: str = WORST,
    listed: int = LISTED,
    level: float = LEVEL,
) -> Compared:
    worst = first.bounds.worst if errors == WORST else None
    shared = pairs_of(first.units, second.units, worst)
    pairs, left_out = without_errors(shared)
    paired = compare_pairs(pairs.before, pairs.after, level)
    direction = first.bounds.direction
    worse, better = changes(pairs, direction)
    n = len(pairs.before)
    return Compared(
        first_id=first.experiment.id,
        second_id=second.experiment.id,
        evaluator=first.evaluator.name,
        direction=direction,
        errors_count_as=worst,
        errors_in_first=shared.first.errors,
        errors_in_second=shared.second.errors,
        errors_left_out=left_out,
        only_in_first=len(first.units.items) - len(shared.before),
        only_in_second=len(second.units.items) - len(shared.before),
        n=n,
        mean_first=float(pairs.before.mean()) if n else None,
        mean_second=float(pairs.after.mean()) if n else None,
        effect=paired.effect,
        interval=paired.interval,
        p=paired.p,
        method=paired.method,
        verdict=verdict_of(paired, direction),
        sentence=said(paired, first, second),
        regressed_count=int(worse.sum()),
        improved_count=int(better.sum()),
        regressed=largest(first, pairs, worse, listed),
        improved=largest(first, pairs, better, listed),
    )


def changes(pairs: Pairs, direction: str) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Which became worse, and which better."""
    rose, fell = pairs.after > pairs.before, pairs.after < pairs.before
    return (fell, rose) if direction == HIGHER else (rose, fell)


def largest(first: Side, pairs: Pairs, which: NDArray[np.bool_], listed: int) -> list[Change]:
    """Those that changed most, of equal ones in the order of the dataset."""
    places = np.flatnonzero(which)
    size = np.abs(pairs.after[places] - pairs.before[places])
    chosen = places[np.argsort(-size, kind="stable")][:listed]
    ids = [uuid_of(pairs.first.items[place]) for place in chosen]
    keys = keys_of(first.experiment.id, ids)
    return [
        Change(
            id_,
            keys[id_],
            int(pairs.first.positions[place]),
            float(pairs.before[place]),
            float(pairs.after[place]),
        )
        for id_, place in zip(ids, chosen, strict=True)
    ]


def uuid_of(item: Any) -> UUID:
    # numpy drops zeros at the end.
    return UUID(bytes=bytes(item).ljust(16, b"\0"))


def keys_of(experiment_id: UUID, ids: list[UUID]) -> dict[UUID, str]:
    if not ids:
        return {}
    rows = db.session.execute(
        select(ExperimentResult.item_id, ExperimentResult.item_key).where(
            ExperimentResult.experiment_id == experiment_id, ExperimentResult.item_id.in_(ids)
        )
    )
    return {row.item_id: row.item_key for row in rows}


def said(paired: Paired, first: Side, second: Side) -> str:
    new, old = names_of(first.experiment, second.experiment)
    told = sentence(paired, new, old, first.bounds.direction)
    if is_same(first.evaluator, second.evaluator):
        return told
    return f"{told} But the two were judged by different versions of {first.evaluator.name}."


def is_same(one: ExperimentEvaluator, other: ExperimentEvaluator) -> bool:
    def of(which: ExperimentEvaluator) -> tuple[Any, ...]:
        return which.evaluator_id, which.version, which.judge_prompt_version

    return of(one) == of(other)


def names_of(first: Experiment, second: Experiment) -> tuple[str, str]:
    """Of the second and the first within a sentence: versions of one prompt by their numbers."""
    old, new = first.prompt_version, second.prompt_version
    if first.prompt_id is not None and first.prompt_id == second.prompt_id and old != new:
        return f"version {new}", f"version {old}"
    return (
        (f"“{second.name}”", f"“{first.name}”")
        if first.name != second.name
        else ("the second", "the first")
    )
