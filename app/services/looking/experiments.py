"""An experiment with its results, a hundred at a time, and one result in full."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, exists, func, select, tuple_

from app.db import db
from app.models import (
    Dataset,
    DatasetItem,
    Experiment,
    ExperimentEvaluator,
    ExperimentResult,
    Prompt,
    ResultScore,
    Run,
)
from app.models.experiments import FAILED
from app.services import policy
from app.services.access.names import among
from app.services.looking.pieces import SHORT, Piece, beginning
from app.services.looking.rows import Looked, NoSuchRow, look_at
from app.services.policy import Caller

MOST_RESULTS, MOST_BESIDE = 100, 50
BODIES = ("content", "messages", "parameters", "metadata_")
ALL, ONLY_FAILED = "all", "failed"
SHOWN = (ALL, ONLY_FAILED)


@dataclass(frozen=True)
class LookedExperiment:
    looked: Looked
    evaluators: Sequence[ExperimentEvaluator]
    has_dataset: bool
    has_prompt: bool
    """Both may have been deleted since."""

    @property
    def row(self) -> Experiment:
        found: Experiment = self.looked.row
        return found


@dataclass(frozen=True)
class LookedResult:
    experiment: Experiment
    looked: Looked
    item: Looked | None
    """None if it was deleted since."""
    scores: Sequence[tuple[ExperimentEvaluator, ResultScore | None]]
    has_run: bool


def look_at_experiment(caller: Caller, experiment_id: UUID) -> LookedExperiment:
    policy.require_across(caller)
    looked = look_at(Experiment, BODIES, Experiment.id == experiment_id)
    row = looked.row
    return LookedExperiment(
        looked,
        evaluators_of(row),
        is_there(Dataset, row.dataset_id),
        row.prompt_id is not None and is_there(Prompt, row.prompt_id),
    )


def look_at_experiments(
    caller: Caller, ids: Sequence[UUID]
) -> list[tuple[Experiment, list[ExperimentEvaluator]]]:
    """In this order, with what each is judged by. Raises `NoSuchRow`."""
    policy.require_across(caller)
    found = {
        one.id: one for one in db.session.scalars(select(Experiment).where(Experiment.id.in_(ids)))
    }
    judging: dict[UUID, list[ExperimentEvaluator]] = {id_: [] for id_ in ids}
    table = ExperimentEvaluator
    query = select(table).where(table.experiment_id.in_(ids)).order_by(table.position)
    for row in db.session.scalars(query):
        judging[row.experiment_id].append(row)
    if missing := [id_ for id_ in ids if id_ not in found]:
        raise NoSuchRow(f"There is no experiment {missing[0]}; it may be deleted.")
    return [(found[id_], judging[id_]) for id_ in ids]


def look_at_those_beside(experiment: Experiment) -> Sequence[Experiment]:
    """Others on the same dataset, the newest fifty; the wall must be open."""
    query = (
        select(Experiment)
        .where(Experiment.project_id == experiment.project_id)
        .where(Experiment.dataset_id == experiment.dataset_id, Experiment.id != experiment.id)
        .order_by(Experiment.created_at.desc(), Experiment.id.desc())
        .limit(MOST_BESIDE)
    )
    return db.session.scalars(query).all()


def evaluators_of(experiment: Experiment) -> Sequence[ExperimentEvaluator]:
    table = ExperimentEvaluator
    query = select(table).where(table.experiment_id == experiment.id).order_by(table.position)
    return db.session.scalars(query).all()


def is_there(table: type[Any], id_: UUID) -> bool:
    return bool(db.session.scalar(select(exists().where(table.id == id_))))


def results_in(experiment: Experiment, shown: str = ALL, after: tuple[int, int] = (0, 0)) -> Piece:
    """By item and trial, each with what was expected; the wall must be open."""
    result, item = ExperimentResult, DatasetItem
    query = (
        select(
            *(result.item_id, result.trial, result.item_key, result.position, result.status),
            *(result.error_kind, result.latency_ms, result.cost_usd, result.attempts),
            func.left(result.error, SHORT).label("error"),
            beginning(result.output, "output"),
            beginning(item.expected, "expected"),
        )
        .outerjoin(item, item.id == result.item_id)
        .where(result.experiment_id == experiment.id)
        .where(tuple_(result.position, result.trial) > after)
        .order_by(result.position, result.trial)
        .limit(MOST_RESULTS + 1)
    )
    if shown == ONLY_FAILED:
        query = query.where(result.status == FAILED)
    found = db.session.execute(query).all()
    rows = found[:MOST_RESULTS]
    last = f"{rows[-1].position}.{rows[-1].trial}" if len(found) > MOST_RESULTS else None
    return Piece(rows, last)


def scores_of_results(
    evaluators: Sequence[ExperimentEvaluator], rows: Sequence[Any]
) -> dict[tuple[UUID, int, int], Any]:
    """By item, trial and evaluator's position."""
    score = ResultScore
    query = select(
        *(score.item_id, score.trial, score.evaluator, score.value, score.passed),
        func.left(score.reason, SHORT).label("reason"),
        func.left(score.error, SHORT).label("error"),
    ).where(given_by(evaluators), among(score.item_id, {row.item_id for row in rows}))
    found = db.session.execute(query)
    return {(one.item_id, one.trial, one.evaluator): one for one in found}


def given_by(evaluators: Sequence[ExperimentEvaluator]) -> ColumnElement[bool]:
    """By the key that scores are kept under, which begins with experiment and evaluator."""
    keys = [(one.experiment_id, one.position) for one in evaluators]
    return tuple_(ResultScore.experiment_id, ResultScore.evaluator).in_(keys)


def look_at_result(caller: Caller, experiment_id: UUID, item_id: UUID, trial: int) -> LookedResult:
    policy.require_across(caller)
    result, score = ExperimentResult, ResultScore
    mine = (result.experiment_id == experiment_id, result.item_id == item_id, result.trial == trial)
    looked = look_at(ExperimentResult, ("output",), *mine)
    experiment = db.session.get_one(Experiment, experiment_id)
    evaluators = evaluators_of(experiment)
    query = select(score).where(
        given_by(evaluators), score.item_id == item_id, score.trial == trial
    )
    given = {one.evaluator: one for one in db.session.scalars(query)}
    run_id = looked.row.run_id
    return LookedResult(
        experiment,
        looked,
        look_at(DatasetItem, ("input", "expected"), DatasetItem.id == item_id)
        if is_there(DatasetItem, item_id)
        else None,
        [(one, given.get(one.position)) for one in evaluators],
        run_id is not None and is_there(Run, run_id),
    )
