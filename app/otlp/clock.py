"""When a span was: what the sender's clock showed, and what of that can be believed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
DAYS_BACK = 30
DAYS_AHEAD = 1
NANOSECONDS = 2**64 - 1
"""The most that the field holds: the year 2554."""


@dataclass(frozen=True, slots=True)
class Believable:
    """From when (inclusive) to when (exclusive) a time is taken as it is, and what replaces others.

    All are midnights, so that a batch sent again on the same day gets the same times.
    """

    first: datetime
    end: datetime
    last: datetime
    first_ns: int
    end_ns: int

    def clamped(self, at: datetime) -> datetime:
        if at < self.first:
            return self.first
        return self.last if at >= self.end else at


class Times(NamedTuple):
    started_at: datetime
    ended_at: datetime
    latency_ms: float
    is_clamped: bool
    is_odd: bool
    """The times differ from those sent."""


def believable(now: datetime) -> Believable:
    """30 days back and 1 day ahead, in whole days of UTC."""
    today = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    last = today + timedelta(days=DAYS_AHEAD)
    first, end = today - timedelta(days=DAYS_BACK), last + timedelta(days=1)
    return Believable(first, end, last, nanoseconds(first), nanoseconds(end))


def nanoseconds(at: datetime) -> int:
    return (at - EPOCH) // timedelta(microseconds=1) * 1000


def at(nanoseconds: int) -> datetime:
    return EPOCH + timedelta(microseconds=nanoseconds // 1000)


def believed(nanoseconds: int) -> datetime:
    """The same, in less time, for the years that are believed: until 2242 the nearest double is
    within half a microsecond.
    """
    return datetime.fromtimestamp(nanoseconds // 1000 / 1e6, UTC)


def times_of(started_ns: int, ended_ns: int, days: Believable) -> Times:
    """A missing start is the end, an end before the start is the start."""
    if days.first_ns <= started_ns <= ended_ns < days.end_ns:
        latency_ms = (ended_ns - started_ns) / 1e6
        return Times(believed(started_ns), believed(ended_ns), latency_ms, False, False)
    return repaired(started_ns, ended_ns, days)


def repaired(started_ns: int, ended_ns: int, days: Believable) -> Times:
    start = started_ns or ended_ns
    end = max(ended_ns, start)
    sent_start, sent_end = at(start), at(end)
    started, ended = days.clamped(sent_start), days.clamped(sent_end)
    is_clamped = started != sent_start or ended != sent_end
    latency_ms = (end - start) / 1e6
    if is_clamped and started != ended:
        # One of the two clocks was absurd, and so is what lies between them.
        latency_ms = (ended - started) / timedelta(milliseconds=1)
    is_odd = is_clamped or start != started_ns or end != ended_ns
    return Times(started, ended, latency_ms, is_clamped, is_odd)
