"""Reading scores: one by its id, and lists of them."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select, tuple_

from app.db import db
from app.errors import Invalid, NotFound, invalid
from app.models import Score
from app.services import policy
from app.services.access.names import put_authors
from app.services.paging import EPOCH, capped_count
from app.services.policy import Caller
from app.services.scores.targets import session_shard


class NoSuchScore(NotFound):
    """Not in this project, or removed."""


@dataclass(frozen=True)
class ScoreFilter:
    """What a list is narrowed to: all that is not None holds. `until` is exclusive."""

    id: str | None = None
    name: str | None = None
    run_id: UUID | None = None
    trace_id: UUID | None = None
    span_id: bytes | None = None
    session_id: str | None = None
    experiment_id: UUID | None = None
    item_id: UUID | None = None
    trial: int | None = None
    target: str | None = None
    type: str | None = None
    source: str | None = None
    environment: str | None = None
    scale_id: UUID | None = None
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True)
class ScoreCursor:
    """The place after one score of a list, which is ordered by time, id and shard."""

    at: datetime
    id: str
    shard_id: UUID

    def __str__(self) -> str:
        microseconds = (self.at - EPOCH) // timedelta(microseconds=1)
        packed = microseconds.to_bytes(8, "big", signed=True) + self.shard_id.bytes
        return base64.urlsafe_b64encode(packed + self.id.encode()).decode()

    @classmethod
    def parse(cls, text: str) -> ScoreCursor:
        try:
            packed = base64.b64decode(text, altchars=b"-_", validate=True)
            at = EPOCH + timedelta(microseconds=int.from_bytes(packed[:8], "big", signed=True))
            return cls(at, readable(packed[24:]), UUID(bytes=packed[8:24]))
        except (ValueError, OverflowError, binascii.Error) as error:
            raise bad_cursor() from error


def readable(packed: bytes) -> str:
    if not packed or b"\0" in packed:
        raise ValueError
    return packed.decode()


def bad_cursor() -> Invalid:
    return invalid(
        "cursor", "Not a cursor: take it from the `Link` header of the page before.", "query"
    )


@dataclass(frozen=True)
class ScorePage:
    """Some scores of a list, and the way to those after them."""

    rows: list[Score]
    limit: int
    offset: int = 0
    total: int | None = None
    next: ScoreCursor | None = None


def list_scores(
    caller: Caller,
    wanted: ScoreFilter,
    *,
    limit: int = 50,
    cursor: str | None = None,
    offset: int = 0,
    counted: bool = False,
) -> ScorePage:
    """Newest first."""
    policy.require(caller, policy.READ)
    query = narrowed(wanted).where(Score.project_id == caller.project_id)
    total = capped_count(query) if counted else None
    if cursor is not None:
        place = ScoreCursor.parse(cursor)
        # The first is for the index: what compares texts may not be asked before the wall.
        query = query.where(
            Score.created_at <= place.at,
            tuple_(Score.created_at, Score.id, Score.shard_id)
            < (place.at, place.id, place.shard_id),
        )
    query = query.order_by(Score.created_at.desc(), Score.id.desc(), Score.shard_id.desc())
    rows = list(db.session.scalars(query.limit(limit + 1).offset(offset)))
    more, rows = len(rows) > limit, rows[:limit]
    put_authors(rows)
    last = rows[-1] if more else None
    place_after = ScoreCursor(last.created_at, last.id, last.shard_id) if last else None
    return ScorePage(rows, limit, offset, total, place_after)


def narrowed(wanted: ScoreFilter) -> Select[Any]:
    query = select(Score)
    shard_id = wanted.trace_id or wanted.run_id or wanted.experiment_id
    if shard_id is None and wanted.session_id is not None:
        shard_id = session_shard(wanted.session_id)
    if shard_id is not None:
        query = query.where(Score.shard_id == shard_id)
    equal = vars(wanted).items()
    for name, value in equal:
        if value is not None and name not in ("since", "until"):
            query = query.where(getattr(Score, name) == value)
    if wanted.since is not None:
        query = query.where(Score.created_at >= wanted.since)
    if wanted.until is not None:
        query = query.where(Score.created_at < wanted.until)
    return query


def get_score(caller: Caller, score_id: str) -> Score:
    """The newest, if several targets carry this id."""
    policy.require(caller, policy.READ)
    found = scores_called(score_id)
    if not found:
        raise no_such_score(score_id)
    put_authors(found[:1])
    return found[0]


def scores_called(score_id: str) -> list[Score]:
    """In the project that is acted in, the newest first."""
    query = select(Score).where(Score.id == score_id).order_by(Score.created_at.desc())
    return list(db.session.scalars(query))


def no_such_score(score_id: str) -> NoSuchScore:
    return NoSuchScore(f"There is no score {score_id[:100]!r} here.")
