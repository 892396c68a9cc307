"""The append-only log of pointer moves."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Model, now, uuid7


class Release(Model):
    """One move of a label. It keeps the prompt's id and name, and outlives the prompt."""

    __tablename__ = "releases"
    __table_args__ = (
        Index(
            "ix_releases_prompt_id_label_created_at_id", "prompt_id", "label", "created_at", "id"
        ),
        Index("ix_releases_project_id_created_at_id", "project_id", "created_at", "id"),
        Index(
            "uq_releases_release_id",
            "release_id",
            unique=True,
            postgresql_where="release_id IS NOT NULL AND imported_at IS NULL",
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    project_id: Mapped[UUID] = mapped_column(ForeignKey("projects.id"))
    prompt_id: Mapped[UUID]
    prompt_name: Mapped[str]
    label: Mapped[str]
    from_version: Mapped[int | None]
    to_version: Mapped[int | None]
    reason: Mapped[str | None]
    actor: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(default=now)
    release_id: Mapped[UUID | None]
    """The release that this one, a rollback, undoes."""
    imported_at: Mapped[datetime | None]
    """When a move made elsewhere became known here; null for a move of ours."""
    gates: Mapped[list[dict[str, Any]] | None] = mapped_column(JSONB(none_as_null=True))
    """What each gate of the label let it through by, or, if it was overridden, what was missing."""
    gates_overridden: Mapped[bool] = mapped_column(default=False)
    """An admin moved the label though a gate said no; `reason` says why."""
