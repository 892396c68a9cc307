"""How an experiment ends: every result is over, or it was stopped."""

from __future__ import annotations

import logging
from typing import Any
from uuid import UUID

from sqlalchemy import text

from app.db import db, now
from app.models import Experiment
from app.models.experiments import CANCELLED, FINISHED
from app.services.experiments.totals import write_last_totals

log = logging.getLogger(__name__)

BUDGET = "budget"
"""The reason of an experiment that has cost as much as it may."""

OF_IT = "project_id = :project_id AND experiment_id = :experiment_id"
IS_OPEN = text(f"""
    SELECT EXISTS (SELECT 1 FROM experiment_results
                   WHERE {OF_IT} AND status IN ('waiting', 'running'))
""")  # noqa: S608
IS_WORKED_AT = text(f"""
    SELECT EXISTS (SELECT 1 FROM experiment_results
                   WHERE {OF_IT} AND status = 'running' AND due_at > statement_timestamp())
""")  # noqa: S608
LET_GO = text(f"""
    UPDATE experiment_results SET status = 'waiting' WHERE {OF_IT} AND status = 'running'
""")  # noqa: S608
# What models cost is in the runs, those of judges among them; of recorded outputs it was told.
ADD_UP = text(f"""
    UPDATE experiments SET
        done_count = found.done, failed_count = found.failed,
        cost_usd = found.cost + (SELECT coalesce(sum(cost_usd), 0) FROM runs
                                 WHERE project_id = :project_id AND group_id = :experiment_id)
    FROM (SELECT count(*) FILTER (WHERE status IN ('succeeded', 'failed')) AS done,
                 count(*) FILTER (WHERE status = 'failed') AS failed,
                 coalesce(sum(cost_usd) FILTER (WHERE run_id IS NULL), 0) AS cost
          FROM experiment_results WHERE {OF_IT}) AS found
    WHERE project_id = :project_id AND id = :experiment_id
""")  # noqa: S608


def settle(experiment: Experiment) -> bool:
    """Whether it is over, or is now that nothing is left to do. Its row is locked."""
    if experiment.is_over:
        return True
    place = place_of(experiment)
    if not db.session.scalar(IS_OPEN, place):
        end(experiment, FINISHED)
    elif is_spent(experiment) and not db.session.scalar(IS_WORKED_AT, place):
        end(experiment, CANCELLED, BUDGET)
    return experiment.is_over


def is_spent(experiment: Any) -> bool:
    return experiment.budget_usd is not None and experiment.cost_usd >= experiment.budget_usd


def end(experiment: Experiment, status: str, reason: str | None = None) -> None:
    """For good, with what it came to. What is not done by then stays as it is, and waits for
    nobody.
    """
    experiment.status, experiment.ended_at, experiment.stop_reason = status, now(), reason
    db.session.flush()
    place = place_of(experiment)
    db.session.execute(LET_GO, place)
    db.session.execute(ADD_UP, place)
    try:
        with db.session.begin_nested():
            write_last_totals(experiment)
    except Exception:
        # Or it would never end.
        log.exception("what an experiment came to cannot be added up")
    db.session.refresh(experiment)


def place_of(experiment: Experiment) -> dict[str, UUID]:
    return {"project_id": experiment.project_id, "experiment_id": experiment.id}
