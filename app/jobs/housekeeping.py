"""What nobody asks for and everybody needs: what is old goes, stalled jobs start again."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

import procrastinate
from procrastinate.exceptions import ConnectorException

from app.db import transaction
from app.services import idempotency
from app.services.access import attempts, limits, sessions
from app.services.access.projects import all_projects
from app.services.runs import due

log = logging.getLogger(__name__)

EVERY_TEN_MINUTES = "*/10 * * * *"
EVERY_MINUTE = "* * * * *"
KEPT_HOURS = 7 * 24


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
            try:
                await context.app.job_manager.retry_job(job)
            except ConnectorException as error:
                # An equal one waits already, or it has ended meanwhile; the next minute shows.
                log.info("job %s cannot start again: %s", job.id, error.__cause__ or error)

    @queue.periodic(cron=EVERY_TEN_MINUTES)
    @queue.task(
        name="housekeeping.delete_old_jobs",
        queueing_lock="housekeeping.delete_old_jobs",
        pass_context=True,
    )
    async def delete_old_jobs(context: Any, timestamp: int) -> None:
        """What is over is kept for a week, to be looked at."""
        await context.app.job_manager.delete_old_jobs(
            KEPT_HOURS, include_failed=True, include_cancelled=True, include_aborted=True
        )


def delete_expired(timestamp: int) -> None:
    """Sessions past their time, answers kept for requests sent twice, counts that are over."""
    with transaction():
        ended = sessions.delete_expired()
        freed = attempts.delete_expired() + limits.delete_expired()
        projects = all_projects()
    forgotten = pieces = 0
    for project_id in projects:
        with transaction():
            forgotten += idempotency.delete_expired(project_id)
            pieces += due.delete_old_pieces(project_id)
    log.info(
        "deleted %d expired sessions, %d idempotency keys, %d counts, %d pieces of answers",
        *(ended, forgotten, freed, pieces),
    )
