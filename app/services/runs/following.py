"""Following the runs of a group while they are made: what changes, and the text as it comes."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Integer, Select, Text, and_, column, func, literal, select
from sqlalchemy.sql.selectable import TableValuedAlias

from app.db import db
from app.errors import NotFound
from app.models import Run, RunPiece
from app.models.runs import OPEN, RUNNING
from app.services import policy
from app.services.policy import Caller
from app.services.runs import positions
from app.services.runs.describing import text_of
from app.services.runs.positions import Told
from app.services.runs.reading import find
from app.wall import act_in

PAUSE_S = 0.15
QUIET_S = 3.0
"""After so long without news something is said all the same, or nobody notices who went away."""
MOST_RUNS = 20
"""Of a group; those asked for first."""


class NoSuchGroup(NotFound):
    """No run of this project is in it."""


@dataclass(frozen=True)
class Delta:
    """The next piece of a run's text. A run that begins to run, also again, begins it anew."""

    run_id: UUID
    text: str


@dataclass(frozen=True)
class Quiet:
    """There is no news."""


@dataclass(frozen=True)
class End:
    """All runs are over, or the time is."""

    is_over: bool


News = Run | Delta | Quiet | End


@dataclass
class Follower:
    """What one reader has been told so far."""

    caller: Caller
    group_id: UUID
    places: dict[str, Told] = field(default_factory=dict)

    def look(self) -> tuple[list[Any], bool]:
        """One statement: the group's runs with what is new of their texts; whether any is open."""
        # Of whoever streams, the session is another than when the request came.
        act_in(self.caller.project_id)
        rows = list(db.session.execute(self.query()))
        return rows, any(row.status in OPEN for row in rows)

    def query(self) -> Select[Any]:
        runs = (
            select(Run.id, Run.status, Run.attempts, Run.created_at)
            .where(Run.project_id == self.caller.project_id, Run.group_id == self.group_id)
            .order_by(Run.created_at, Run.id)
            .limit(MOST_RUNS)
            .subquery()
        )
        told = self.told()
        key = func.right(func.replace(runs.c.id.cast(Text), "-", ""), 12)
        is_new = and_(
            runs.c.status == RUNNING,
            RunPiece.run_id == runs.c.id,
            RunPiece.attempt == runs.c.attempts,
            RunPiece.start >= func.coalesce(told.c.sent, 0),
        )
        return (
            select(runs.c.id, runs.c.status, runs.c.attempts, RunPiece.start, RunPiece.text)
            .select_from(runs)
            .outerjoin(told, and_(key == told.c.key, runs.c.attempts == told.c.attempt))
            .outerjoin(RunPiece, is_new)
            .order_by(runs.c.created_at, runs.c.id, RunPiece.start)
        )

    def told(self) -> TableValuedAlias:
        """The places as a table."""
        places = self.places.values()
        return (
            func.unnest(
                literal(list(self.places), ARRAY(Text)),
                literal([told.attempt for told in places], ARRAY(Integer)),
                literal([told.sent for told in places], ARRAY(Integer)),
            )
            .table_valued(column("key", Text), column("attempt", Integer), column("sent", Integer))
            .render_derived("told")
        )

    def tell(self, rows: list[Any]) -> Iterator[Run | Delta]:
        for run_id, pieces in groupby(rows, key=lambda row: row.id):
            yield from self.tell_run(run_id, list(pieces))

    def tell_run(self, run_id: UUID, rows: list[Any]) -> Iterator[Run | Delta]:
        key, now_ = positions.key_of(run_id), Told(rows[0].status, rows[0].attempts)
        before = self.places.get(key)
        if before is None or (before.status, before.attempt) != (now_.status, now_.attempt):
            yield from self.tell_change(key, run_id, before)
        for row in rows:
            told = self.places[key]
            # A piece that does not go on where the last one ended waits for the end of the run.
            if row.text is not None and (told.status, told.attempt, told.sent) == (
                *(RUNNING, row.attempts, row.start),
            ):
                yield self.delta(key, run_id, row.text)

    def tell_change(self, key: str, run_id: UUID, before: Told | None) -> Iterator[Run | Delta]:
        run = find(self.caller, run_id)
        before = before or Told("", 0)
        goes_on = (before.status, before.attempt) == (RUNNING, run.attempts)
        sent = before.sent if goes_on else 0
        rest = text_of(run.output)[sent:] if goes_on and run.is_over else ""
        if rest:
            # Still as it was before: who breaks off here is told of the end when asking again.
            yield self.delta(key, run_id, rest)
        self.places[key] = Told(run.status, run.attempts, sent + len(rest))
        yield run

    def delta(self, key: str, run_id: UUID, text: str) -> Delta:
        told = self.places[key]
        self.places[key] = Told(told.status, told.attempt, told.sent + len(text))
        return Delta(run_id, text)


def follow_group(
    caller: Caller, group_id: UUID, seconds: float, after: str = ""
) -> Iterator[tuple[News, str]]:
    """What happens to the runs of a group, each with the position to go on `after`.

    At first every run as it is, as far as it was not told; at the end `End`. Between two
    questions no connection is held. `NoSuchGroup` at once, before the first news.
    """
    policy.require(caller, policy.READ)
    follower = Follower(caller, group_id, positions.read(after))
    if not follower.look()[0]:
        raise NoSuchGroup(f"There is no run of the group {group_id} here; ask for one first.")
    return news(follower, time.monotonic() + seconds)


def news(follower: Follower, deadline: float) -> Iterator[tuple[News, str]]:
    spoke = time.monotonic()
    while True:
        rows, is_open = follower.look()
        for one in follower.tell(rows):
            yield one, positions.written(follower.places)
            spoke = time.monotonic()
        db.session.rollback()
        if not is_open or time.monotonic() >= deadline:
            yield End(not is_open), positions.written(follower.places)
            return
        if time.monotonic() - spoke >= QUIET_S:
            yield Quiet(), ""
            spoke = time.monotonic()
        time.sleep(PAUSE_S)
