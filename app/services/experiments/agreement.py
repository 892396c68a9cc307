"""Whether an evaluator, a judge above all, agrees with the people who scored the same outputs."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, select, union_all
from sqlalchemy.dialects.postgresql import distinct_on

from app.db import db
from app.models import Experiment, ExperimentEvaluator, ExperimentResult, ResultScore, Score
from app.models.scores import EXPERIMENT_RESULT
from app.services import policy
from app.services.experiments.comparing import NotJudgedByThat, get_experiments
from app.services.policy import Caller
from app.statistics.agreement import FEWEST_JUDGED, Agreement, cohens_kappa
from app.statistics.intervals import Interval

PERSON, RUN, BOOLEAN = "person", "run", "boolean"


@dataclass(frozen=True)
class Agreed:
    """`score` is the name of the human scores. Where people said yes or no, that is held against
    passed or not; else the values themselves are compared, as categories.
    """

    evaluator: str
    score: str
    n: int
    observed: float | None
    kappa: float | None
    interval: Interval | None
    sentence: str


def agreement(
    caller: Caller, experiment_id: UUID, *, evaluator: str | None = None, score: str | None = None
) -> Agreed:
    """With the newest score a person gave to each result or its run, under the evaluator's own name
    unless another is named. Raises `NotJudgedByThat`.
    """
    policy.require(caller, policy.READ)
    (experiment,) = get_experiments(caller, [experiment_id])
    judging = find_evaluator(experiment, evaluator)
    called = score or judging.name
    agreed = cohens_kappa(
        [pair for row in judged_by_both(judging, called) if (pair := answers(*row)) is not None]
    )
    return Agreed(
        judging.name,
        called,
        agreed.n,
        agreed.observed,
        agreed.kappa,
        agreed.interval,
        sentence(agreed, judging.name),
    )


def find_evaluator(experiment: Experiment, name: str | None) -> ExperimentEvaluator:
    query = select(ExperimentEvaluator).where(ExperimentEvaluator.experiment_id == experiment.id)
    if name is not None:
        query = query.where(ExperimentEvaluator.name == name)
    found = db.session.scalar(query.order_by(ExperimentEvaluator.position).limit(1))
    if found is None:
        raise NotJudgedByThat(
            f"{experiment.name} was not judged by {'any evaluator' if name is None else name!r}."
        )
    return found


def judged_by_both(judging: ExperimentEvaluator, called: str) -> list[Any]:
    """Value and passed of the evaluator, type, value and text of a person."""
    given = union_all(
        by_people(called, RUN, ExperimentResult.run_id == Score.run_id, judging),
        by_people(
            called,
            EXPERIMENT_RESULT,
            and_(
                ExperimentResult.experiment_id == Score.shard_id,
                ExperimentResult.item_id == Score.item_id,
                ExperimentResult.trial == Score.trial,
            ),
            judging,
        ),
    ).subquery()
    place = (given.c.item_id, given.c.trial)
    newest = (
        select(given)
        .ext(distinct_on(*place))
        .order_by(*place, given.c.created_at.desc(), given.c.id.desc())
        .subquery()
    )
    query = (
        select(
            ResultScore.value,
            ResultScore.passed,
            newest.c.type,
            newest.c.value,
            newest.c.text_value,
        )
        .join(
            newest,
            and_(
                newest.c.item_id == ResultScore.item_id,
                newest.c.trial == ResultScore.trial,
            ),
        )
        .where(
            ResultScore.experiment_id == judging.experiment_id,
            ResultScore.evaluator == judging.position,
            ResultScore.value.is_not(None),
        )
    )
    return list(db.session.execute(query))


def by_people(
    called: str, target: str, of: ColumnElement[bool], judging: ExperimentEvaluator
) -> Select[*tuple[Any, ...]]:
    result = (ExperimentResult.item_id, ExperimentResult.trial)
    return (
        select(*result, Score.type, Score.value, Score.text_value, Score.created_at, Score.id)
        .join(ExperimentResult, of)
        .where(
            ExperimentResult.experiment_id == judging.experiment_id,
            Score.project_id == judging.project_id,
            Score.name == called,
            Score.source == PERSON,
            Score.target == target,
        )
    )


def answers(
    value: float, passed: bool | None, type_: str, given: float | None, text: str | None
) -> tuple[Hashable, Hashable] | None:
    """What the evaluator said and what a person did, in the same words; None if there are none."""
    if type_ == BOOLEAN:
        return (value >= 0.5 if passed is None else passed), bool(given)
    return None if given is None else (value, given)


def sentence(agreed: Agreement, name: str) -> str:
    if agreed.n < FEWEST_JUDGED:
        judged = "1 result was" if agreed.n == 1 else f"{agreed.n} results were"
        return (
            f"Not enough data: {judged} scored by people as well;"
            f" it takes at least {FEWEST_JUDGED}."
        )
    share = f"{100 * (agreed.observed or 0):.0f} %"
    shared = f"{name} and people agree on {share} of {agreed.n:,} results"
    if agreed.kappa is None or agreed.interval is None:
        return f"{shared}, but all got the same answer: chance would explain that."
    low, high = agreed.interval.low, agreed.interval.high
    return f"{shared}; beyond chance, kappa is {agreed.kappa:.2f} (95 %: {low:.2f} to {high:.2f})."
