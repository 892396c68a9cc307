"""Experiments that are over, row by row as workers leave them, as many as a test asks for."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any
from uuid import UUID, uuid5

from app.db import compact_json, db, driver_cursor, now, transaction, uuid7
from app.models import Dataset, DatasetVersion, Experiment, ExperimentEvaluator
from app.services import policy
from app.services.policy import Caller
from tests.factories.access import the_system

numbers = count(1)
AT_ONCE = 10_000
NAMES = UUID("7f0e4a34-7f0c-4b57-9a5c-2f1f5a1f5a1f")
Score = float | None
"""A value, or None for an error."""

ADD_ITEMS = """
    INSERT INTO dataset_items (id, project_id, dataset_id, key, position, input, expected, tags,
                               checksum, added_in, created_at, created_by)
    SELECT id, %(project)s, %(dataset)s, key, place, json_build_object('question', key), '"2"',
           '{}', '', 1, now(), 'system'
    FROM unnest(%(ids)s::uuid[], %(keys)s::text[], %(places)s::int[]) AS item (id, key, place)
"""
ADD_RESULTS = """
    INSERT INTO experiment_results (experiment_id, item_id, trial, project_id, item_key, position,
                                    status, attempts, output, error, error_kind, latency_ms,
                                    cost_usd, input_tokens, output_tokens)
    SELECT %(experiment)s, id, trial, %(project)s, key, place, status, 1, output::json,
           CASE WHEN status = 'failed' THEN 'It did not answer.' END,
           CASE WHEN status = 'failed' THEN 'timeout' END,
           10 * place, 0.001, 100, 10
    FROM unnest(%(ids)s::uuid[], %(keys)s::text[], %(places)s::int[], %(trials)s::int[],
                %(statuses)s::text[], %(outputs)s::text[])
         AS result (id, key, place, trial, status, output)
"""
ADD_SCORES = """
    INSERT INTO result_scores (experiment_id, evaluator, item_id, trial, project_id, value, passed,
                               reason, error)
    SELECT %(experiment)s, %(evaluator)s, id, trial, %(project)s, value, passed,
           CASE WHEN value IS NOT NULL THEN 'because' END,
           CASE WHEN value IS NULL THEN 'It could not tell.' END
    FROM unnest(%(ids)s::uuid[], %(trials)s::int[], %(values)s::float8[], %(passed)s::boolean[])
         AS score (id, trial, value, passed)
"""


@dataclass
class Items:
    """A version of a dataset."""

    dataset: Dataset
    ids: list[UUID]
    keys: list[str]
    version: int = 1


def make_items(n: int, name: str = "", caller: Caller | None = None) -> Items:
    """A dataset of so many items, `item-1` and on."""
    caller = caller or the_system()
    with transaction():
        policy.require(caller, policy.WRITE)
        mine = {"project_id": caller.project_id, "created_by": caller.actor}
        dataset = Dataset(
            id=uuid7(),
            name=name or f"questions-{next(numbers)}",
            latest_version=1,
            item_count=n,
            **mine,
        )
        db.session.add(dataset)
        db.session.flush()
        db.session.add(DatasetVersion(dataset_id=dataset.id, version=1, item_count=n, **mine))
        db.session.flush()
        made = Items(dataset, [uuid7() for _ in range(n)], [f"item-{i + 1}" for i in range(n)])
        place = {"project": caller.project_id, "dataset": dataset.id}
        add_rows(ADD_ITEMS, place, ids=made.ids, keys=made.keys, places=list(range(1, n + 1)))
    return made


def make_experiment(
    items: Items,
    scores: Mapping[str, Sequence[Score]] | None = None,
    caller: Caller | None = None,
    *,
    trials: int = 1,
    passes: bool = True,
    failed: Collection[int] = (),
    waiting: Collection[int] = (),
    outputs: Sequence[Any] | None = None,
    kind: str = "exact",
    config: dict[str, Any] | None = None,
    evaluator_version: int = 1,
    **fields: Any,
) -> Experiment:
    """Scores by evaluator, one for each item after the other; of several trials those of an item
    come together. Results numbered (from 0) in `failed` have neither output nor score, those in
    `waiting` are not over; `passes` says whether 0.5 and more counts as passed.
    """
    caller, scores = caller or the_system(), scores or {}
    n = len(items.ids) * trials
    with transaction():
        policy.require(caller, policy.WRITE)
        experiment = Experiment(
            **{
                "id": uuid7(),
                "name": f"experiment-{next(numbers)}",
                "source": "recorded",
                "status": "running" if waiting else "finished",
                "dataset_id": items.dataset.id,
                "dataset_name": items.dataset.name,
                "dataset_version": items.version,
                "trials": trials,
                "result_count": n,
                "done_count": n - len(waiting),
                "failed_count": len(failed),
                "started_at": now(),
                "project_id": caller.project_id,
                "created_by": caller.actor,
                **fields,
            }
        )
        db.session.add(experiment)
        db.session.flush()
        db.session.add_all(
            ExperimentEvaluator(
                experiment_id=experiment.id,
                position=position,
                project_id=caller.project_id,
                evaluator_id=uuid5(NAMES, name),
                name=name,
                version=evaluator_version,
                kind=kind,
                config=config or {},
            )
            for position, name in enumerate(scores, 1)
        )
        db.session.flush()
        add_results(experiment, items, failed, waiting, outputs)
        for position, values in enumerate(scores.values(), 1):
            assert len(values) == n
            left_out = {*failed, *waiting}
            add_scores(experiment, items, position, values, left_out, passes)
    return experiment


def add_results(
    experiment: Experiment,
    items: Items,
    failed: Collection[int],
    waiting: Collection[int],
    outputs: Sequence[Any] | None,
) -> None:
    trials, n = experiment.trials, len(items.ids) * experiment.trials
    status = ["succeeded"] * n
    for place in failed:
        status[place] = "failed"
    for place in waiting:
        status[place] = "waiting"
    said = outputs or [f"answer {place}" for place in range(n)]
    known = [compact_json(one) if status[i] == "succeeded" else None for i, one in enumerate(said)]
    add_rows(
        ADD_RESULTS,
        {"experiment": experiment.id, "project": experiment.project_id},
        ids=[id_ for id_ in items.ids for _ in range(trials)],
        keys=[key for key in items.keys for _ in range(trials)],
        places=[i // trials + 1 for i in range(n)],
        trials=[i % trials + 1 for i in range(n)],
        statuses=status,
        outputs=known,
    )


def add_scores(
    experiment: Experiment,
    items: Items,
    position: int,
    values: Sequence[Score],
    left_out: Collection[int],
    passes: bool,
) -> None:
    trials = experiment.trials
    kept = [i for i in range(len(values)) if i not in left_out]
    given = [values[i] for i in kept]
    known = [None if value is None else float(value) for value in given]
    add_rows(
        ADD_SCORES,
        {
            "experiment": experiment.id,
            "project": experiment.project_id,
            "evaluator": position,
        },
        ids=[items.ids[i // trials] for i in kept],
        trials=[i % trials + 1 for i in kept],
        values=known,
        passed=[None if one is None or not passes else one >= 0.5 for one in known],
    )


def add_rows(statement: str, place: dict[str, Any], **columns: list[Any]) -> None:
    n = len(next(iter(columns.values())))
    with driver_cursor() as cursor:
        for start in range(0, n, AT_ONCE):
            some = {name: column[start : start + AT_ONCE] for name, column in columns.items()}
            cursor.execute(statement, {**place, **some})
