"""What clients saw, checked against what is stored: linearizable, or why not.

A call took effect at one moment between its beginning and its end. One whose outcome is unknown
(the connection broke, or a 5xx came) took effect at some moment after its beginning, or never.
"""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import accumulate
from math import inf
from typing import Any

OK, REFUSED, UNKNOWN = "ok", "refused", "unknown"


@dataclass(frozen=True)
class Call:
    """`token` is unlike any other call's. `value` is what the answer said, if it said anything."""

    token: str
    began: float
    ended: float
    outcome: str = OK
    value: Any = None
    expected: Any = None

    @property
    def latest(self) -> float:
        """The last moment at which it can have taken effect."""
        return inf if self.outcome == UNKNOWN else self.ended


@dataclass(frozen=True)
class Move:
    """One line of the log of pointer moves."""

    token: str
    from_version: int | None
    to_version: int | None


@dataclass(frozen=True)
class Read:
    began: float
    ended: float
    version: int | None


def faults_of_saves(calls: Iterable[Call], stored: dict[int, str]) -> Iterator[str]:
    """`stored` is number → token of all versions of one prompt but the first, which is 1."""
    by_token = {call.token: call for call in calls}
    if sorted(stored) != list(range(2, len(stored) + 2)):
        yield f"the numbers have a gap: {sorted(stored)}"
    numbers = {token: number for number, token in stored.items()}
    if twice := [token for token, count in Counter(stored.values()).items() if count > 1]:
        yield f"saved twice: {twice}"
    for call in by_token.values():
        if call.outcome == OK and stored.get(call.value) != call.token:
            yield f"{call.token} was acknowledged as {call.value} and is not that version"
        if call.outcome == REFUSED and call.token in numbers:
            yield f"{call.token} was refused and is stored"
    yield from out_of_order([by_token.get(stored[n]) for n in sorted(stored)])


def faults_of_moves(
    calls: Iterable[Call],
    reads: Iterable[Read],
    log: list[Move],
    first: int | None,
    last: int | None,
) -> Iterator[str]:
    """`log` is in its own order; `first` and `last` are the pointer before and after all."""
    by_token = {call.token: call for call in calls}
    moved = Counter(move.token for move in log)
    for token, count in moved.items():
        if count > 1 or token not in by_token:
            yield f"the log has {token} {count} times"
    for call in by_token.values():
        if call.outcome == REFUSED and call.token in moved:
            yield f"{call.token} was refused and is in the log"
    yield from broken_chain(log, by_token, first, last)
    yield from out_of_order([by_token.get(move.token) for move in log])
    yield from stale_reads([*reads, *unlogged(by_token, moved)], log, by_token, first)


def broken_chain(
    log: list[Move], by_token: dict[str, Call], first: int | None, last: int | None
) -> Iterator[str]:
    pointers = [first, *(move.to_version for move in log)]
    for before, move in zip(pointers, log, strict=False):
        if move.from_version != before:
            yield f"{move.token} says it moved from {move.from_version}, and {before} was active"
        call = by_token.get(move.token)
        if call and call.expected is not None and call.expected != before:
            yield f"{move.token} expected {call.expected}, and {before} was active"
        if call and call.outcome == OK and call.value != move.to_version:
            yield f"{move.token} was told {call.value}, and moved to {move.to_version}"
    if pointers[-1] != last:
        yield f"the log ends at {pointers[-1]}, the pointer is at {last}"


def unlogged(by_token: dict[str, Call], moved: Counter[str]) -> Iterator[Read]:
    """What moved nothing, since that was active already or not what was expected, saw a value."""
    for call in by_token.values():
        if call.outcome != UNKNOWN and call.token not in moved:
            yield Read(call.began, call.ended, call.value)


def out_of_order(calls: list[Call | None]) -> Iterator[str]:
    """What ended before another began must come before it."""
    known = [call for call in calls if call is not None]
    begun = accumulate((call.began for call in known), max)
    for newest_beginning, call in zip(begun, known, strict=True):
        if call.latest < newest_beginning:
            yield f"{call.token} had ended before another began that stands before it"


def stale_reads(
    reads: list[Read], log: list[Move], by_token: dict[str, Call], first: int | None
) -> Iterator[str]:
    """Each read fits between a move's beginning and the end of what replaced it, and none goes
    back behind what a read that had ended before saw."""
    values = [first, *(move.to_version for move in log)]
    calls = [by_token[move.token] for move in log if move.token in by_token]
    if len(calls) != len(log):
        return
    since = list(accumulate([-inf, *(call.began for call in calls)], max))
    ends = [call.latest for call in calls]
    until = [*list(accumulate(reversed(ends), min))[::-1], inf]
    floor, over = 0, list[tuple[float, int]]()
    for read in sorted(reads, key=lambda read: read.began):
        while over and over[0][0] < read.began:
            floor = max(floor, heapq.heappop(over)[1])
        places = (
            place
            for place in range(floor, len(values))
            if values[place] == read.version
            and since[place] <= read.ended
            and until[place] >= read.began
        )
        place = next(places, None)
        if place is None:
            yield f"{read} was not active then, or no longer"
        else:
            heapq.heappush(over, (read.ended, place))
