"""How the queue is doing: what waits, who works."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import DateTime, Select, column, func, literal_column, select, table

from app.db import db, now
from app.errors import NotFound
from app.services import policy
from app.services.lists.jobs import LISTING, due, event, job
from app.services.paging import COUNT_CAP
from app.services.policy import Caller

ALIVE = timedelta(seconds=60)

worker = table("procrastinate_workers", column("last_heartbeat", DateTime(True)), schema="jobs")


class NoSuchJob(NotFound):
    """The queue does not know that number."""


@dataclass(frozen=True)
class QueueState:
    waiting: int
    """Jobs that could run now; one more than the cap for all that are more."""
    oldest: datetime | None
    workers: int
    seen_at: datetime | None


def queue_state(caller: Caller) -> QueueState:
    policy.require(caller, policy.OPERATE)
    waiting: Select[Any] = (
        select(literal_column("1")).select_from(job).where(due()).limit(COUNT_CAP + 1)
    )
    first = (
        select(func.min(event.c.at))
        .join(job, job.c.id == event.c.job_id)
        .where(due())
        .scalar_subquery()
    )
    alive = worker.c.last_heartbeat > now() - ALIVE
    row = db.session.execute(
        select(
            select(func.count()).select_from(waiting.subquery()).scalar_subquery(),
            first,
            select(func.count()).where(alive).select_from(worker).scalar_subquery(),
            select(func.max(worker.c.last_heartbeat)).scalar_subquery(),
        )
    ).one()
    return QueueState(*row)


def get_job(caller: Caller, number: int) -> tuple[Any, list[Any]]:
    """A job as its list shows it, and what happened to it, oldest first."""
    policy.require(caller, policy.OPERATE)
    query = select(*LISTING.columns).where(job.c.id == number)
    row = db.session.execute(query).first()
    if row is None:
        raise NoSuchJob(f"There is no job {number}.")
    events = select(event.c.type, event.c.at).where(event.c.job_id == number)
    return row, list(db.session.execute(events.order_by(event.c.at, event.c.id).limit(100)))
