"""Handing a job over by name: procrastinate, its tables in schema `jobs`."""

from __future__ import annotations

from typing import Any

import procrastinate
from sqlalchemy import make_url

OPTIONS = "-c search_path=jobs,public -c timezone=UTC"
CONNECTIONS = 4
PATIENCE_S = 5
"""How long a worker waits for a connection; shorter than what it is given to end in."""


def connector(database_url: str) -> procrastinate.PsycopgConnector:
    """A connector of the queue's own; what it writes is not part of anybody's transaction."""
    url = make_url(database_url)
    options = {"options": OPTIONS, "application_name": "promptside worker"}
    return procrastinate.PsycopgConnector(
        conninfo=url.set(drivername="postgresql").render_as_string(hide_password=False),
        kwargs=options,
        # None at first: without the database, opening would wait for half a minute.
        min_size=0,
        max_size=CONNECTIONS,
        timeout=PATIENCE_S,
    )


def make_queue(database_url: str) -> procrastinate.App:
    return procrastinate.App(connector=connector(database_url))


def enqueue(queue: procrastinate.App, job: str, **arguments: Any) -> None:
    """Hand over a job after the commit of what it is about; equal jobs waiting are one."""
    queue.configure_task(name=job, queueing_lock=job if not arguments else None).defer(**arguments)
