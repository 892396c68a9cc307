"""`flask worker`: what runs the jobs."""

from __future__ import annotations

import asyncio
import logging
import signal
import sys
from contextlib import suppress
from datetime import timedelta

import click
import procrastinate
import psycopg
from flask import Flask, current_app
from flask.cli import with_appcontext
from flask.logging import default_handler
from procrastinate.exceptions import ConnectorException

from app import jobs
from app.cli.readiness import database_time, worker_reports
from app.logs import configure
from app.migrating import app_url, check_schema
from app.queue import make_queue
from app.settings import Settings

log = logging.getLogger(__name__)

CONCURRENCY = 20
"""Jobs at once, most of which wait for models."""
PATIENCE = 15
"""Seconds that running jobs get to end when the worker is told to stop."""
PAUSE_S = 1
SIGNALS = (signal.SIGINT, signal.SIGTERM)


@click.command()
@click.option("--check", is_flag=True, help="Only tell, by the exit code, whether one is running.")
@with_appcontext
def worker(check: bool) -> None:
    """Run jobs until told to stop."""
    settings = Settings.from_env()
    if check:
        sys.exit(0 if worker_reports(database_time() - timedelta(seconds=60)) else 1)
    configure(settings.log_level, settings.log_format)
    # Flask's own would write each line of ours a second time.
    current_app.logger.removeHandler(default_handler)
    if settings.log_level != "debug":
        # It says several lines about every job, one of them each minute.
        logging.getLogger("procrastinate").setLevel(logging.WARNING)
    check_schema(settings)
    queue = make_queue(app_url(settings))
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    jobs.register(queue, app)
    jobs.begin(app)
    asyncio.run(run_all(app, queue, settings))


async def run_all(app: Flask, queue: procrastinate.App, settings: Settings) -> None:
    """The jobs, and beside them what never ends by itself."""
    beside = asyncio.create_task(jobs.run_beside(queue, app))
    try:
        await run(queue, settings)
    finally:
        beside.cancel()
        with suppress(asyncio.CancelledError):
            await beside


async def run(queue: procrastinate.App, settings: Settings) -> None:
    """Work until a signal comes, again and again: what goes wrong in the database ends a run."""
    this = asyncio.current_task()
    assert this is not None
    for number in SIGNALS:
        asyncio.get_running_loop().add_signal_handler(number, stop, this)
    with suppress(asyncio.CancelledError):
        while not this.cancelling():
            await work(queue)
            await asyncio.sleep(PAUSE_S)
            # It may have come back at another schema.
            await asyncio.to_thread(check_schema, settings)


def stop(task: asyncio.Task[None]) -> None:
    """Let running jobs end; a second signal waits for nothing."""
    for number in SIGNALS:
        asyncio.get_running_loop().remove_signal_handler(number)
    jobs.begin_no_more()
    task.cancel()


async def work(queue: procrastinate.App) -> None:
    """Until cancelled, or until the database goes away."""
    try:
        await queue.open_async()
        await queue.run_worker_async(
            concurrency=CONCURRENCY,
            shutdown_graceful_timeout=PATIENCE,
            delete_jobs="never",
            install_signal_handlers=False,
        )
    except (ConnectorException, psycopg.OperationalError) as error:
        log.warning("the database is away, the worker tries again: %s", error.__cause__ or error)
    else:
        log.warning("the worker ended by itself and tries again")
    finally:
        # A pool that could not be opened is closed, and would stay so.
        await queue.close_async()
