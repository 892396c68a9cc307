"""How reporting and running go: spans a day, runs that wait, sums that are behind, and room."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Date, cast, func, literal, select, text, true, union_all

from app.db import db, now
from app.models import DimensionDay, Project, Run, StaleHour
from app.models.runs import QUEUED, RUNNING
from app.services import policy
from app.services.lists import Days
from app.services.lists.listing import midnight
from app.services.paging import COUNT_CAP
from app.services.policy import Caller
from app.services.usage.statements import NONE

SLOW_RUNS = timedelta(minutes=5)
SLOW_SUMS = timedelta(hours=2)

ROOM = """
SELECT count(*) FILTER (WHERE c.relname <> 'spans_default') AS tables,
    coalesce(sum(pg_total_relation_size(c.oid)), 0)::bigint AS size,
    max(to_date(substr(c.relname, 7), 'YYYYMMDD'))
        FILTER (WHERE c.relname <> 'spans_default') AS last_day
FROM pg_partition_tree('public.spans') t JOIN pg_class c ON c.oid = t.relid
WHERE t.isleaf
"""


@dataclass(frozen=True)
class Waiting:
    """Runs of a status, one more than the cap for all that are more."""

    number: int
    oldest: datetime | None


@dataclass(frozen=True)
class Room:
    """Tables of spans, a day each, and the bytes they take with their indexes."""

    tables: int
    size: int
    last_day: date | None


@dataclass(frozen=True)
class IngestState:
    spans: Days
    errors: Days
    queued: Waiting
    running: Waiting
    stale_since: datetime | None
    """The oldest hour that is to be added up again."""
    room: Room

    @property
    def runs_wait(self) -> bool:
        return self.queued.oldest is not None and now() - self.queued.oldest > SLOW_RUNS

    @property
    def sums_are_behind(self) -> bool:
        """An hour that just ended is added up within the next."""
        hour = timedelta(hours=1)
        return self.stale_since is not None and now() - self.stale_since - hour > SLOW_SUMS

    @property
    def no_table_tomorrow(self) -> bool:
        return self.room.last_day is None or self.room.last_day <= now().date()


def ingest_state(caller: Caller, days: int) -> IngestState:
    """In five statements, whatever there is."""
    policy.require_across(caller)
    spans, errors = spans_by_day(days)
    waiting = open_runs()
    room = Room(*db.session.execute(text(ROOM)).one())
    return IngestState(spans, errors, waiting[QUEUED], waiting[RUNNING], stale_since(), room)


def spans_by_day(days: int) -> tuple[Days, Days]:
    """From the sums, so the latest hour may be missing. Second, those that ended in an error."""
    first = now().date() - timedelta(days=days - 1)
    day = cast(func.timezone("UTC", DimensionDay.day), Date)
    query = (
        select(day, func.sum(DimensionDay.calls), func.sum(DimensionDay.errors))
        .where(DimensionDay.dimension == NONE, DimensionDay.day >= midnight(first))
        .group_by(day)
    )
    found = {at: (int(calls), int(errors)) for at, calls, errors in db.session.execute(query)}
    dates = [first + timedelta(days=i) for i in range(days)]
    calls, errors = zip(*(found.get(at, (0, 0)) for at in dates), strict=True)
    return Days(dates, list(calls), None), Days(dates, list(errors), None)


def open_runs() -> dict[str, Waiting]:
    """By an index that holds no others."""
    found = db.session.execute(union_all(*map(waiting_as, (QUEUED, RUNNING))))
    return {status: Waiting(number, oldest) for status, number, oldest in found}


def waiting_as(status: str) -> Any:
    some = (
        select(Run.created_at)
        .where(Run.status == status)
        .order_by(Run.created_at)
        .limit(COUNT_CAP + 1)
        .subquery()
    )
    return select(literal(status), func.count(), func.min(some.c.created_at)).select_from(some)


def stale_since() -> datetime | None:
    oldest = (
        select(StaleHour.hour)
        .where(StaleHour.project_id == Project.id)
        .order_by(StaleHour.hour)
        .limit(1)
        .correlate(Project)
        .lateral("oldest")
    )
    query = select(func.min(oldest.c.hour)).select_from(Project).join(oldest, true())
    found: datetime | None = db.session.scalar(query)
    return found
