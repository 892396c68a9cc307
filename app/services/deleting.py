"""Deleting very many rows piece by piece, each in a short transaction of its own."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, delete, literal, select, tuple_
from sqlalchemy.orm import InstrumentedAttribute

from app.db import db, transaction
from app.wall import act_in

MOST_ROWS = 5_000
FIRST_ROWS, FEWEST_ROWS = 1_000, 100
HASTE_S = 0.4
"""A piece that took longer is followed by a smaller one, and one that took a sixteenth of it by one
up to eight times as large, so that none takes a second: nobody knows what must be read for a row.
"""
MICROSECOND = timedelta(microseconds=1)

Key = InstrumentedAttribute[Any]
Clause = ColumnElement[bool]


@dataclass(frozen=True)
class Along:
    """A way along the first column of an order, stretch by stretch, from 0 to `end`."""

    end: int
    step: int
    """How far to go at first."""
    bounds: Callable[[int, int], tuple[Any, Any]]
    """The least key of a stretch and the one after it; at the end, the last one."""


def ids() -> Along:
    return Along(2**128 - 1, 2**116, lambda start, end: (UUID(int=start), UUID(int=end)))


def times_before(moment: datetime) -> Along:
    """From the newest on, as nobody knows how old the oldest is."""
    whole = (moment - datetime.min.replace(tzinfo=UTC)) // MICROSECOND

    def bounds(start: int, end: int) -> tuple[datetime, datetime]:
        return moment - end * MICROSECOND, moment - start * MICROSECOND

    return Along(whole, timedelta(hours=1) // MICROSECOND, bounds)


@dataclass(frozen=True)
class Old:
    """Rows that may go, in an order that an index has."""

    what: str
    model: Any
    order: tuple[Key, Key]
    clauses: tuple[Clause, ...]
    at: Key
    along: Along


def delete_in_pieces(project_id: UUID, old: Old) -> Iterator[int]:
    """Stretch by stretch, and each along the index: no piece walks over what the ones before it
    left, nor over all that one did which was killed.
    """
    at, step, most = 0, old.along.step, FIRST_ROWS
    place: Any = None
    while at <= old.along.end:
        began = time.monotonic()
        with transaction():
            act_in(project_id)
            since, until = stretch(old, at, at + step)
            since = since if place is None else tuple_(*old.order) > tuple_(*hidden(place))
            last = last_of_piece(old, since, until, most)
            until = until if last is None else tuple_(*old.order) <= tuple_(*hidden(last))
            yield delete_piece(old, since, until)
        took_s = time.monotonic() - began
        if last is None:
            at += step
            step = next_size(step, took_s, most=old.along.end)
        else:
            most = next_size(most, took_s, most=MOST_ROWS)
        place = last


def stretch(old: Old, start: int, end: int) -> tuple[Clause, Clause]:
    """Where it begins and where it ends."""
    column, is_last = old.order[0], end >= old.along.end
    low, high = hidden(old.along.bounds(start, min(end, old.along.end)))
    return column >= low, column <= high if is_last else column < high


def hidden(keys: Sequence[Any]) -> list[Any]:
    """From the planner: to judge a key it would look for the column's least value, which is behind
    everything that was just deleted.
    """
    return [select(literal(key)).scalar_subquery() for key in keys]


def next_size(size: int, took_s: float, *, most: int) -> int:
    if took_s > HASTE_S:
        return max(FEWEST_ROWS, size // 2)
    return min(most, size * 8) if took_s < HASTE_S / 16 else size


def last_of_piece(old: Old, since: Clause, until: Clause, most: int) -> Any:
    """The key of its last row; None if what is left of the stretch is less than a piece."""
    query = select(*old.order).where(*old.clauses, since, until).order_by(*old.order)
    row = db.session.execute(query.offset(most - 1).limit(1)).first()
    return None if row is None else tuple(row)


def delete_piece(old: Old, since: Clause, until: Clause) -> int:
    statement = delete(old.model).where(*old.clauses, since, until)
    done: Any = db.session.execute(statement.execution_options(synchronize_session=False))
    return int(done.rowcount)
