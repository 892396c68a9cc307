"""What the worker runs; a file a noun."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

import procrastinate
from flask import Flask

from app.jobs import audit, housekeeping


def register(queue: procrastinate.App, app: Flask) -> None:
    """Teach a queue every job, each to be run within the application's context."""
    for noun in (audit, housekeeping):
        noun.register(queue, within(app))


async def run_beside(app: Flask) -> None:
    """What a worker does all the time, beside the jobs; until cancelled."""
    await audit.keep_sealing(within(app))


def within(app: Flask) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    def decorate(job: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(job)
        def run(*args: Any, **kwargs: Any) -> Any:
            with app.app_context():
                return job(*args, **kwargs)

        return run

    return decorate
