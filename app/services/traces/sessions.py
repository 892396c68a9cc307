"""Sessions: the traces that an application says belong together, added up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    Text,
    any_,
    cast,
    exists,
    func,
    literal,
    select,
    tuple_,
)
from sqlalchemy.orm import aliased

from app.db import db
from app.errors import NotFound
from app.models import Trace
from app.services import policy
from app.services.paging import Cursor, Page, after
from app.services.policy import Caller
from app.services.traces.lists import Wanted, list_traces

MOST_USERS = 20
MOST_TRACES = 100


PLACE: tuple[Any, ...] = (Trace.session_id, Trace.started_at, Trace.trace_id)


def total(column: Any) -> Any:
    return cast(func.sum(column), BigInteger).label(column.key)


SUMS: tuple[Any, ...] = (
    Trace.session_id,
    func.count().label("trace_count"),
    func.min(Trace.started_at).label("started_at"),
    func.max(Trace.ended_at).label("ended_at"),
    *map(total, (Trace.span_count, Trace.error_count)),
    *map(total, (Trace.input_tokens, Trace.output_tokens, Trace.total_tokens)),
    func.sum(Trace.cost_usd).label("cost_usd"),
    func.array_agg(Trace.user_id.distinct()).label("user_ids"),
)


class NoSuchSession(NotFound):
    """No trace of this project belongs to it."""


@dataclass(frozen=True)
class Session:
    session_id: str
    trace_count: int
    started_at: datetime
    ended_at: datetime
    span_count: int
    error_count: int
    input_tokens: int
    output_tokens: int
    total_tokens: int
    cost_usd: Decimal | None
    user_ids: list[str | None]
    traces: Sequence[Any] = ()

    @property
    def users(self) -> list[str]:
        return sorted(user for user in self.user_ids if user is not None)[:MOST_USERS]


def list_sessions(
    caller: Caller,
    *,
    user: str | None = None,
    environment: str | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    limit: int = 50,
    cursor: str | None = None,
) -> Page:
    """The one with the newest trace first. Filters look at traces, sums at all of a session."""
    policy.require(caller, policy.READ)
    later = aliased(Trace)

    def passing(trace: Any) -> list[ColumnElement[bool]]:
        found = [trace.project_id == caller.project_id, trace.session_id.is_not(None)]
        if user is not None:
            found.append(trace.user_id == user)
        if environment is not None:
            found.append(trace.environment == environment)
        if since is not None:
            found.append(trace.started_at >= since)
        if until is not None:
            found.append(trace.started_at < until)
        return found

    # A session stands where its newest trace stands, which an index finds for each trace met.
    is_later = tuple_(later.started_at, later.trace_id) > tuple_(*PLACE[1:])
    has_later = exists().where(*passing(later), later.session_id == Trace.session_id, is_later)
    newest = select(*PLACE).where(*passing(Trace), ~has_later)
    place = Cursor.parse(cursor) if cursor else None
    rows = db.session.execute(
        after(newest, place, Trace.started_at, Trace.trace_id).limit(limit + 1)
    ).all()
    sums = sums_of(caller.project_id, [row.session_id for row in rows[:limit]])
    last = rows[limit - 1] if len(rows) > limit else None
    return Page(
        [sums[row.session_id] for row in rows[:limit]],
        limit,
        next=Cursor(last.started_at, last.trace_id) if last else None,
    )


def get_session(caller: Caller, session_id: str) -> Session:
    """With its newest traces."""
    policy.require(caller, policy.READ)
    if (found := sums_of(caller.project_id, [session_id]).get(session_id)) is None:
        raise NoSuchSession("There is no such session here; its traces may not have arrived yet.")
    traces = list_traces(caller, Wanted(session=session_id), limit=MOST_TRACES)
    return replace(found, traces=traces.rows)


def sums_of(project_id: UUID, session_ids: list[str]) -> dict[str, Session]:
    query = (
        select(*SUMS)
        .where(Trace.project_id == project_id)
        .where(Trace.session_id == any_(literal(session_ids, ARRAY(Text))))
        .group_by(Trace.session_id)
    )
    return {row.session_id: Session(**row._asdict()) for row in db.session.execute(query)}
