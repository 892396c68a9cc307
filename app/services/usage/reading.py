"""Sums of a period by group and over time, from what is added up already."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select, text

from app.db import db
from app.errors import Invalid, invalid
from app.models import Prompt
from app.services import policy
from app.services.access.names import among
from app.services.policy import Caller
from app.services.usage import statements
from app.services.usage.periods import DAY, Period
from app.services.usage.statements import COUNTS, KEY, KEYS, NONE, USER, statement
from app.services.usage.user_statements import statement_of_users

STALE = """
SELECT count(*) FROM generate_series(
    CAST(:since AS timestamptz), CAST(:until AS timestamptz) - interval '1 hour', '1 hour'
) AS h (hour)
WHERE EXISTS (SELECT FROM stale_hours s WHERE s.project_id = :project AND s.hour = h.hour)
"""


@dataclass(frozen=True, kw_only=True)
class Filters:
    """Which calls; None narrows nothing."""

    kind: str = "generation"
    prompt: UUID | None = None
    version: int | None = None
    model: str | None = None
    environment: str | None = None
    user: str | None = None

    @property
    def columns(self) -> dict[str, Any]:
        every = {
            "prompt_id": self.prompt,
            "prompt_version": self.version,
            "model": self.model,
            "environment": self.environment,
            "user_id": self.user,
        }
        return {name: value for name, value in every.items() if value is not None}


@dataclass(frozen=True)
class Usage:
    period: Period
    by: str
    total: dict[str, Any]
    groups: list[dict[str, Any]]
    series: list[dict[str, Any]]
    stale_hours: int


class UsersAreApart(Invalid):
    """Users are added up by the day alone, and by nothing else."""


def get_usage(caller: Caller, period: Period, filters: Filters, *, by: str = NONE) -> Usage:
    policy.require(caller, policy.READ)
    check(period, filters, by)
    of_users = is_of_users(filters, by)
    narrowed = filters.columns | ({} if of_users else {"kind": filters.kind})
    asked = {"project": caller.project_id, "since": period.since, "until": period.until}
    sql = statement_of_users(by, narrowed) if of_users else statement(period.step, by, narrowed)
    rows = db.session.execute(text(sql), asked | narrowed).all()
    groups = {row.place: {**key_in(row, by), **sums_in(row)} for row in rows if row.place}
    put_names(list(groups.values()))
    return Usage(
        period,
        by,
        next(sums_in(row) for row in rows if not row.place and not row.line),
        list(groups.values()),
        [{"at": row.at, **named(groups, row.line), **sums_in(row)} for row in rows if row.line],
        db.session.scalar(text(STALE), asked) or 0,
    )


def check(period: Period, filters: Filters, by: str) -> None:
    if filters.version is not None and filters.prompt is None:
        raise invalid("version", "Say of which `prompt`, by its id.", "query")
    if is_of_users(filters, by):
        others = set(filters.columns) - {"user_id"}
        if others or by not in (NONE, USER) or filters.kind != "generation":
            raise users_are_apart(
                "user",
                "What users called is added up by user alone: leave out the other filters and"
                " groups, or ask for traces.",
            )
        if period.step != DAY:
            raise users_are_apart(
                "step", "What users called is added up by the day: ask for `step=day`."
            )


def users_are_apart(field: str, message: str) -> UsersAreApart:
    return UsersAreApart(message, errors={"query": {field: [message]}})


def is_of_users(filters: Filters, by: str) -> bool:
    return by == USER or filters.user is not None


def sums_in(row: Any) -> dict[str, Any]:
    sums: dict[str, Any] = {name: int(getattr(row, name) or 0) for name in COUNTS}
    return sums | {
        "cost_usd": row.cost_usd or 0,
        "latency_ms": row.latency_ms / sums["calls"] if sums["calls"] else None,
        "p50_ms": middle_of(row.p50),
        "p95_ms": middle_of(row.p95),
    }


def middle_of(bucket: int | None) -> float | None:
    """Of what lies in a bucket, nothing is further from this than a factor of e^0.05."""
    return None if bucket is None else math.exp((bucket + 0.5) / 10)


def key_in(row: Any, by: str) -> dict[str, Any]:
    is_other = row.place > statements.MOST_GROUPS
    key = {name: getattr(row, name) if name in KEYS[by] else None for name in KEY}
    if key["prompt_version"] is not None:
        key["prompt_version"] = int(key["prompt_version"])
    return {"key": dict.fromkeys(KEY) if is_other else key, "is_other": is_other}


def named(groups: dict[int, dict[str, Any]], line: int) -> dict[str, Any]:
    """The key of the group that a line of the chart is of."""
    if line <= statements.MOST_LINES:
        return {name: groups[line][name] for name in ("key", "is_other")}
    return {"key": dict.fromkeys(KEY), "is_other": True}


def put_names(groups: list[dict[str, Any]]) -> None:
    """A prompt may have another name by now."""
    ids = {UUID(id_) for group in groups if (id_ := group["key"]["prompt_id"])}
    query = select(Prompt.id, Prompt.name).where(among(Prompt.id, ids))
    names = {str(row.id): row.name for row in db.session.execute(query)} if ids else {}
    for group in groups:
        key = group["key"]
        key["prompt_name"] = names.get(key["prompt_id"], key["prompt_name"])
