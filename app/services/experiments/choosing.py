"""What an experiment is about: a dataset's version, and versions of evaluators."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, select

from app.db import db
from app.errors import Conflict, invalid
from app.models import (
    Dataset,
    DatasetVersion,
    Evaluator,
    EvaluatorVersion,
    ExperimentEvaluator,
)
from app.services.connections.read import by_name
from app.services.datasets.read import NoSuchDataset, NoSuchDatasetVersion
from app.services.evaluators.read import NoSuchEvaluator, NoSuchEvaluatorVersion
from app.services.policy import Caller
from app.services.runs.asking import resolve

JUDGE = "judge"
MOST_EVALUATORS = 20


class DatasetIsEmpty(Conflict):
    """Nothing can be shown by no items."""


def choose_dataset(
    caller: Caller, named: UUID | str, version: int | None
) -> tuple[Dataset, DatasetVersion]:
    """By id or name; the newest version unless another is asked for. It has items, and stays
    until the end of the transaction.
    """
    dataset = db.session.scalar(
        select(Dataset)
        .where(Dataset.project_id == caller.project_id, by_id_or_name(Dataset, named))
        .with_for_update(read=True, key_share=True)
    )
    if dataset is None:
        raise NoSuchDataset(f"There is no dataset {str(named)[:200]!r} here: make it first.")
    number = dataset.latest_version if version is None else version
    found = db.session.get(DatasetVersion, (dataset.id, number)) if number else None
    if found is None and version is not None:
        raise NoSuchDatasetVersion(
            f"{dataset.name} has no version {version}; the newest is {dataset.latest_version}."
        )
    if found is None or not found.item_count:
        raise DatasetIsEmpty(f"{dataset.name} has no items in that version: add some first.")
    return dataset, found


def choose_evaluators(caller: Caller, wanted: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """The columns of `ExperimentEvaluator` for each `{name or id, version?}`, in their order."""
    wanted = list(wanted)
    if len(wanted) > MOST_EVALUATORS:
        raise invalid("evaluators", f"At most {MOST_EVALUATORS}.")
    chosen = [choose_evaluator(caller, **one) for one in wanted]
    if len({one["evaluator_id"] for one in chosen}) < len(chosen):
        raise invalid("evaluators", "Each of them once.")
    return [{"position": place, **one} for place, one in enumerate(chosen, 1)]


def choose_evaluator(
    caller: Caller, *, name: UUID | str, version: int | None = None
) -> dict[str, Any]:
    evaluator = db.session.scalar(
        select(Evaluator).where(
            Evaluator.project_id == caller.project_id, by_id_or_name(Evaluator, name)
        )
    )
    if evaluator is None:
        raise NoSuchEvaluator(f"There is no evaluator {str(name)[:200]!r} here: make it first.")
    number = evaluator.latest_version if version is None else version
    found = db.session.get(EvaluatorVersion, (evaluator.id, number))
    if found is None:
        raise NoSuchEvaluatorVersion(
            f"{evaluator.name} has no version {version}; the newest is {evaluator.latest_version}."
        )
    columns = {
        "evaluator_id": evaluator.id,
        "name": evaluator.name,
        "version": number,
        "kind": evaluator.kind,
        "config": found.config,
        "judge_prompt_version": None,
    }
    return columns | (of_judge(caller, found.config) if evaluator.kind == JUDGE else {})


def of_judge(caller: Caller, config: dict[str, Any]) -> dict[str, Any]:
    """Its prompt's version and its connection as they are now: what judges does not change
    while an experiment goes on.
    """
    _, version = resolve(caller, config["prompt"], config.get("label"), config.get("version"))
    connection = by_name(caller, config.get("connection"))
    return {
        "judge_prompt_version": version.version,
        "config": {**config, "connection": connection.name},
    }


def rows_of(chosen: list[dict[str, Any]], project_id: UUID, experiment_id: UUID) -> list[Any]:
    return [
        ExperimentEvaluator(experiment_id=experiment_id, project_id=project_id, **columns)
        for columns in chosen
    ]


def by_id_or_name(table: Any, named: UUID | str) -> ColumnElement[bool]:
    """A name that reads like an id is one."""
    try:
        is_it: ColumnElement[bool] = table.id == (named if isinstance(named, UUID) else UUID(named))
    except ValueError:
        is_it = table.name == named
    return is_it
