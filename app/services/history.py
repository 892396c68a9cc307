"""What happened to one object, from the audit log."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from app.db import db
from app.errors import NotFound
from app.models import AuditEvent
from app.services import policy
from app.services.access.names import put_authors
from app.services.paging import Cursor, Page, after, page_of
from app.services.policy import Caller


class NoSuchEvent(NotFound):
    """The audit log has no event of that id."""


def history_of(
    caller: Caller, object_id: UUID, *, limit: int = 20, cursor: str | None = None
) -> Page:
    """Newest first. The history of what was deleted stays."""
    policy.require(caller, policy.OPERATE)
    query = select(AuditEvent).where(AuditEvent.object_id == str(object_id))
    place = Cursor.parse(cursor) if cursor else None
    query = after(query, place, AuditEvent.created_at, AuditEvent.id).limit(limit + 1)
    rows = list(db.session.scalars(query))
    put_authors(rows, "actor")
    return page_of(rows, limit)


def get_event(caller: Caller, event_id: UUID) -> AuditEvent:
    policy.require(caller, policy.OPERATE)
    event = db.session.get(AuditEvent, event_id)
    if event is None:
        raise NoSuchEvent(f"There is no event {event_id}.")
    put_authors([event], "actor")
    return event
