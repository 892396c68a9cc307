"""`flask worker`: what runs the jobs."""

from __future__ import annotations

import asyncio
import logging
import sys
from datetime import timedelta

import click
import procrastinate
from flask import current_app
from flask.cli import with_appcontext

from app import jobs
from app.cli.readiness import worker_reports
from app.db import now
from app.migrating import app_url, check_schema
from app.queue import make_queue
from app.settings import Settings

CONCURRENCY = 4
PATIENCE = 15
"""Seconds that running jobs get to end when the worker is told to stop."""


@click.command()
@click.option("--check", is_flag=True, help="Only tell, by the exit code, whether one is running.")
@with_appcontext
def worker(check: bool) -> None:
    """Run jobs until told to stop."""
    settings = Settings.from_env()
    if check:
        sys.exit(0 if worker_reports(now() - timedelta(seconds=60)) else 1)
    logging.basicConfig(
        level=settings.log_level.upper(), format="%(levelname)s %(name)s %(message)s"
    )
    if settings.log_level != "debug":
        # It says several lines about every job, one of them each minute.
        logging.getLogger("procrastinate").setLevel(logging.WARNING)
    check_schema(settings)
    queue = make_queue(app_url(settings))
    jobs.register(queue, current_app._get_current_object())  # type: ignore[attr-defined]
    asyncio.run(run(queue))


async def run(queue: procrastinate.App) -> None:
    async with queue.open_async():
        await queue.run_worker_async(
            concurrency=CONCURRENCY, shutdown_graceful_timeout=PATIENCE, delete_jobs="never"
        )
