"""Experiments: what a prompt version did with the items of a dataset, and how it was judged."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Model, now, uuid7

EXECUTED, RECORDED = "executed", "recorded"
EXPERIMENT_SOURCES = (EXECUTED, RECORDED)
QUEUED, RUNNING = "queued", "running"
FINISHED, CANCELLED, FAILED = "finished", "cancelled", "failed"
EXPERIMENT_STATUSES = (QUEUED, RUNNING, FINISHED, CANCELLED, FAILED)
OPEN = (QUEUED, RUNNING)
WAITING, SUCCEEDED = "waiting", "succeeded"
RESULT_STATUSES = (WAITING, RUNNING, SUCCEEDED, FAILED)
MOST_TRIALS = 100
FEWEST_COMPARED, MOST_COMPARED = 2, 5
ALL, REGRESSED, IMPROVED, DISAGREE = "all", "regressed", "improved", "disagree"
COMPARED_ITEMS = (ALL, REGRESSED, IMPROVED, DISAGREE, FAILED)
"""Which items of experiments side by side are shown."""
WORST, EXCLUDE = "worst", "exclude"
ERRORS_COUNT_AS = (WORST, EXCLUDE)
"""A result without a value counts as the worst there is, or its item is left out."""


class Experiment(Model):
    """One prompt version, one connection with parameters, one dataset version, some evaluators.

    Prompt and dataset are kept by id and name and version, and may be gone.
    """

    __tablename__ = "experiments"
    __table_args__ = (
        UniqueConstraint("project_id", "id"),
        CheckConstraint("source IN ('executed', 'recorded')", name="source_known"),
        CheckConstraint(
            "status IN ('queued', 'running', 'finished', 'cancelled', 'failed')",
            name="status_known",
        ),
        CheckConstraint("trials BETWEEN 1 AND 100", name="trials_sane"),
        Index("ix_experiments_project_id_created_at_id", "project_id", "created_at", "id"),
        Index("ix_experiments_dataset", "project_id", "dataset_id", "created_at", "id"),
        Index(
            "ix_experiments_prompt",
            *("project_id", "prompt_id", "prompt_version", "created_at", "id"),
            postgresql_where=text("prompt_id IS NOT NULL"),
        ),
        Index(
            "ix_experiments_group",
            *("project_id", "group_id", "created_at", "id"),
            postgresql_where=text("group_id IS NOT NULL"),
        ),
        Index(
            "uq_experiments_external_id",
            *("project_id", "external_id"),
            unique=True,
            postgresql_where=text("external_id IS NOT NULL"),
        ),
        Index(
            "ix_experiments_open",
            *("status", "created_at"),
            postgresql_where=text("status IN ('queued', 'running')"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    project_id: Mapped[UUID] = mapped_column(ForeignKey("projects.id"))
    name: Mapped[str]
    description: Mapped[str | None]
    group_id: Mapped[UUID | None]
    """Experiments that were asked for together, to be compared."""
    source: Mapped[str]
    """Whether the registry called the model, or got outputs that there were already."""
    status: Mapped[str]
    stop_reason: Mapped[str | None]
    """Why it ended before every item was done, in words."""
    dataset_id: Mapped[UUID]
    dataset_name: Mapped[str]
    dataset_version: Mapped[int]
    prompt_id: Mapped[UUID | None]
    prompt_name: Mapped[str | None]
    prompt_version: Mapped[int | None]
    content: Mapped[str | None]
    """Of a draft, which no version has; or its `messages`."""
    messages: Mapped[list[dict[str, Any]] | None] = mapped_column(JSON(none_as_null=True))
    connection: Mapped[str | None]
    provider: Mapped[str | None]
    model: Mapped[str | None]
    parameters: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    trials: Mapped[int] = mapped_column(default=1)
    concurrency: Mapped[int | None]
    """How many calls at once, over all workers; null for as many as there are."""
    budget_usd: Mapped[Decimal | None]
    """Once it cost so much, no further item is begun."""
    result_count: Mapped[int]
    """The items of the dataset version, times `trials`."""
    done_count: Mapped[int] = mapped_column(default=0)
    failed_count: Mapped[int] = mapped_column(default=0)
    cost_usd: Mapped[Decimal] = mapped_column(default=Decimal(0))
    totals: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    """What its results add up to, written now and then while it runs, and at its end."""
    metadata_: Mapped[dict[str, Any] | None] = mapped_column("metadata")
    external_id: Mapped[str | None]
    """By which another program knows it."""
    created_at: Mapped[datetime] = mapped_column(default=now)
    created_by: Mapped[str]
    started_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    cancel_requested_at: Mapped[datetime | None]

    @property
    def is_over(self) -> bool:
        return self.status not in OPEN


class ExperimentEvaluator(Model):
    """What an experiment's results are judged by, as it was when the experiment was made."""

    __tablename__ = "experiment_evaluators"
    __table_args__ = (
        ForeignKeyConstraint(
            ["project_id", "experiment_id"],
            ["experiments.project_id", "experiments.id"],
            ondelete="CASCADE",
        ),
        Index("ix_experiment_evaluators_evaluator", "project_id", "evaluator_id", "version"),
    )

    experiment_id: Mapped[UUID] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[UUID]
    evaluator_id: Mapped[UUID]
    name: Mapped[str]
    version: Mapped[int]
    kind: Mapped[str]
    config: Mapped[dict[str, Any]] = mapped_column(JSON)
    judge_prompt_version: Mapped[int | None]
    """Of a judge: the version of its prompt that was released when the experiment was made."""


class ExperimentUnits(Model):
    """What one evaluator said of an experiment that is over, item by item: columns one after the
    other. Of evaluator 0 what the results themselves say.
    """

    __tablename__ = "experiment_units"
    __table_args__ = (
        ForeignKeyConstraint(
            ["project_id", "experiment_id"],
            ["experiments.project_id", "experiments.id"],
            ondelete="CASCADE",
        ),
    )

    experiment_id: Mapped[UUID] = mapped_column(primary_key=True)
    evaluator: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    project_id: Mapped[UUID]
    columns: Mapped[bytes] = mapped_column(LargeBinary)


class ExperimentResult(Model):
    """What became of one item in one trial. An error is a result."""

    __tablename__ = "experiment_results"
    __table_args__ = (
        ForeignKeyConstraint(
            ["project_id", "experiment_id"],
            ["experiments.project_id", "experiments.id"],
            ondelete="CASCADE",
        ),
        CheckConstraint(
            "status IN ('waiting', 'running', 'succeeded', 'failed')", name="status_known"
        ),
        Index("ix_experiment_results_position", "experiment_id", "position", "trial"),
        Index(
            "ix_experiment_results_due",
            *("experiment_id", "due_at", "position"),
            postgresql_where=text("status IN ('waiting', 'running')"),
        ),
        Index(
            "ix_experiment_results_run",
            *("project_id", "run_id"),
            postgresql_where=text("run_id IS NOT NULL"),
        ),
    )

    experiment_id: Mapped[UUID] = mapped_column(primary_key=True)
    item_id: Mapped[UUID] = mapped_column(primary_key=True)
    trial: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[UUID] = mapped_column(primary_key=True)
    item_key: Mapped[str]
    position: Mapped[int]
    """Of the item, from 1 on, among those of the dataset version."""
    status: Mapped[str] = mapped_column(default=WAITING)
    attempts: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime | None]
    """When a worker may take it up, by the database's clock. Null for what is over."""
    output: Mapped[Any | None] = mapped_column(JSON(none_as_null=True))
    """The assistant's message, or what was recorded."""
    error: Mapped[str | None]
    error_kind: Mapped[str | None]
    run_id: Mapped[UUID | None]
    trace_id: Mapped[UUID | None]
    latency_ms: Mapped[float | None]
    cost_usd: Mapped[Decimal | None]
    input_tokens: Mapped[int | None]
    output_tokens: Mapped[int | None]
    ended_at: Mapped[datetime | None]


class ResultScore(Model):
    """How one evaluator judged one result: a value, or why there is none."""

    __tablename__ = "result_scores"
    __table_args__ = (
        ForeignKeyConstraint(
            ["experiment_id", "item_id", "trial", "project_id"],
            [
                "experiment_results.experiment_id",
                "experiment_results.item_id",
                "experiment_results.trial",
                "experiment_results.project_id",
            ],
            name="fk_result_scores_experiment_results",
            ondelete="CASCADE",
        ),
    )

    experiment_id: Mapped[UUID] = mapped_column(primary_key=True)
    evaluator: Mapped[int] = mapped_column(primary_key=True)
    """Its position among those of the experiment."""
    item_id: Mapped[UUID] = mapped_column(primary_key=True)
    trial: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[UUID]
    value: Mapped[float | None]
    passed: Mapped[bool | None]
    reason: Mapped[str | None]
    error: Mapped[str | None]
