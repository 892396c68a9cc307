"""Gates by the service, and experiments that are over, as they stand in the database."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from itertools import count
from typing import Any

from app.db import db, now, transaction, uuid7
from app.models import (
    Dataset,
    DatasetItem,
    DatasetVersion,
    Evaluator,
    EvaluatorVersion,
    Experiment,
    ExperimentEvaluator,
    ExperimentResult,
    Gate,
    Prompt,
    ResultScore,
)
from app.services import policy
from app.services.gates import rules
from app.services.policy import Caller
from tests.factories.access import the_system

numbers = count(1)
Score = float | None
"""Of a result; None for an error."""


def make_items(
    name: str = "qa", items: int = 4, *, versions: int = 1, caller: Caller | None = None
) -> Dataset:
    """A dataset whose versions all hold the same items."""
    caller = caller or the_system()
    policy.require(caller, policy.READ)
    made: dict[str, Any] = {"project_id": caller.project_id, "created_by": caller.actor}
    dataset = Dataset(
        id=uuid7(), name=name, latest_version=versions, item_count=items, tags=[], **made
    )
    with transaction():
        db.session.add(dataset)
        db.session.flush()
        for version in range(1, versions + 1):
            db.session.add(
                DatasetVersion(dataset_id=dataset.id, version=version, item_count=items, **made)
            )
        for place in range(1, items + 1):
            db.session.add(
                DatasetItem(
                    id=uuid7(),
                    dataset_id=dataset.id,
                    key=str(place),
                    position=place,
                    input={"q": place},
                    checksum="",
                    added_in=1,
                    **made,
                )
            )
    return dataset


def make_judging(
    name: str = "exact",
    kind: str = "exact",
    *,
    versions: int = 1,
    caller: Caller | None = None,
    **config: Any,
) -> Evaluator:
    caller = caller or the_system()
    policy.require(caller, policy.READ)
    made: dict[str, Any] = {"project_id": caller.project_id, "created_by": caller.actor}
    evaluator = Evaluator(id=uuid7(), name=name, kind=kind, latest_version=versions, **made)
    with transaction():
        db.session.add(evaluator)
        db.session.flush()
        for version in range(1, versions + 1):
            db.session.add(
                EvaluatorVersion(
                    evaluator_id=evaluator.id, version=version, config=config, checksum="", **made
                )
            )
    return evaluator


def make_gate(
    dataset: Dataset, evaluator: Evaluator, caller: Caller | None = None, **fields: Any
) -> Gate:
    """Before `production` of prompts tagged `guarded`, through the built-in connection."""
    asked = {"label": "production", "minimum": 0.75, "connection": "echo", **fields}
    if not {"prompt_name", "prompt_prefix", "tag"} & set(asked):
        asked["tag"] = "guarded"
    with transaction():
        return rules.create_gate(
            caller or the_system(), dataset_id=dataset.id, evaluator_id=evaluator.id, **asked
        )


def make_evidence(
    prompt: Prompt | None,
    version: int,
    dataset: Dataset,
    evaluator: Evaluator,
    scores: Sequence[Score] = (1.0, 1.0, 1.0, 1.0),
    *,
    evaluator_version: int = 1,
    leave_out: int = 0,
    is_open: bool = False,
    **fields: Any,
) -> Experiment:
    """Finished, of the built-in connection, a score for each item; `leave_out` has no row for the
    last results, and with `is_open` the last one is not over.
    """
    policy.require(the_system(), policy.READ)
    trials = fields.pop("trials", 1)
    experiment = Experiment(
        **{
            "id": uuid7(),
            "project_id": dataset.project_id,
            "name": f"experiment-{next(numbers)}",
            "source": "executed",
            "status": "finished",
            "dataset_id": dataset.id,
            "dataset_name": dataset.name,
            "dataset_version": dataset.latest_version,
            "prompt_id": prompt.id if prompt else None,
            "prompt_name": prompt.name if prompt else None,
            "prompt_version": version,
            "connection": "echo",
            "provider": "echo",
            "trials": trials,
            "result_count": dataset.item_count * trials,
            "done_count": dataset.item_count * trials,
            # One after the other, however fast they are made.
            "created_at": now() + timedelta(milliseconds=next(numbers)),
            "created_by": "system",
            **fields,
        }
    )
    items = list(
        db.session.scalars(
            db.select(DatasetItem)
            .where(DatasetItem.dataset_id == dataset.id)
            .order_by(DatasetItem.position)
        )
    )
    places = [(item, trial) for item in items for trial in range(1, trials + 1)]
    places = places[: len(places) - leave_out]
    with transaction():
        db.session.add(experiment)
        db.session.flush()
        db.session.add(
            ExperimentEvaluator(
                experiment_id=experiment.id,
                position=1,
                project_id=dataset.project_id,
                evaluator_id=evaluator.id,
                name=evaluator.name,
                version=evaluator_version,
                kind=evaluator.kind,
                config={},
            )
        )
        for (item, trial), value in zip(places, [*scores] * trials, strict=False):
            add_result(experiment, item, trial, value)
        if is_open:
            db.session.flush()
            last = db.session.get_one(
                ExperimentResult,
                (experiment.id, places[-1][0].id, places[-1][1], dataset.project_id),
            )
            last.status = "waiting"
    return experiment


def add_result(experiment: Experiment, item: DatasetItem, trial: int, value: Score) -> None:
    place: dict[str, Any] = {
        "experiment_id": experiment.id,
        "item_id": item.id,
        "trial": trial,
        "project_id": experiment.project_id,
    }
    db.session.add(
        ExperimentResult(
            item_key=item.key, position=item.position, status="succeeded", output="", **place
        )
    )
    db.session.flush()
    error = "no value" if value is None else None
    db.session.add(ResultScore(evaluator=1, value=value, error=error, **place))
