"""What the worker runs; a file a noun."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import wraps
from typing import Any

import procrastinate
from flask import Flask

from app.jobs import audit, experiments, housekeeping, runs, telemetry


def register(queue: procrastinate.App, app: Flask) -> None:
    """Teach a queue every job, each to be run within the application's context."""
    for noun in (audit, experiments, housekeeping, runs, telemetry):
        noun.register(queue, within(app))


def begin(app: Flask) -> None:
    """What a worker does before anything else."""
    within(app)(telemetry.make_days)()


def begin_no_more() -> None:
    """What a worker does when it is told to end: those that last long end what they are at."""
    experiments.no_more.set()


async def run_beside(queue: procrastinate.App, app: Flask) -> None:
    """What a worker does all the time, beside the jobs; until cancelled."""
    await asyncio.gather(
        audit.keep_sealing(within(app)),
        runs.keep_taking_up(queue, within(app)),
        experiments.keep_taking_up(queue, within(app)),
    )


def within(app: Flask) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    def decorate(job: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(job)
        def run(*args: Any, **kwargs: Any) -> Any:
            with app.app_context():
                return job(*args, **kwargs)

        return run

    return decorate
