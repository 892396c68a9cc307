"""The queue's jobs as a list. The tables are the library's; nothing here writes to them."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    DateTime,
    Integer,
    Text,
    cast,
    column,
    func,
    or_,
    select,
    table,
)
from sqlalchemy.dialects.postgresql import ENUM, JSONB
from sqlalchemy.sql.elements import ColumnElement

from app.services.lists.listing import Facet, Kind, Listing, like

STATES = {
    "todo": "Waiting",
    "doing": "Running",
    "succeeded": "Succeeded",
    "failed": "Failed",
    "cancelled": "Cancelled",
    "aborted": "Aborted",
}

job = table(
    "procrastinate_jobs",
    column("id", BigInteger),
    column("queue_name", Text),
    column("task_name", Text),
    column("priority", Integer),
    column("lock", Text),
    column("args", JSONB),
    column("status", ENUM(*STATES, name="procrastinate_job_status", schema="jobs")),
    column("scheduled_at", DateTime(timezone=True)),
    column("attempts", Integer),
    schema="jobs",
)
event = table(
    "procrastinate_events",
    column("id", BigInteger),
    column("job_id", BigInteger),
    column("type", Text),
    column("at", DateTime(timezone=True)),
    schema="jobs",
)

begun = select(func.min(event.c.at)).where(event.c.job_id == job.c.id).scalar_subquery()
ended = select(func.max(event.c.at)).where(event.c.job_id == job.c.id).scalar_subquery()
status = cast(job.c.status, Text)


def due() -> ColumnElement[bool]:
    """Could run now."""
    at_once = job.c.scheduled_at.is_(None) | (job.c.scheduled_at <= func.now())
    return (job.c.status == "todo") & at_once


def found_by(q: str) -> ColumnElement[bool]:
    found = or_(like(job.c.task_name, q), like(job.c.queue_name, q))
    return found if job_number(q) is None else or_(found, job.c.id == job_number(q))


def job_number(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 18 else None


LISTING = Listing(
    name="jobs",
    source=job,
    columns=(
        job.c.id,
        job.c.task_name.label("name"),
        job.c.queue_name,
        status.label("state"),
        job.c.attempts,
        job.c.priority,
        job.c.args,
        job.c.scheduled_at,
        begun.label("created_at"),
        ended.label("changed_at"),
    ),
    id=job.c.id,
    orders={"newest": job.c.id},
    facets=(
        Facet("state", "State", status, STATES),
        Facet("task", "Task", job.c.task_name),
        Facet("when", "Queued", begun, kind=Kind.WHEN),
    ),
    search=found_by,
    extra={"due": lambda _: due(), "id": lambda text: job.c.id == job_number(text)},
)
