"""Rows of datasets, evaluators, experiments and gates, as they stand in the database."""

from __future__ import annotations

from typing import Any

from app.db import db, transaction, uuid7
from app.models import (
    Dataset,
    DatasetItem,
    DatasetVersion,
    Evaluator,
    EvaluatorVersion,
    Experiment,
    ExperimentEvaluator,
    ExperimentResult,
    ExperimentUnits,
    Gate,
    ResultScore,
)
from app.services import policy
from app.services.policy import Caller
from app.services.units import NO_EVALUATOR


def make_evaluations(caller: Caller) -> Experiment:
    """One of each: a dataset of one item, an evaluator, an experiment with its result, a gate."""
    policy.require(caller, policy.READ)
    mine: dict[str, Any] = {"project_id": caller.project_id}
    made = {**mine, "created_by": caller.actor}
    dataset = Dataset(id=uuid7(), name="questions", latest_version=1, item_count=1, **made)
    evaluator = Evaluator(id=uuid7(), name="exact", kind="exact", **made)
    item = DatasetItem(
        id=uuid7(),
        dataset_id=dataset.id,
        key="one",
        position=1,
        input={"question": "1 + 1?"},
        expected="2",
        checksum="",
        added_in=1,
        **made,
    )
    experiment = Experiment(
        id=uuid7(),
        name="first",
        source="recorded",
        status="finished",
        dataset_id=dataset.id,
        dataset_name=dataset.name,
        dataset_version=1,
        result_count=1,
        done_count=1,
        **made,
    )
    place: dict[str, Any] = {"experiment_id": experiment.id, "item_id": item.id, "trial": 1}
    rows: list[list[Any]] = [
        [dataset, evaluator, experiment],
        [
            DatasetVersion(dataset_id=dataset.id, version=1, item_count=1, added=1, **made),
            item,
            EvaluatorVersion(evaluator_id=evaluator.id, version=1, config={}, checksum="", **made),
            ExperimentEvaluator(
                experiment_id=experiment.id,
                position=1,
                evaluator_id=evaluator.id,
                name=evaluator.name,
                version=1,
                kind="exact",
                config={},
                **mine,
            ),
            ExperimentUnits(
                experiment_id=experiment.id, evaluator=NO_EVALUATOR, columns=b"", **mine
            ),
            ExperimentResult(
                item_key="one", position=1, status="succeeded", output="2", **place, **mine
            ),
        ],
        [
            ResultScore(evaluator=1, value=1.0, passed=True, **place, **mine),
            Gate(
                label="production",
                tag="guarded",
                dataset_id=dataset.id,
                evaluator_id=evaluator.id,
                evaluator_version=1,
                minimum=0.9,
                accept_recorded=True,
                **made,
            ),
        ],
    ]
    with transaction():
        for together in rows:
            db.session.add_all(together)
            db.session.flush()
    return experiment
