"""Finding experiments of a project."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, select, tuple_
from sqlalchemy.orm import defer

from app.db import db
from app.errors import NotFound
from app.models import Dataset, Experiment, ExperimentEvaluator, PromptVersion
from app.services import policy
from app.services.access.names import among, put_authors
from app.services.paging import Cursor, Page, after, page_of
from app.services.policy import Caller
from app.services.prompts.read import id_of

LARGE = (Experiment.content, Experiment.messages)


class NoSuchExperiment(NotFound):
    """Not in this project, or nowhere."""


def get_experiment(caller: Caller, experiment_id: UUID) -> Experiment:
    """With its evaluators, and whether its prompt's version is there still."""
    policy.require(caller, policy.READ)
    return show(caller, find(caller, experiment_id))


def find(caller: Caller, experiment_id: UUID) -> Experiment:
    """For who has asked whether the caller may."""
    experiment = db.session.scalar(
        select(Experiment)
        .where(Experiment.project_id == caller.project_id, Experiment.id == experiment_id)
        .execution_options(populate_existing=True)
    )
    if experiment is None:
        raise NoSuchExperiment(f"There is no experiment {experiment_id} here.")
    put_authors([experiment])
    return experiment


def list_experiments(
    caller: Caller,
    *,
    limit: int = 50,
    cursor: str | None = None,
    **wanted: Any,
) -> Page:
    """Newest first, without the text of drafts."""
    policy.require(caller, policy.READ)
    query = narrowed(caller, **wanted)
    place = Cursor.parse(cursor) if cursor else None
    query = after(query, place, Experiment.created_at, Experiment.id)
    query = query.options(*(defer(column, raiseload=True) for column in LARGE))
    page = page_of(list(db.session.scalars(query.limit(limit + 1))), limit)
    put_authors(page.rows)
    put_beside(caller, page.rows)
    return page


def narrowed(
    caller: Caller,
    *,
    dataset: str | None = None,
    prompt: str | None = None,
    version: int | None = None,
    evaluator: str | None = None,
    **equal: Any,
) -> Select[Any]:
    """Those that meet every condition; `equal` are columns and their values."""
    query = select(Experiment).where(Experiment.project_id == caller.project_id)
    for name, value in equal.items():
        query = query.where(getattr(Experiment, name) == value)
    if dataset is not None:
        query = query.where(of_dataset(caller, dataset))
    if prompt is not None:
        found = id_of(caller, prompt)
        named = Experiment.prompt_name == prompt
        query = query.where(named if found is None else Experiment.prompt_id == found)
    if version is not None:
        query = query.where(Experiment.prompt_version == version)
    if evaluator is not None:
        query = query.where(judged_by(caller, evaluator))
    return query


def of_dataset(caller: Caller, dataset: str) -> ColumnElement[bool]:
    """By the dataset's id, or by its name now; by the name it had if there is none any more."""
    found = as_id(dataset) or db.session.scalar(
        select(Dataset.id).where(Dataset.project_id == caller.project_id, Dataset.name == dataset)
    )
    named = Experiment.dataset_name == dataset
    return named if found is None else Experiment.dataset_id == found


def judged_by(caller: Caller, evaluator: str) -> ColumnElement[bool]:
    found = as_id(evaluator)
    row = ExperimentEvaluator
    is_it = row.name == evaluator if found is None else row.evaluator_id == found
    of_it = and_(row.project_id == caller.project_id, row.experiment_id == Experiment.id)
    return exists().where(of_it, is_it)


def as_id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def show(caller: Caller, experiment: Experiment) -> Experiment:
    put_beside(caller, [experiment])
    return experiment


def put_beside(caller: Caller, experiments: Iterable[Experiment]) -> None:
    """Give each its `evaluators`, and `is_prompt_deleted`."""
    rows = list(experiments)
    judging = evaluators_of(caller, [row.id for row in rows])
    there = versions_there(rows)
    for row in rows:
        shown: Any = row
        shown.evaluators = judging.get(row.id, [])
        shown.is_prompt_deleted = (
            row.prompt_id is not None and (row.prompt_id, row.prompt_version) not in there
        )


def evaluators_of(caller: Caller, ids: list[UUID]) -> dict[UUID, list[ExperimentEvaluator]]:
    """Those of each experiment, in their order."""
    found: dict[UUID, list[ExperimentEvaluator]] = {}
    query = select(ExperimentEvaluator).where(
        ExperimentEvaluator.project_id == caller.project_id,
        among(ExperimentEvaluator.experiment_id, ids),
    )
    for row in db.session.scalars(query.order_by(ExperimentEvaluator.position)):
        found.setdefault(row.experiment_id, []).append(row)
    return found


def versions_there(rows: Iterable[Experiment]) -> set[tuple[UUID, int]]:
    wanted = {(row.prompt_id, row.prompt_version) for row in rows if row.prompt_id is not None}
    if not wanted:
        return set()
    place = tuple_(PromptVersion.prompt_id, PromptVersion.version)
    query = select(PromptVersion.prompt_id, PromptVersion.version).where(place.in_(wanted))
    return {(row.prompt_id, row.version) for row in db.session.execute(query)}
