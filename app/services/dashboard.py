"""What an operator should know first: what needs attention, and how the last 30 days went."""

from __future__ import annotations

import shutil
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from sqlalchemy import text

from app.db import db, now
from app.migrating import current_revision, head_revision
from app.services import policy
from app.services.lists import LISTINGS, Asked, Days, by_day, total
from app.services.policy import Caller
from app.services.queue_state import QueueState, queue_state

DAYS = 30
WAITING_DAYS, UNUSED_DAYS = 14, 90
DISK_FULL, DISK_VERY_FULL = 0.80, 0.92
MANY_FAILURES = 10
SLOW_QUEUE = timedelta(minutes=5)

Query = Mapping[str, str | list[str]]
"""What the address of a list narrows it by."""


@dataclass(frozen=True)
class Figure:
    """A number, and the list that shows what it counts."""

    name: str
    number: int
    listing: str
    query: Query


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
    wanted: tuple[tuple[str, str, Query], ...] = (
        ("failed_sign_ins", "audit", {"area": "failed", "when": "7d"}),
        ("failed_jobs", "jobs", {"state": "failed"}),
        ("overridden_gates", "releases", {"gate": "overridden", "when": "7d"}),
        ("waiting_versions", "versions", {"waiting": str(WAITING_DAYS)}),
        ("keys_without_expiry", "keys", {"state": "active", "expiry": "never"}),
        ("unused_keys", "keys", {"unused": str(UNUSED_DAYS)}),
    )
    return {
        name: Figure(name, count(caller, listing, query), listing, query)
        for name, listing, query in wanted
    }


def count(caller: Caller, listing: str, query: Query) -> int:
    return total(caller, LISTINGS[listing], asked_by(query))


def asked_by(query: Query) -> Asked:
    lists = {name: [value] if isinstance(value, str) else value for name, value in query.items()}
    return Asked(chosen={name: tuple(values) for name, values in lists.items()})


def failed_runs(caller: Caller) -> Figure:
    """Of the last seven days."""
    query = {"state": "failed", "when": "7d"}
    return Figure("failed_runs", count(caller, "runs", query), "runs", query)


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
    """Rows a day of a list, and the part of them that stands out; each figure opens its list."""

    whole: Figure
    days: Days
    part: Figure | None = None
    part_days: Days | None = None


def charts(caller: Caller) -> dict[str, Series]:
    period = {"when": f"{DAYS}d"}
    opened = {"action": ["session.opened", "session.refused"]}
    served = {"kind": ["activated", "rolled_back"]}
    return {
        "versions": series(caller, "versions", period),
        "releases": series(caller, "releases", {**period, **served}, {"kind": "rolled_back"}),
        "sign_ins": series(caller, "audit", {**period, **opened}, {"action": "session.refused"}),
        "changes": series(caller, "audit", {**period, "changes": "1"}),
    }


def series(caller: Caller, listing: str, query: Query, part: Query | None = None) -> Series:
    days = by_day(caller, LISTINGS[listing], asked_by(query), DAYS)
    whole = Figure(listing, days.total, listing, query)
    if part is None:
        return Series(whole, days)
    query = {**query, **part}
    part_days = by_day(caller, LISTINGS[listing], asked_by(query), DAYS)
    return Series(whole, days, Figure(listing, part_days.total, listing, query), part_days)
