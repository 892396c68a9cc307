"""Who did what, when, from where."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index
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
    )

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
