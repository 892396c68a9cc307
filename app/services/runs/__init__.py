"""Runs: asked for, carried out by a worker, reported, found and followed."""

from app.services.runs.asking import create_run
from app.services.runs.cancelling import RunIsOver, cancel_run
from app.services.runs.checks import MissingVariables
from app.services.runs.following import Delta, End, NoSuchGroup, Quiet, follow_group
from app.services.runs.reading import NoSuchRun, get_run, list_runs
from app.services.runs.reporting import record_run
from app.services.runs.waiting import awaited, wait_for_end

__all__ = [
    "Delta",
    "End",
    "MissingVariables",
    "NoSuchGroup",
    "NoSuchRun",
    "Quiet",
    "RunIsOver",
    "awaited",
    "cancel_run",
    "create_run",
    "follow_group",
    "get_run",
    "list_runs",
    "record_run",
    "wait_for_end",
]
