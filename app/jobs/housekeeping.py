"""What nobody asks for and everybody needs: expired rows go, stalled jobs start again."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

import procrastinate

from app.db import transaction
from app.services import idempotency
from app.services.access import sessions

log = logging.getLogger(__name__)

EVERY_TEN_MINUTES = "*/10 * * * *"
EVERY_MINUTE = "* * * * *"


def register(queue: procrastinate.App, within: Callable[..., Any]) -> None:
    queue.periodic(cron=EVERY_TEN_MINUTES)(
        queue.task(name="housekeeping.delete_expired", queueing_lock="housekeeping.delete_expired")(
            within(delete_expired)
        )
    )

    @queue.periodic(cron=EVERY_MINUTE)
    @queue.task(
        name="housekeeping.retry_stalled",
        queueing_lock="housekeeping.retry_stalled",
        pass_context=True,
    )
    async def retry_stalled(context: Any, timestamp: int) -> None:
        """A job whose worker was killed is left `doing`; give it to a living one."""
        for job in await context.app.job_manager.get_stalled_jobs():
            await context.app.job_manager.retry_job(job)


def delete_expired(timestamp: int) -> None:
    """Sessions past their time, and answers kept for requests sent twice."""
    with transaction():
        ended, forgotten = sessions.delete_expired(), idempotency.delete_expired()
    log.info("deleted %d expired sessions, %d idempotency keys", ended, forgotten)
