"""Runs, asked for by the services and carried out without a worker."""

from __future__ import annotations

import threading
from typing import Any

from flask import current_app
from sqlalchemy import text

from app.db import db, transaction
from app.models import Run
from app.services import policy, runs
from app.services.policy import Caller
from app.services.runs.executing import execute
from tests.factories.access import the_system

DUE = text("UPDATE runs SET due_at = clock_timestamp() WHERE id = :id AND due_at IS NOT NULL")


def ask_for_run(content: str = "Hi", caller: Caller | None = None, **fields: Any) -> Run:
    """A draft's, unless a prompt is named."""
    if not {"prompt_name", "messages"} & fields.keys():
        fields["content"] = content
    with transaction():
        return runs.create_run(caller or the_system(), **fields)


def carried_out(run: Run, stop: threading.Event | None = None) -> Run:
    """One attempt, as a worker would make it that finds the run due."""
    project_id, run_id = run.project_id, run.id
    settings = current_app.extensions["settings"]
    execute(project_id, run_id, settings, stop or threading.Event())
    return as_it_is(run_id, project_id)


def as_it_is(run_id: Any, project_id: Any) -> Run:
    return runs.get_run(policy.system(project_id), run_id)


def make_due(run: Run) -> None:
    """As if the pause, or the worker's time, were over."""
    with transaction():
        policy.require(policy.system(run.project_id), policy.READ)
        db.session.execute(DUE, {"id": run.id})


def run_out(run: Run) -> Run:
    """Attempt after attempt until it is over."""
    done = carried_out(run)
    while not done.is_over:
        make_due(done)
        done = carried_out(done)
    return done
