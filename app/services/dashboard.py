"""What an operator should know first: what needs attention, and how the last 30 days went."""

from __future__ import annotations

import shutil
import time
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, Date, cast, func, select, text

from app.db import db, now
from app.migrating import current_revision, head_revision
from app.models import AuditEvent, Project, PromptVersion, Release
from app.services import policy
from app.services.lists import LISTINGS, Asked, total
from app.services.policy import Caller
from app.services.queue_state import QueueState, queue_state

DAYS = 30
WAITING_DAYS, UNUSED_DAYS = 14, 90
DISK_FULL, DISK_VERY_FULL = 0.80, 0.92
MANY_FAILURES = 10
SLOW_QUEUE = timedelta(minutes=5)


@dataclass(frozen=True)
class Figure:
    """A number, and the list that shows what it counts."""

    name: str
    number: int
    listing: str
    query: dict[str, str]


@dataclass(frozen=True)
class Database:
    ping_ms: float
    used: int
    most: int
    size: int


@dataclass(frozen=True)
class Disk:
    used: int
    size: int

    @property
    def share(self) -> float:
        return self.used / self.size if self.size else 0.0


@dataclass(frozen=True)
class Health:
    database: Database
    schema: str | None
    wanted_schema: str | None
    queue: QueueState
    disk: Disk

    @property
    def queue_is_slow(self) -> bool:
        oldest = self.queue.oldest
        return oldest is not None and now() - oldest > SLOW_QUEUE


def figures(caller: Caller) -> dict[str, Figure]:
    """What may need attention; each number is the total of the list it opens."""
    wanted = (
        ("failed_sign_ins", "audit", {"area": "failed", "when": "7d"}),
        ("failed_jobs", "jobs", {"state": "failed"}),
        ("waiting_versions", "versions", {"waiting": str(WAITING_DAYS)}),
        ("keys_without_expiry", "keys", {"state": "active", "expiry": "never"}),
        ("unused_keys", "keys", {"unused": str(UNUSED_DAYS)}),
    )
    return {
        name: Figure(name, count(caller, listing, query), listing, query)
        for name, listing, query in wanted
    }


def count(caller: Caller, listing: str, query: dict[str, str]) -> int:
    asked = Asked(chosen={name: (value,) for name, value in query.items()})
    return total(caller, LISTINGS[listing], asked)


def health(caller: Caller, data_dir: Path) -> Health:
    policy.require(caller, policy.OPERATE)
    began = time.perf_counter()
    row = db.session.execute(
        text(
            "SELECT (SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend'),"
            " current_setting('max_connections')::int, pg_database_size(current_database())"
        )
    ).one()
    ping = (time.perf_counter() - began) * 1000
    usage = shutil.disk_usage(data_dir if data_dir.exists() else Path.cwd())
    return Health(
        Database(ping, row[0], row[1], row[2]),
        current_revision(db.session.connection()),
        head_revision(),
        queue_state(caller),
        Disk(usage.used, usage.total),
    )


@dataclass(frozen=True)
class Series:
    """A number a day, today the last, and the part of it that stands out."""

    days: list[int]
    part: list[int]

    @property
    def total(self) -> int:
        return sum(self.days)


def charts(caller: Caller) -> dict[str, Series]:
    policy.require(caller, policy.OPERATE)
    first = now().date() - timedelta(days=DAYS - 1)
    walls = select(Project.id)
    opened = AuditEvent.action.in_(("session.opened", "session.refused"))
    return {
        "versions": series(
            PromptVersion.created_at, first, None, PromptVersion.project_id.in_(walls)
        ),
        "releases": series(
            Release.created_at,
            first,
            Release.release_id.is_not(None),
            Release.project_id.in_(walls),
            Release.imported_at.is_(None),
        ),
        "sign_ins": series(
            AuditEvent.created_at, first, AuditEvent.action == "session.refused", opened
        ),
        "changes": series(
            AuditEvent.created_at, first, None, AuditEvent.action.not_like("session.%")
        ),
    }


def series(
    at: Any, first: date, part: ColumnElement[bool] | None, *where: ColumnElement[bool]
) -> Series:
    day = cast(at, Date)
    special = func.count().filter(part) if part is not None else func.count().filter(text("false"))
    query = select(day, func.count(), special).where(at >= first, *where).group_by(day)
    found = {row[0]: (row[1], row[2]) for row in db.session.execute(query)}
    days = [first + timedelta(days=i) for i in range(DAYS)]
    return Series(
        [found.get(one, (0, 0))[0] for one in days], [found.get(one, (0, 0))[1] for one in days]
    )
