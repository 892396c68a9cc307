"""Whole hours or days of UTC."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from app.db import now
from app.errors import invalid

HOUR, DAY = "hour", "day"
STEPS = {HOUR: timedelta(hours=1), DAY: timedelta(days=1)}
LONGEST = {HOUR: timedelta(days=8), DAY: timedelta(days=400)}
BY_THE_HOUR = timedelta(days=2)
"""So much is shown by the hour, and more by the day, if nothing else is asked for."""


@dataclass(frozen=True)
class Period:
    since: datetime
    until: datetime
    """The first moment after it."""
    step: str


def period_of(
    since: datetime | None, until: datetime | None, step: str | None, *, days: int = 7
) -> Period:
    """Widened to whole steps; without times the last `days` up to now."""
    try:
        until = until or (now() if since is None else max(now(), since))
        since = since or until - timedelta(days=days)
        step = step or (HOUR if until - since <= BY_THE_HOUR else DAY)
        period = Period(floor(since, step), ceiling(until, step), step)
    except OverflowError:
        raise invalid("since", "Ask for times nearer to the present.", "query") from None
    if since > until:
        raise invalid("since", "Not after `until`.", "query")
    if period.until - period.since > LONGEST[step] + 2 * STEPS[step]:
        raise invalid(
            "since", f"At most {LONGEST[step].days} days by the {step}; ask for less.", "query"
        )
    return period


def floor(moment: datetime, step: str) -> datetime:
    moment = moment.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    return moment if step == HOUR else moment.replace(hour=0)


def ceiling(moment: datetime, step: str) -> datetime:
    whole = floor(moment, step)
    return whole if whole == moment else whole + STEPS[step]
