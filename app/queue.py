"""Handing a job over by name: procrastinate, its tables in schema `jobs`."""

from __future__ import annotations

import logging
import threading
from contextlib import suppress
from typing import Any

import procrastinate
import psycopg
from procrastinate.exceptions import AlreadyEnqueued, ConnectorException
from procrastinate.jobs import JobDeferrer
from sqlalchemy import make_url

log = logging.getLogger(__name__)

# It says at every start, of every command, that the library's own tasks were added.
logging.getLogger("procrastinate.blueprints").setLevel(logging.WARNING)

OPTIONS = "-c search_path=jobs,public -c timezone=UTC"
CONNECTIONS = 4
PATIENCE_S = 5
"""How long a worker waits for a connection; shorter than what it is given to end in."""

SENDING_CONNECTIONS = 2
SENDING_PATIENCE_S = 2


def connector(database_url: str) -> procrastinate.PsycopgConnector:
    """A connector of the queue's own; what it writes is not part of anybody's transaction."""
    return procrastinate.PsycopgConnector(
        **connection(database_url, "promptside worker"),
        # None at first: without the database, opening would wait for half a minute.
        min_size=0,
        max_size=CONNECTIONS,
        timeout=PATIENCE_S,
    )


def connection(database_url: str, name: str) -> dict[str, Any]:
    url = make_url(database_url)
    return {
        "conninfo": url.set(drivername="postgresql").render_as_string(hide_password=False),
        "kwargs": {"options": OPTIONS, "application_name": name},
    }


def make_queue(database_url: str) -> procrastinate.App:
    return procrastinate.App(connector=connector(database_url))


def enqueue(queue: procrastinate.App, job: str, *, priority: int = 0, **arguments: Any) -> None:
    """Hand over a job after the commit of what it is about; equal jobs waiting are one."""
    with suppress(AlreadyEnqueued):
        described(queue, job, priority, arguments).defer(**arguments)


async def enqueue_async(
    queue: procrastinate.App, job: str, *, priority: int = 0, **arguments: Any
) -> None:
    """The same within a worker."""
    with suppress(AlreadyEnqueued):
        await described(queue, job, priority, arguments).defer_async(**arguments)


def described(
    queue: procrastinate.App, job: str, priority: int, arguments: dict[str, Any]
) -> JobDeferrer:
    lock = lock_of(job, **arguments)
    return queue.configure_task(name=job, priority=priority, queueing_lock=lock)


def lock_of(job: str, **arguments: Any) -> str:
    """What equal jobs have in common; only one of them waits at a time."""
    return " ".join([job, *map(str, arguments.values())])


class Sender:
    """For processes that hand jobs over and run none. It connects when there is a first one."""

    def __init__(self, database_url: str) -> None:
        self.connector = procrastinate.SyncPsycopgConnector(
            **connection(database_url, "promptside queue"),
            min_size=0,
            max_size=SENDING_CONNECTIONS,
            num_workers=1,
            timeout=SENDING_PATIENCE_S,
        )
        self.queue = procrastinate.App(connector=self.connector)
        self.opening = threading.Lock()

    def enqueue(self, job: str, **options: Any) -> bool:
        """Whether it was handed over. If not the log tells, and nothing is raised: what must not
        be lost is found in its own table by whoever sweeps there.
        """
        try:
            with self.opening:
                self.queue.open()
            enqueue(self.queue, job, **options)
        except (ConnectorException, psycopg.OperationalError) as error:
            log.warning("a job was not handed over: %s", error.__cause__ or error)
            return False
        return True

    def close(self) -> None:
        self.queue.close()
