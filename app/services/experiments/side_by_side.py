"""Two to five experiments item by item: what each said, and how it was judged."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import and_, or_, select

from app.db import db
from app.errors import invalid
from app.models import (
    DatasetItem,
    Experiment,
    ExperimentEvaluator,
    ExperimentResult,
    ResultScore,
    Score,
)
from app.models.experiments import (
    ALL,
    DISAGREE,
    FAILED,
    FEWEST_COMPARED,
    IMPROVED,
    MOST_COMPARED,
    REGRESSED,
    WORST,
)
from app.services import policy
from app.services.access.names import put_authors
from app.services.experiments.comparing import (
    LISTED,
    Compared,
    Side,
    changes,
    compare_sides,
    get_experiments,
    load_sides,
)
from app.services.policy import Caller
from app.services.units import NO_EVALUATOR, Pairs, Whole, pairs_of, units_of

BY_SCORE = (REGRESSED, IMPROVED, DISAGREE)
PERSON, RUN = "person", "run"


@dataclass
class Trial:
    """One result, with its scores by evaluator and those that people gave to it or to its run."""

    result: ExperimentResult
    scores: dict[str, ResultScore] = field(default_factory=dict)
    human_scores: list[Score] = field(default_factory=list)


@dataclass
class ItemRow:
    """An item, and for each experiment in turn its trials; none where it has not got the item.

    `input` and `expected` are None once the item is deleted.
    """

    item_id: UUID
    key: str
    position: int
    input: Any
    expected: Any
    trials: list[list[Trial]]


@dataclass
class SideBySide:
    """`evaluators` are those that judged all of them. `compared` holds each of the others against
    the first, and is empty on later pages and without an evaluator in common. `next` is the
    position that the page after this one begins behind.
    """

    experiments: list[Experiment]
    evaluators: list[str]
    evaluator: str | None
    compared: list[Compared]
    items: list[ItemRow]
    total: int
    next: int | None


def compare_many(
    caller: Caller,
    ids: Sequence[UUID],
    *,
    evaluator: str | None = None,
    filter: str = ALL,
    errors: str = WORST,
    cursor: int | None = None,
    limit: int = 25,
    listed: int = LISTED,
) -> SideBySide:
    """The items of the first experiment in its dataset's order, from behind `cursor` on.

    Without `evaluator` it is the first that judged all of them. Regressed and improved is what any
    of the others did worse or better than the first; they disagree where not all came out alike;
    failed is what has no output or no value in one of them.
    """
    policy.require(caller, policy.READ)
    if not FEWEST_COMPARED <= len(ids) <= MOST_COMPARED or len(set(ids)) < len(ids):
        raise invalid(
            "ids",
            f"Between {FEWEST_COMPARED} and {MOST_COMPARED} experiments, each once.",
            "query",
        )
    experiments = get_experiments(caller, list(ids))
    evaluators = in_common(experiments)
    chosen = evaluator or next(iter(evaluators), None)
    if chosen is None and filter in BY_SCORE:
        raise invalid("filter", "No evaluator judged all of them: ask for all or failed.", "query")
    needed = chosen is not None and (cursor is None or filter != ALL)
    sides = load_sides(experiments, chosen or "") if needed else []
    behind = cursor or 0
    if filter == ALL:
        total = experiments[0].result_count // experiments[0].trials
        found = items_behind(experiments[0], behind, limit + 1)
    else:
        matching = positions_of(experiments, sides, filter, errors)
        total = len(matching)
        found = items_at(experiments[0], matching[matching > behind][: limit + 1])
    page = found[:limit]
    return SideBySide(
        experiments,
        evaluators,
        chosen,
        [compare_sides(sides[0], other, errors=errors, listed=listed) for other in sides[1:]]
        if cursor is None
        else [],
        rows_of(experiments, page),
        total,
        page[-1].position if len(found) > limit else None,
    )


def in_common(experiments: list[Experiment]) -> list[str]:
    """The names of evaluators that all have, in the order of the first."""
    names: dict[UUID, list[str]] = defaultdict(list)
    rows = db.session.execute(
        select(ExperimentEvaluator.experiment_id, ExperimentEvaluator.name)
        .where(ExperimentEvaluator.experiment_id.in_([one.id for one in experiments]))
        .order_by(ExperimentEvaluator.position)
    )
    for experiment_id, name in rows:
        names[experiment_id].append(name)
    first, *others = (names[one.id] for one in experiments)
    return [name for name in first if all(name in other for other in others)]


@dataclass(frozen=True)
class Place:
    item_id: UUID
    key: str
    position: int


PLACES = select(
    ExperimentResult.item_id, ExperimentResult.item_key, ExperimentResult.position
).order_by(ExperimentResult.position)


def items_behind(experiment: Experiment, behind: int, limit: int) -> list[Place]:
    query = PLACES.where(
        ExperimentResult.experiment_id == experiment.id,
        ExperimentResult.position > behind,
        ExperimentResult.trial == 1,
    )
    return [Place(*row) for row in db.session.execute(query.limit(limit))]


def items_at(experiment: Experiment, positions: Whole) -> list[Place]:
    query = PLACES.where(
        ExperimentResult.experiment_id == experiment.id,
        ExperimentResult.position.in_([int(position) for position in positions]),
        ExperimentResult.trial == 1,
    )
    return [Place(*row) for row in db.session.execute(query)] if len(positions) else []


def positions_of(
    experiments: list[Experiment], sides: list[Side], wanted: str, errors: str
) -> Whole:
    """Of the items of the first experiment that the filter lets through, ascending."""
    if wanted == FAILED:
        found = list(failed_in(experiments, sides))
    else:
        worst = sides[0].bounds.worst if errors == WORST else None
        found = [
            some.first.positions[marked(some, wanted, sides[0].bounds.direction)]
            for some in (pairs_of(sides[0].units, other.units, worst) for other in sides[1:])
        ]
    return np.unique(np.concatenate(found))


def failed_in(experiments: list[Experiment], sides: list[Side]) -> Iterator[Whole]:
    units = (
        [side.units for side in sides]
        if sides
        else [units_of(one, NO_EVALUATOR) for one in experiments]
    )
    for one in units:
        some = pairs_of(units[0], one, None)
        failed = some.second.failed > 0
        if sides:
            failed |= some.second.has_error
        yield some.first.positions[failed]


def marked(pairs: Pairs, wanted: str, direction: str) -> NDArray[Any]:
    """Their places among the pairs."""
    if wanted == DISAGREE:
        first, second = pairs.first, pairs.second
        judged = (first.judged > 0) | (second.judged > 0)
        rates = first.passed / first.over != second.passed / second.over
        same = np.isclose(pairs.before, pairs.after, rtol=0, atol=0, equal_nan=True)
        return np.flatnonzero(np.where(judged, rates, ~same))
    worse, better = changes(pairs, direction)
    return np.flatnonzero(worse if wanted == REGRESSED else better)


def rows_of(experiments: list[Experiment], page: list[Place]) -> list[ItemRow]:
    ids = [place.item_id for place in page]
    if not ids:
        return []
    written = {
        row.id: row
        for row in db.session.execute(
            select(DatasetItem.id, DatasetItem.input, DatasetItem.expected).where(
                DatasetItem.id.in_(ids)
            )
        )
    }
    trials = trials_of(experiments, ids)
    rows = []
    for place in page:
        item = written.get(place.item_id)
        rows.append(
            ItemRow(
                place.item_id,
                place.key,
                place.position,
                item.input if item else None,
                item.expected if item else None,
                [trials[one.id, place.item_id] for one in experiments],
            )
        )
    return rows


def trials_of(
    experiments: list[Experiment], items: list[UUID]
) -> dict[tuple[UUID, UUID], list[Trial]]:
    """By experiment and item; nothing for what is not there."""
    ids = [one.id for one in experiments]
    found: dict[tuple[UUID, UUID], list[Trial]] = defaultdict(list)
    by_place = {}
    for result in db.session.scalars(
        select(ExperimentResult)
        .where(ExperimentResult.experiment_id.in_(ids), ExperimentResult.item_id.in_(items))
        .order_by(ExperimentResult.trial)
    ):
        trial = by_place[result.experiment_id, result.item_id, result.trial] = Trial(result)
        found[result.experiment_id, result.item_id].append(trial)
    names = {
        (row.experiment_id, row.position): row.name
        for row in db.session.scalars(
            select(ExperimentEvaluator).where(ExperimentEvaluator.experiment_id.in_(ids))
        )
    }
    for score in db.session.scalars(
        select(ResultScore)
        .where(ResultScore.experiment_id.in_(ids), ResultScore.item_id.in_(items))
        .order_by(ResultScore.evaluator)
    ):
        name = names[score.experiment_id, score.evaluator]
        by_place[score.experiment_id, score.item_id, score.trial].scores[name] = score
    put_human_scores(experiments[0].project_id, by_place)
    return found


def put_human_scores(project_id: UUID, by_place: dict[tuple[UUID, UUID, int], Trial]) -> None:
    """What people gave to the results or to their runs, the oldest first."""
    by_run = {one.result.run_id: one for one in by_place.values() if one.result.run_id is not None}
    experiments = {experiment_id for experiment_id, _, _ in by_place}
    items = {item_id for _, item_id, _ in by_place}
    of_run = and_(Score.shard_id.in_(list(by_run)), Score.target == RUN)
    of_result = and_(Score.shard_id.in_(experiments), Score.item_id.in_(items))
    given = db.session.scalars(
        select(Score)
        .where(Score.project_id == project_id, or_(of_run, of_result), Score.source == PERSON)
        .order_by(Score.created_at, Score.id)
    ).all()
    put_authors(given)
    for score in given:
        place: Any = (score.experiment_id, score.item_id, score.trial)
        judged = by_run[score.run_id] if score.run_id else by_place.get(place)
        if judged is not None:
            judged.human_scores.append(score)
