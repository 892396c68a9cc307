"""What the worker runs; a file a noun."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

import procrastinate
from flask import Flask

from app.jobs import housekeeping


def register(queue: procrastinate.App, app: Flask) -> None:
    """Teach a queue every job, each to be run within the application's context."""
    housekeeping.register(queue, within(app))


def within(app: Flask) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    def decorate(job: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(job)
        def run(*args: Any, **kwargs: Any) -> Any:
            with app.app_context():
                return job(*args, **kwargs)

        return run

    return decorate
