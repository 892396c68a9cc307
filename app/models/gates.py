"""Gates: what a version must have shown before a label may point at it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Model, now, uuid7

EXPERIMENT, RUNNING, BASELINE = "experiment", "running", "baseline"
MINIMUM, MAX_DROP = "minimum", "max_drop"
MISSING = (EXPERIMENT, RUNNING, MINIMUM, BASELINE, MAX_DROP)
"""What a gate may miss: any experiment, its end, its mean; of the active version any, and how it
compares."""


class Gate(Model):
    """For the prompts it names: an evaluator's mean on a dataset, and how much worse than the
    active version it may be.
    """

    __tablename__ = "gates"
    __table_args__ = (
        ForeignKeyConstraint(["project_id", "dataset_id"], ["datasets.project_id", "datasets.id"]),
        ForeignKeyConstraint(
            ["project_id", "evaluator_id"], ["evaluators.project_id", "evaluators.id"]
        ),
        ForeignKeyConstraint(
            ["evaluator_id", "evaluator_version"],
            ["evaluator_versions.evaluator_id", "evaluator_versions.version"],
        ),
        CheckConstraint("num_nonnulls(prompt_name, prompt_prefix, tag) = 1", name="one_selector"),
        CheckConstraint("minimum IS NOT NULL OR max_drop IS NOT NULL", name="asks_something"),
        CheckConstraint("max_drop >= 0", name="max_drop_positive"),
        CheckConstraint("connection IS NOT NULL OR accept_recorded", name="pins_connection"),
        Index("ix_gates_project_id_created_at_id", "project_id", "created_at", "id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    project_id: Mapped[UUID] = mapped_column(ForeignKey("projects.id"))
    label: Mapped[str]
    prompt_name: Mapped[str | None]
    prompt_prefix: Mapped[str | None]
    tag: Mapped[str | None]
    dataset_id: Mapped[UUID]
    min_dataset_version: Mapped[int] = mapped_column(default=1)
    evaluator_id: Mapped[UUID]
    evaluator_version: Mapped[int]
    minimum: Mapped[float | None]
    """The least mean; of an evaluator for which less is better, the most."""
    max_drop: Mapped[float | None]
    """How much worse than the active version it may be, at 95 %."""
    connection: Mapped[str | None]
    accept_recorded: Mapped[bool] = mapped_column(default=False)
    """Whether outputs that came from outside count as well."""
    starts_by_itself: Mapped[bool] = mapped_column(default=False)
    """Whether saving a version begins the experiment."""
    trials: Mapped[int] = mapped_column(default=1)
    description: Mapped[str | None]
    created_at: Mapped[datetime] = mapped_column(default=now)
    updated_at: Mapped[datetime] = mapped_column(default=now)
    created_by: Mapped[str]
    archived_at: Mapped[datetime | None]

    if TYPE_CHECKING:
        # How these are called now, put there by those who show it.
        dataset_name: str | None
        evaluator_name: str | None
