"""Carrying out experiments, and taking up those that could do with one more worker."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any
from uuid import UUID

import procrastinate

from app.db import transaction
from app.jobs.runs import AWAY
from app.queue import enqueue_async
from app.services.experiments.due import PRIORITY, RUN, due_experiments
from app.services.experiments.executing import Wishes, work_at
from app.web.settings import settings_of_app

log = logging.getLogger(__name__)

MOST_AT_ONCE = 4
"""Each makes many calls at once. Those after them wait for other workers, or their turn."""
PAUSE_S = 1.0


class Places:
    """Which experiments this worker is at."""

    def __init__(self) -> None:
        self.taken: set[UUID] = set()

    @property
    def are_taken(self) -> bool:
        return len(self.taken) >= MOST_AT_ONCE

    def take(self, experiment_id: UUID) -> bool:
        if self.are_taken or experiment_id in self.taken:
            return False
        self.taken.add(experiment_id)
        return True


places = Places()
no_more = threading.Event()
"""Set when the worker is told to end: nothing is begun from then on."""


def register(queue: procrastinate.App, within: Callable[..., Any]) -> None:
    """An asynchronous job, since those are told when the worker is to end."""
    threads = ThreadPoolExecutor(MOST_AT_ONCE, "experiment")

    @queue.task(name=RUN, priority=PRIORITY)
    async def run_experiment(project_id: str, experiment_id: str) -> None:
        # Another worker, or this one when it has room, finds what is left alone here.
        if not places.take(UUID(experiment_id)):
            return
        wishes = Wishes(no_more)
        work = asyncio.get_running_loop().run_in_executor(
            threads, within(carry_out), UUID(project_id), UUID(experiment_id), wishes
        )
        try:
            await asyncio.shield(work)
        except asyncio.CancelledError:
            wishes.stop.set()
            await work
            raise
        finally:
            places.taken.discard(UUID(experiment_id))


def carry_out(project_id: UUID, experiment_id: UUID, wishes: Wishes) -> None:
    work_at(project_id, experiment_id, settings_of_app(), wishes)


async def keep_taking_up(queue: procrastinate.App, within: Callable[..., Any]) -> None:
    """Until cancelled. Any number of workers may do this at once: equal jobs waiting are one."""
    is_away = False
    while True:
        try:
            if not places.are_taken:
                look = partial(within(find_due), frozenset(places.taken))
                for project_id, experiment_id in await asyncio.to_thread(look):
                    named = {"project_id": str(project_id), "experiment_id": str(experiment_id)}
                    await enqueue_async(queue, RUN, priority=PRIORITY, **named)
            is_away = False
        except AWAY as error:
            if not is_away:
                log.warning("no experiment is taken up until the database answers: %s", error)
            is_away = True
        except Exception:
            log.exception("experiments that nobody is at cannot be taken up")
        await asyncio.sleep(PAUSE_S)


def find_due(besides: frozenset[UUID]) -> list[tuple[UUID, UUID]]:
    with transaction():
        return due_experiments(besides)
