"""Keeping what applications did: tables of days ahead, sums, and an end to what is old."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

import procrastinate

from app.db import transaction
from app.errors import Unavailable
from app.services import retention, traces
from app.services.usage.adding_up import add_up_an_hour, stale_projects

log = logging.getLogger(__name__)

EVERY_MINUTE = "* * * * *"
EVERY_HOUR = "17 * * * *"
EVERY_NIGHT = "23 3 * * *"
LONGEST_S = 50
"""Less than the minute after which the next one begins."""


def register(queue: procrastinate.App, within: Callable[..., Any]) -> None:
    for name, cron, job in (
        ("telemetry.add_up", EVERY_MINUTE, add_up),
        ("telemetry.make_days", EVERY_HOUR, make_days),
        ("telemetry.apply_retention", EVERY_NIGHT, apply_retention),
    ):
        queue.periodic(cron=cron)(queue.task(name=name, queueing_lock=name)(within(job)))


def add_up(timestamp: int = 0) -> None:
    """Of each project in turn an hour, the newest first, until the time is over or all were met.

    An hour into which spans still come is stale again at once: it waits for the next minute.
    """
    ends_at = time.monotonic() + LONGEST_S
    with transaction():
        left: dict[UUID, datetime | None] = dict.fromkeys(stale_projects())
    while left:
        for project_id, before in list(left.items()):
            if time.monotonic() > ends_at:
                log.info("more hours are stale than a minute is enough for")
                return
            with transaction():
                hour = add_up_an_hour(project_id, before)
            if hour is None:
                del left[project_id]
            else:
                left[project_id] = hour


def make_days(timestamp: int = 0) -> None:
    """Also what came before its day had a table moves there."""
    try:
        with transaction():
            made = traces.make_days()
    except Unavailable as busy:
        log.info("the next hour makes the days to come: %s", busy)
        return
    if made:
        log.info("made tables of %d days", made)


def apply_retention(timestamp: int = 0) -> None:
    for gone in retention.apply_retention():
        log.info("retention deleted %s of %s", gone.count or "all", gone)
