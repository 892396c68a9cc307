"""Judgements of what was done, and the scales they are given on."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Model, now, uuid7

EXPERIMENT_RESULT = "experiment_result"
SCORE_TARGETS = ("run", "span", "trace", "session", EXPERIMENT_RESULT)
SCORE_TYPES = ("numeric", "boolean", "categorical", "text")
SCALE_TYPES = ("numeric", "boolean", "categorical")
SCORE_SOURCES = ("person", "api", "evaluator")


class Score(Model):
    """A name and a value. It may come before what it judges, so nothing refers to anything."""

    __tablename__ = "scores"
    __table_args__ = (
        Index("ix_scores_project_id_created_at_id", "project_id", "created_at", "id"),
        Index("ix_scores_name", "project_id", "name", "created_at"),
        Index("ix_scores_target", "project_id", "shard_id", "created_at"),
        Index("ix_scores_id", "project_id", "id"),
    )

    project_id: Mapped[UUID] = mapped_column(primary_key=True)
    shard_id: Mapped[UUID] = mapped_column(primary_key=True)
    """The trace's id, else the run's or the experiment's, else one made of the session's name."""
    id: Mapped[str] = mapped_column(primary_key=True)
    """The client's, if it made one: the same id for the same target is the same score."""
    target: Mapped[str]
    run_id: Mapped[UUID | None]
    trace_id: Mapped[UUID | None]
    span_id: Mapped[bytes | None] = mapped_column(LargeBinary)
    session_id: Mapped[str | None]
    experiment_id: Mapped[UUID | None]
    item_id: Mapped[UUID | None]
    trial: Mapped[int | None]
    name: Mapped[str]
    type: Mapped[str]
    value: Mapped[float | None]
    """Of numbers and booleans (0 or 1), and of a category that its scale gives a number."""
    text_value: Mapped[str | None]
    """Of categories and texts."""
    source: Mapped[str]
    comment: Mapped[str | None]
    scale_id: Mapped[UUID | None]
    environment: Mapped[str] = mapped_column(default="default")
    metadata_: Mapped[dict[str, Any] | None] = mapped_column("metadata")
    created_by: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(default=now)
    updated_at: Mapped[datetime] = mapped_column(default=now)

    @property
    def judged(self) -> float | bool | str | None:
        """The value as it was given: a number, yes or no, or a word."""
        if self.type == "boolean":
            return bool(self.value)
        return self.value if self.type == "numeric" else self.text_value


class Scale(Model):
    """What values a score of this name may have, as people are offered them."""

    __tablename__ = "scales"
    __table_args__ = (UniqueConstraint("project_id", "name"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    project_id: Mapped[UUID] = mapped_column(ForeignKey("projects.id"))
    name: Mapped[str]
    type: Mapped[str]
    minimum: Mapped[float | None]
    maximum: Mapped[float | None]
    categories: Mapped[list[dict[str, Any]] | None]
    """`{"label": …, "value": number}`, in the order they are offered."""
    description: Mapped[str | None]
    created_at: Mapped[datetime] = mapped_column(default=now)
    updated_at: Mapped[datetime] = mapped_column(default=now)
    created_by: Mapped[str]
    archived_at: Mapped[datetime | None]
