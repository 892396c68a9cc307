"""What happened, from the audit log: to one object, in a project, and taken away as lines."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import IO, Any
from uuid import UUID

from sqlalchemy import Select, select

from app.db import compact_json, db, in_utc, transaction
from app.errors import NotFound
from app.models import AuditEvent, AuditSeal
from app.services import audit, policy, transfer
from app.services.access.names import put_authors
from app.services.paging import Cursor, Page, after, capped_count, page_of
from app.services.policy import Caller

ROWS_AT_ONCE = 1_000


@dataclass(frozen=True)
class Wanted:
    """Which events of a project; None narrows nothing."""

    actor: str | None = None
    action: str | None = None
    object_type: str | None = None
    object_id: str | None = None
    request_id: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    """Up to then, and not then."""

    def query(self, project_id: UUID) -> Select[Any]:
        same = ("actor", "action", "object_type", "object_id", "request_id")
        given = {name: value for name in same if (value := getattr(self, name)) is not None}
        query = select(AuditEvent).where(AuditEvent.project_id == project_id).filter_by(**given)
        if self.since is not None:
            query = query.where(AuditEvent.created_at >= self.since)
        if self.until is not None:
            query = query.where(AuditEvent.created_at < self.until)
        return query

    @property
    def facts(self) -> dict[str, str]:
        told = {k: in_utc(v) if isinstance(v, datetime) else v for k, v in asdict(self).items()}
        return {name: value for name, value in told.items() if value is not None}


class NoSuchEvent(NotFound):
    """The audit log has no event of that id."""


def history_of(
    caller: Caller, object_id: UUID, *, limit: int = 20, cursor: str | None = None
) -> Page:
    """Newest first. The history of what was deleted stays."""
    policy.require_across(caller)
    query = select(AuditEvent).where(AuditEvent.object_id == str(object_id))
    place = Cursor.parse(cursor) if cursor else None
    query = after(query, place, AuditEvent.created_at, AuditEvent.id).limit(limit + 1)
    rows = list(db.session.scalars(query))
    put_authors(rows, "actor")
    return page_of(rows, limit)


def get_event(caller: Caller, event_id: UUID) -> AuditEvent:
    policy.require_across(caller)
    event = db.session.get(AuditEvent, event_id)
    if event is None:
        raise NoSuchEvent(f"There is no event {event_id}.")
    put_authors([event], "actor")
    return event


def list_events(
    caller: Caller, wanted: Wanted, *, limit: int = 50, cursor: str | None = None
) -> Page:
    """Newest first, with the seal that each has; the newest may have none yet."""
    policy.require(caller, policy.ADMIN)
    query = wanted.query(caller.project_id)
    total = capped_count(query)
    place = Cursor.parse(cursor) if cursor else None
    query = after(query, place, AuditEvent.created_at, AuditEvent.id).limit(limit + 1)
    rows = [sealed(*row) for row in db.session.execute(with_seals(query))]
    put_authors(rows, "actor")
    return page_of(rows, limit, 0, total)


def with_seals(query: Select[Any]) -> Select[Any]:
    seals = (AuditSeal.number, AuditSeal.hash)
    return query.outerjoin(AuditSeal, AuditSeal.event_id == AuditEvent.id).add_columns(*seals)


def sealed(event: Any, number: int | None, hash_: bytes | None) -> Any:
    event.seal, event.hash = number, hash_.hex() if hash_ else None
    return event


def export_events(caller: Caller, wanted: Wanted) -> IO[bytes]:
    """A JSON object a line, oldest first, in a file; recorded."""
    policy.require(caller, policy.ADMIN)
    with transaction():
        file = transfer.in_a_file(event_lines(caller.project_id, wanted))
        audit.record_export(caller, "audit", wanted.facts, project_id=caller.project_id)
    return file


def event_lines(project_id: UUID, wanted: Wanted) -> Iterator[bytes]:
    query = wanted.query(project_id).order_by(AuditEvent.created_at, AuditEvent.id)
    columns = [column for name, column in AuditEvent.__table__.columns.items() if name != "xid"]
    query = with_seals(query.with_only_columns(*columns))
    with transfer.time_for(statement_s=5 * 60, pause_s=10 * 60):
        for row in db.session.execute(query, execution_options={"yield_per": ROWS_AT_ONCE}):
            yield line_of(row._asdict())


def line_of(event: dict[str, Any]) -> bytes:
    ids = {name: str(event[name]) for name in ("id", "project_id")}
    seal = {"seal": event.pop("number"), "hash": (event.pop("hash") or b"").hex() or None}
    told = {**event, **ids, "created_at": in_utc(event["created_at"]), **seal}
    return compact_json(told).encode() + b"\n"
