"""Spans as Langfuse lists its observations: newest first, their inputs and outputs as far as they
fit into one answer.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from sqlalchemy import LargeBinary, Select, case, func, null, select, tuple_, type_coerce

from app.db import db, now
from app.errors import NotFound, invalid
from app.models import Span, Trace
from app.packed_json import PackedJSON, size_of, unpack
from app.services import policy
from app.services.paging import EPOCH
from app.services.policy import Caller

BODY_BYTES = 8 * 1024 * 1024
"""Of inputs, outputs and attributes, both as they are stored and as text; what comes after goes
without."""
USUAL_PERIOD = timedelta(days=1)
BODIES = (Span.input, Span.output, Span.attributes)
PLAIN = tuple(
    getattr(Span, column.key)
    for column in Span.__table__.columns
    if column.key not in {"input", "output", "attributes", "events", "links"}
)
ORDER = (Span.started_at, Span.trace_id, Span.span_id)


class NoSuchObservation(NotFound):
    """Not in this project, or not any more."""


@dataclass(frozen=True)
class ObservationFilter:
    """What a list is narrowed to. Without a trace it is of a period: a day, if none is named."""

    trace_id: UUID | None = None
    span_id: bytes | None = None
    parent_span_id: bytes | None = None
    name: str | None = None
    user_id: str | None = None
    session_id: str | None = None
    kind: str | None = None
    level: str | None = None
    environments: Sequence[str] = ()
    prompt_name: str | None = None
    prompt_version: int | None = None
    is_root: bool | None = None
    since: datetime | None = None
    until: datetime | None = None

    def period(self) -> tuple[datetime, datetime]:
        until = self.until or now() + timedelta(days=2)
        return self.since or min(until, now()) - USUAL_PERIOD, until


@dataclass(frozen=True)
class ObservationCursor:
    """The place after one observation of a list."""

    at: datetime
    trace_id: UUID
    span_id: bytes

    def __str__(self) -> str:
        microseconds = (self.at - EPOCH) // timedelta(microseconds=1)
        packed = microseconds.to_bytes(8, "big", signed=True) + self.trace_id.bytes + self.span_id
        return base64.urlsafe_b64encode(packed).decode()

    @classmethod
    def parse(cls, text: str) -> ObservationCursor:
        try:
            packed = base64.b64decode(text, altchars=b"-_", validate=True)
            at = EPOCH + timedelta(microseconds=int.from_bytes(packed[:8], "big", signed=True))
            return cls(at, UUID(bytes=packed[8:24]), packed[24:])
        except (ValueError, OverflowError, binascii.Error) as error:
            raise invalid(
                "cursor", "Not a cursor: take it from the page before.", "query"
            ) from error


def list_observations(
    caller: Caller,
    wanted: ObservationFilter,
    *,
    limit: int,
    offset: int = 0,
    cursor: str | None = None,
) -> tuple[list[Any], ObservationCursor | None]:
    """The rows, and the place after them while there are more."""
    policy.require(caller, policy.READ)
    query = narrowed(caller, wanted)
    if cursor is not None:
        place = ObservationCursor.parse(cursor)
        after = (place.at, place.trace_id, place.span_id)
        query = query.where(Span.started_at <= place.at, tuple_(*ORDER) < after)
    query = query.order_by(*(column.desc() for column in ORDER)).limit(limit + 1).offset(offset)
    rows = db.session.execute(query).all()
    more, rows = len(rows) > limit, unpacked(rows[:limit])
    last = rows[-1] if more else None
    return rows, ObservationCursor(last.started_at, last.trace_id, last.span_id) if last else None


def narrowed(caller: Caller, wanted: ObservationFilter) -> Select[Any]:
    query = with_bodies().where(Span.project_id == caller.project_id)
    if wanted.trace_id is not None:
        query = query.where(Span.trace_id == wanted.trace_id)
    if wanted.trace_id is None or wanted.since or wanted.until:
        since, until = wanted.period()
        query = query.where(Span.started_at >= since, Span.started_at < until)
    names = ("span_id", "parent_span_id", "name", "user_id", "session_id", "kind", "level")
    for name in (*names, "prompt_name", "prompt_version"):
        if (value := getattr(wanted, name)) is not None:
            query = query.where(getattr(Span, name) == value)
    if wanted.environments:
        query = query.where(Span.environment.in_(wanted.environments))
    if wanted.is_root is not None:
        is_root = Span.parent_span_id.is_(None)
        query = query.where(is_root if wanted.is_root else ~is_root)
    return query


def with_bodies() -> Select[Any]:
    """Sizes are those of what is stored, so that nothing is read only to be measured."""
    size = sum((func.coalesce(func.pg_column_size(body), 0) for body in BODIES), start=0)
    so_far = func.sum(size).over(order_by=[column.desc() for column in ORDER])
    fitting = [
        case((so_far <= BODY_BYTES, as_stored(body)), else_=null()).label(body.key)
        for body in BODIES
    ]
    return select(*PLAIN, *fitting)


def as_stored(body: Any) -> Any:
    return type_coerce(body, LargeBinary) if isinstance(body.type, PackedJSON) else body


def unpacked(rows: Sequence[Any]) -> list[Any]:
    """Input and output as they were sent, as long as there is room for their text: it may be a
    thousand times what is stored.
    """
    left = BODY_BYTES
    found: list[Any] = []
    for row in rows:
        left -= size_of(row.input) + size_of(row.output)
        said = (unpack(row.input), unpack(row.output)) if left >= 0 else (None, None)
        fields = row._asdict() | {"input": said[0], "output": said[1]}
        found.append(SimpleNamespace(**fields))
    return found


def observations_of(trace: Trace, most: int) -> list[Any]:
    """Those of a trace, by the time they began."""
    query = with_bodies().where(
        Span.project_id == trace.project_id,
        Span.trace_id == trace.trace_id,
        Span.started_at.between(trace.started_at, trace.ended_at),
    )
    newest_first = query.order_by(*(column.desc() for column in ORDER)).limit(most)
    return unpacked(db.session.execute(newest_first).all())[::-1]


def find_observation(caller: Caller, span_id: bytes) -> Any:
    """By its id alone, which no index knows: among those of the last day."""
    rows, _ = list_observations(caller, ObservationFilter(span_id=span_id), limit=1)
    if not rows:
        raise NoSuchObservation(
            "There is no such observation among those of the last day; ask by its trace."
        )
    return rows[0]
