"""Cancelling experiments, and deleting them."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import delete, select

from app.db import db, now
from app.errors import Conflict
from app.models import Experiment, Score
from app.models.experiments import CANCELLED
from app.services import policy
from app.services.access.names import put_authors
from app.services.experiments.asking import facts_of, record
from app.services.experiments.ending import end
from app.services.experiments.reading import NoSuchExperiment, show
from app.services.policy import Caller

BY_REQUEST = "cancelled"


class ExperimentIsOver(Conflict):
    """There is nothing to cancel any more."""


def cancel_experiment(caller: Caller, experiment_id: UUID) -> Experiment:
    """At once: no model is waited for, and workers that are at it hang up within a second.

    Cancelling twice changes nothing.
    """
    policy.require(caller, policy.WRITE)
    experiment = find_locked(caller, experiment_id, key_share=True)
    if experiment.is_over and experiment.status != CANCELLED:
        raise ExperimentIsOver(
            f"The experiment is {experiment.status} already; there is nothing to cancel."
        )
    if not experiment.is_over:
        before, experiment.cancel_requested_at = experiment.status, now()
        end(experiment, CANCELLED, BY_REQUEST)
        changes = {"status": [before, CANCELLED]}
        record(caller, "experiment.cancelled", experiment, changes)
    put_authors([experiment])
    return show(caller, experiment)


def delete_experiment(caller: Caller, experiment_id: UUID) -> None:
    """With its results and scores; its runs stay. By an admin, or who made it.

    A release that looks at it meanwhile is waited for.
    """
    policy.require(caller, policy.ADMIN if policy.may(caller, policy.ADMIN) else policy.WRITE)
    experiment = find_locked(caller, experiment_id)
    if experiment.created_by != caller.actor:
        policy.require(caller, policy.ADMIN)
    changes = {name: [value, None] for name, value in facts_of(experiment).items()}
    record(caller, "experiment.deleted", experiment, changes)
    db.session.execute(
        delete(Score).where(Score.project_id == caller.project_id, Score.shard_id == experiment.id)
    )
    db.session.delete(experiment)
    db.session.flush()


def find_locked(caller: Caller, experiment_id: UUID, *, key_share: bool = False) -> Experiment:
    experiment = db.session.scalar(
        select(Experiment)
        .where(Experiment.project_id == caller.project_id, Experiment.id == experiment_id)
        .with_for_update(key_share=key_share)
        .execution_options(populate_existing=True)
    )
    if experiment is None:
        raise NoSuchExperiment(f"There is no experiment {experiment_id} here.")
    return experiment
