"""Experiments, asked for by the services and carried out without a worker."""

from __future__ import annotations

from itertools import count
from typing import Any
from uuid import UUID

from sqlalchemy import text

from app.db import db, transaction, uuid7
from app.models import (
    Dataset,
    DatasetItem,
    DatasetVersion,
    Evaluator,
    EvaluatorVersion,
    Experiment,
)
from app.services import experiments, policy
from app.services.experiments.executing import Wishes, work_at
from app.services.policy import Caller
from tests.factories.access import the_system
from tests.factories.connections import settings_here

numbers = count(1)


def put_dataset(
    items: list[dict[str, Any]] | int = 3, name: str | None = None, caller: Caller | None = None
) -> Dataset:
    """Its rows as they stand; a number of items asks what they are, and expects that."""
    caller = caller or the_system()
    if isinstance(items, int):
        items = [{"input": {"q": str(n)}, "expected": str(n)} for n in range(1, items + 1)]
    made: dict[str, Any] = {"project_id": caller.project_id, "created_by": caller.actor}
    dataset = Dataset(
        id=uuid7(),
        name=name or f"dataset-{next(numbers)}",
        latest_version=1,
        item_count=len(items),
        **made,
    )
    version = DatasetVersion(
        dataset_id=dataset.id, version=1, item_count=len(items), added=len(items), **made
    )
    rows = [
        DatasetItem(
            id=uuid7(),
            dataset_id=dataset.id,
            position=place,
            checksum="",
            added_in=1,
            **{"key": f"k{place}", "expected": None, **item},
            **made,
        )
        for place, item in enumerate(items, 1)
    ]
    with transaction():
        policy.require(caller, policy.READ)
        for together in ([dataset], [version], rows):
            db.session.add_all(together)
            db.session.flush()
    return dataset


def put_evaluator(
    name: str = "exact", kind: str = "exact", caller: Caller | None = None, **config: Any
) -> Evaluator:
    """Its rows as they stand."""
    caller = caller or the_system()
    made: dict[str, Any] = {"project_id": caller.project_id, "created_by": caller.actor}
    evaluator = Evaluator(id=uuid7(), name=name, kind=kind, **made)
    version = EvaluatorVersion(
        evaluator_id=evaluator.id, version=1, config=config, checksum="", **made
    )
    with transaction():
        policy.require(caller, policy.READ)
        for row in (evaluator, version):
            db.session.add(row)
            db.session.flush()
    return evaluator


def ask_for_experiment(
    dataset: Dataset | None = None, caller: Caller | None = None, **fields: Any
) -> Experiment:
    """A draft that says an item's question, by `echo`, unless told otherwise."""
    fields = {"prompts": [{"content": "{{ q }}"}], "evaluators": [], **fields}
    dataset = dataset or put_dataset()
    with transaction():
        return experiments.create_experiments(caller or the_system(), dataset=dataset.id, **fields)[
            0
        ]


def worked_at(experiment: Experiment, wishes: Wishes | None = None, **changed: Any) -> Experiment:
    """As a worker would that finds it due, until it is over."""
    project_id, experiment_id = experiment.project_id, experiment.id
    work_at(project_id, experiment_id, settings_here(**changed), wishes or Wishes())
    return as_it_is(experiment_id, project_id)


def as_it_is(experiment_id: UUID, project_id: UUID | None = None) -> Experiment:
    db.session.rollback()
    caller = policy.system(project_id or the_system().project_id)
    return experiments.get_experiment(caller, experiment_id)


def results_of(experiment: Experiment) -> list[Any]:
    """As rows of the driver: with their scores by the evaluator's position."""
    policy.require(policy.system(experiment.project_id), policy.READ)
    query = text("""
        SELECT result.*, (SELECT json_object_agg(score.evaluator, score)
                          FROM result_scores AS score
                          WHERE score.experiment_id = result.experiment_id
                            AND score.item_id = result.item_id
                            AND score.trial = result.trial) AS scores
        FROM experiment_results AS result WHERE experiment_id = :id ORDER BY position, trial
    """)
    return list(db.session.execute(query, {"id": experiment.id}))
