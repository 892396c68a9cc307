"""Handing jobs over to the worker, once what they are about is committed."""

from __future__ import annotations

from functools import partial
from typing import Any

from flask import current_app

from app.db import after_commit
from app.models import Experiment, Run
from app.queue import Sender
from app.services.experiments import due as due_experiments
from app.services.runs.due import EXECUTE, PRIORITY


def hand_over(job: str, **options: Any) -> None:
    sender: Sender = current_app.extensions["queue"]
    after_commit(partial(sender.enqueue, job, **options))


def hand_over_run(run: Run) -> None:
    """A run that waits; of one that is over there is nothing left to do."""
    if not run.is_over:
        named = {"project_id": str(run.project_id), "run_id": str(run.id)}
        hand_over(EXECUTE, priority=PRIORITY, **named)


def hand_over_experiment(experiment: Experiment) -> None:
    named = {"project_id": str(experiment.project_id), "experiment_id": str(experiment.id)}
    hand_over(due_experiments.RUN, priority=due_experiments.PRIORITY, **named)
