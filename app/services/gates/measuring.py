"""What an experiment shows: a mean over every result, and how it stands to another's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import numpy as np
from sqlalchemy import text

from app.db import db
from app.models import Experiment
from app.services.gates.fitting import Yardstick
from app.statistics.paired import compare_pairs

# A result without a value, for whatever reason, is an error, and an error is the worst there is.
VALUES = """
    SELECT r.item_id, r.status,
           CASE WHEN r.status = 'succeeded' AND s.error IS NULL THEN s.value END AS value
    FROM experiment_results r
    JOIN experiment_evaluators e
      ON e.experiment_id = r.experiment_id AND e.evaluator_id = :evaluator AND e.version = :version
    LEFT JOIN result_scores s
      ON s.experiment_id = r.experiment_id AND s.evaluator = e.position
     AND s.item_id = r.item_id AND s.trial = r.trial
    WHERE r.experiment_id = {experiment}
"""
MEAN = text(f"""
    SELECT count(*) FILTER (WHERE status IN ('succeeded', 'failed')),
           count(*) FILTER (WHERE value IS NULL),
           avg(coalesce(value, :worst))
    FROM ({VALUES.format(experiment=":experiment")}) AS v
""")  # noqa: S608 - ours, without values
PAIRS = text(f"""
    SELECT candidate.mean, baseline.mean
    FROM (SELECT item_id, avg(coalesce(value, :worst)) AS mean
          FROM ({VALUES.format(experiment=":candidate")}) AS c GROUP BY item_id) AS candidate
    JOIN (SELECT item_id, avg(coalesce(value, :worst)) AS mean
          FROM ({VALUES.format(experiment=":baseline")}) AS b GROUP BY item_id) AS baseline
      USING (item_id)
    ORDER BY item_id
""")  # noqa: S608 - ours, without values


@dataclass(frozen=True)
class Shown:
    """Over every result; errors count as the worst value."""

    results: int
    errors: int
    mean: float


def shown_by(experiment: Experiment, evaluator: Yardstick) -> Shown:
    """`results` counts those that are over."""
    row = db.session.execute(MEAN, {"experiment": experiment.id, **asked(evaluator)}).one()
    worst = evaluator.worst
    return Shown(row[0], row[1], worst if row[2] is None else float(row[2]))


def worst_drop(candidate_id: UUID, baseline_id: UUID, evaluator: Yardstick) -> float | None:
    """How much worse, at 95 %, the candidate may be than the baseline on the items of both, as a
    comparison of the two says it: the lower end of the interval of the mean difference, below 0
    where it may be worse. None says that there are too few items to tell.
    """
    ids = {"candidate": candidate_id, "baseline": baseline_id}
    rows = db.session.execute(PAIRS, ids | asked(evaluator))
    pairs = np.array([tuple(row) for row in rows], dtype=np.float64).reshape(-1, 2)
    interval = compare_pairs(pairs[:, 1], pairs[:, 0]).interval
    if interval is None:
        return None
    return interval.low if evaluator.is_higher_better else -interval.high


def asked(evaluator: Yardstick) -> dict[str, Any]:
    return {
        "evaluator": evaluator.id,
        "version": evaluator.version,
        "worst": evaluator.worst,
    }
