"""What is older than a project keeps: spans, traces, runs and scores go; sums stay.

Piece by piece, each in a transaction of its own: what was killed in the middle goes on where it
was the next time, and nobody waits long for a lock.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from uuid import UUID

from sqlalchemy import Date, column, delete, exists, func, select, text

from app.db import db, now, transaction
from app.errors import Unavailable
from app.models import Project, Run, Score, Span, StaleHour, Trace
from app.models.runs import QUEUED, RUNNING
from app.models.scores import EXPERIMENT_RESULT
from app.services.deleting import BEGINNING, Old, delete_in_pieces
from app.services.traces import forget_shared
from app.services.usage.locking import hold
from app.services.usage.periods import DAY, floor
from app.wall import act_in

A_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Kept:
    """A project, and the first moment of which it keeps anything."""

    project_id: UUID
    slug: str
    since: datetime


@dataclass(frozen=True)
class Gone:
    """What went, or would go. A day's table that is dropped is not counted."""

    what: str
    count: int | None
    slug: str | None = None
    day: date | None = None


def projects_with_retention() -> list[Kept]:
    midnight = floor(now(), DAY)
    query = select(Project.id, Project.slug, Project.retention_days).order_by(Project.slug)
    rows = db.session.execute(query.where(Project.retention_days.is_not(None)))
    return [Kept(id_, slug, midnight - (days or 0) * A_DAY) for id_, slug, days in rows]


def apply_retention() -> Iterator[Gone]:
    """All that is too old, told as it goes; opens its own transactions."""
    with transaction():
        kept = projects_with_retention()
    for project in kept:
        with transaction():
            forget_stale_hours(project)
    yield from drop_days(kept)
    for project in kept:
        for old in everything_old(project):
            if is_any_left(project, old) and (
                count := sum(delete_in_pieces(project.project_id, old))
            ):
                yield Gone(old.what, count, project.slug)
        with transaction():
            act_in(project.project_id)
            forget_shared(project.project_id, project.since.date())


def forget_stale_hours(project: Kept) -> None:
    """First, so that what is deleted below is not taken off the sums."""
    act_in(project.project_id)
    hold(project.project_id, wait=True)
    mine = (StaleHour.project_id == project.project_id, StaleHour.hour < project.since)
    statement = delete(StaleHour).where(*mine)
    db.session.execute(statement.execution_options(synchronize_session=False))


def drop_days(kept: list[Kept]) -> Iterator[Gone]:
    """At once, where no project keeps anything of a day."""
    for day in days_before(max((project.since for project in kept), default=None)):
        try:
            with transaction():
                # Whoever stores or reads spans waits behind this.
                db.session.execute(text("SET LOCAL lock_timeout = '1s'"))
                dropped = db.session.scalar(select(func.drop_span_day(day)))
        except Unavailable:
            # Somebody reads for long, or writes: what is expired goes row by row.
            continue
        if dropped:
            yield Gone("spans", None, day=day)


def days_before(moment: datetime | None) -> list[date]:
    """The days that have a table of their own and are over by then."""
    if moment is None:
        return []
    found = func.span_days().table_valued(column("day", Date))
    with transaction():
        days = db.session.scalars(select(found.c.day).where(found.c.day < moment.date()))
        return sorted(day for day in days if day is not None)


def everything_old(project: Kept) -> Iterator[Old]:
    """Spans day by day and first, so that a trace is not gone before what is in it."""
    id_, since = project.project_id, project.since
    for begin, end in spans_between(since):
        yield Old("spans", Span, Span.started_at, end, (Span.project_id == id_,), begin)
    is_over = Run.status.not_in((QUEUED, RUNNING))
    for what, model, at, more in (
        ("traces", Trace, Trace.started_at, (Trace.ended_at < since,)),
        ("runs", Run, Run.created_at, (is_over,)),
        # Those of results go with their experiment, which stays.
        ("scores", Score, Score.created_at, (Score.target != EXPERIMENT_RESULT,)),
    ):
        yield Old(what, model, at, since, (model.project_id == id_, *more))


def spans_between(since: datetime) -> list[tuple[datetime, datetime]]:
    """The days before, and the times between them, whose spans have no table of a day."""
    edges = {BEGINNING, since}
    for day in days_before(since):
        midnight = datetime(day.year, day.month, day.day, tzinfo=UTC)
        edges |= {midnight, midnight + A_DAY}
    times = sorted(edges)
    return list(pairwise(times))


def is_any_left(project: Kept, old: Old) -> bool:
    """By the key of spans: of a day that others keep, nothing is read again and again."""
    with transaction():
        act_in(project.project_id)
        found = exists().where(*old.between(old.since, old.until))
        return bool(db.session.scalar(select(found)))


def preview_retention() -> Iterator[Gone]:
    """What would go, by project and day (UTC)."""
    with transaction():
        kept = projects_with_retention()
    for project in kept:
        for old in everything_old(project):
            yield from counted_by_day(project, old)


def counted_by_day(project: Kept, old: Old) -> list[Gone]:
    day = func.date_trunc("day", old.at, "UTC")
    with transaction():
        act_in(project.project_id)
        every = old.between(old.since, old.until)
        query = select(day, func.count()).where(*every).group_by(day).order_by(day)
        rows = db.session.execute(query).all()
    return [Gone(old.what, count, project.slug, at.date()) for at, count in rows]
