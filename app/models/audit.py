"""Who did what, when, from where; and the seals that show a log with nothing changed in it."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, FetchedValue, ForeignKey, Index, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Model, now, uuid7


class AuditEvent(Model):
    """One change. Written in the change's own transaction, and never changed itself."""

    __tablename__ = "audit_events"
    __table_args__ = (
        Index("ix_audit_events_created_at_id", "created_at", "id"),
        Index("ix_audit_events_project_id_created_at_id", "project_id", "created_at", "id"),
        Index("ix_audit_events_object_id_created_at", "object_id", "created_at"),
        Index("ix_audit_events_action_created_at", "action", "created_at"),
        Index("ix_audit_events_request_id", "request_id"),
        Index("ix_audit_events_xid_id", "xid", "id"),
    )
    # Else every INSERT would ask for the `xid` back, and who may add a row need not see it.
    __mapper_args__ = {"eager_defaults": False}

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    project_id: Mapped[UUID | None] = mapped_column(ForeignKey("projects.id"))
    """Null for what concerns the installation: people, sessions, projects."""
    actor: Mapped[str]
    action: Mapped[str]
    """Noun and past verb, such as `prompt.created`."""
    object_type: Mapped[str]
    object_id: Mapped[str | None]
    object_name: Mapped[str | None]
    changes: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Field → [before, after]."""
    reason: Mapped[str | None]
    request_id: Mapped[str | None]
    address: Mapped[str | None]
    agent: Mapped[str | None]
    created_at: Mapped[datetime] = mapped_column(default=now)
    xid: Mapped[int] = mapped_column(BigInteger, server_default=FetchedValue(), deferred=True)
    """The transaction that wrote it, by which the sealer finds what it has not seen yet."""


class AuditSeal(Model):
    """One committed event's place in its chain. A chain holds what its events said, in order.

    No foreign key: its check would lock the event's row, and a seal outlives a removed event.
    """

    __tablename__ = "audit_seals"
    __table_args__ = (UniqueConstraint("project_id", "number", postgresql_nulls_not_distinct=True),)

    event_id: Mapped[UUID] = mapped_column(primary_key=True)
    project_id: Mapped[UUID | None]
    """Whose chain; null for the installation's."""
    number: Mapped[int] = mapped_column(BigInteger)
    """1, 2, 3 … without a gap."""
    hash: Mapped[bytes] = mapped_column(LargeBinary)
    """SHA-256 over the hash before, and the event."""
    sealed_at: Mapped[datetime] = mapped_column(default=now)
