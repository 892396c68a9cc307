"""Evaluators: named, versioned ways of scoring an output."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Model, now, uuid7


class Evaluator(Model):
    """A stable identity: a name unique in its project, and a kind for life."""

    __tablename__ = "evaluators"
    __table_args__ = (
        UniqueConstraint("project_id", "name"),
        UniqueConstraint("project_id", "id"),
        Index("ix_evaluators_project_id_created_at_id", "project_id", "created_at", "id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    project_id: Mapped[UUID] = mapped_column(ForeignKey("projects.id"))
    name: Mapped[str]
    kind: Mapped[str]
    description: Mapped[str | None]
    latest_version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(default=now)
    updated_at: Mapped[datetime] = mapped_column(default=now)
    created_by: Mapped[str]
    archived_at: Mapped[datetime | None]


class EvaluatorVersion(Model):
    """An immutable configuration, numbered 1, 2, 3 … within its evaluator."""

    __tablename__ = "evaluator_versions"
    __table_args__ = (
        ForeignKeyConstraint(
            ["project_id", "evaluator_id"],
            ["evaluators.project_id", "evaluators.id"],
        ),
    )

    evaluator_id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[UUID]
    config: Mapped[dict[str, Any]] = mapped_column(JSON)
    checksum: Mapped[str]
    message: Mapped[str | None]
    created_at: Mapped[datetime] = mapped_column(default=now)
    created_by: Mapped[str]
