"""Carrying out runs, and taking up those that nobody is at."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID

import procrastinate
import psycopg
from procrastinate.exceptions import AppNotOpen, ConnectorException
from sqlalchemy.exc import SQLAlchemyError

from app.db import transaction
from app.errors import DomainError
from app.queue import enqueue_async
from app.services.runs.due import EXECUTE, PRIORITY, due_runs
from app.services.runs.executing import execute
from app.web.settings import settings_of_app

log = logging.getLogger(__name__)

MOST_AT_ONCE = 16
"""They wait for models nearly all the time."""
PAUSE_S = 1.0
AWAY = (SQLAlchemyError, DomainError, ConnectorException, AppNotOpen, psycopg.OperationalError)


def register(queue: procrastinate.App, within: Callable[..., Any]) -> None:
    """An asynchronous job, since those are told when the worker is to end."""
    threads = ThreadPoolExecutor(MOST_AT_ONCE, "run")

    @queue.task(name=EXECUTE, priority=PRIORITY)
    async def execute_run(project_id: str, run_id: str) -> None:
        stop = threading.Event()
        work = asyncio.get_running_loop().run_in_executor(
            threads, within(carry_out), UUID(project_id), UUID(run_id), stop
        )
        try:
            await asyncio.shield(work)
        except asyncio.CancelledError:
            stop.set()
            await work
            raise


def carry_out(project_id: UUID, run_id: UUID, stop: threading.Event) -> None:
    execute(project_id, run_id, settings_of_app(), stop)


async def keep_taking_up(queue: procrastinate.App, within: Callable[..., Any]) -> None:
    """Until cancelled. Any number of workers may do this at once: equal jobs waiting are one."""
    look, is_away = within(find_due), False
    while True:
        try:
            for project_id, run_id in await asyncio.to_thread(look):
                named = {"project_id": str(project_id), "run_id": str(run_id)}
                await enqueue_async(queue, EXECUTE, priority=PRIORITY, **named)
            is_away = False
        except AWAY as error:
            if not is_away:
                log.warning("no run is taken up until the database answers: %s", error)
            is_away = True
        except Exception:
            log.exception("runs that nobody is at cannot be taken up")
        await asyncio.sleep(PAUSE_S)


def find_due() -> list[tuple[UUID, UUID]]:
    with transaction():
        return due_runs()
