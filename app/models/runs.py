"""Executions of prompt versions: asked of the registry, or reported to it."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Model, now, uuid7

QUEUED, RUNNING = "queued", "running"
SUCCEEDED, FAILED, CANCELLED = "succeeded", "failed", "cancelled"
RUN_STATUSES = (QUEUED, RUNNING, SUCCEEDED, FAILED, CANCELLED)
OPEN = (QUEUED, RUNNING)
RUN_SOURCES = ("api", "playground", "experiment", "reported")
"""Who asked for it; `reported` ones happened elsewhere."""
TOKENS = (
    *("input_tokens", "output_tokens", "cached_tokens", "reasoning_tokens"),
    "total_tokens",
)


class Run(Model):
    """One execution. The prompt's id, name and version are plain, and outlive the prompt."""

    __tablename__ = "runs"
    __table_args__ = (
        CheckConstraint(
            "status IN ('queued', 'running', 'succeeded', 'failed', 'cancelled')",
            name="status_known",
        ),
        Index("ix_runs_project_id_created_at_id", "project_id", "created_at", "id"),
        Index(
            "ix_runs_prompt",
            *("project_id", "prompt_id", "prompt_version", "created_at", "id"),
            postgresql_where="prompt_id IS NOT NULL",
        ),
        Index("ix_runs_model", "project_id", "model", "created_at", "id"),
        Index("ix_runs_status", "project_id", "status", "created_at", "id"),
        Index("ix_runs_source", "project_id", "source", "created_at", "id"),
        Index("ix_runs_trace_id", "project_id", "trace_id"),
        Index(
            "ix_runs_group",
            *("project_id", "group_id", "created_at", "id"),
            postgresql_where="group_id IS NOT NULL",
        ),
        Index(
            "ix_runs_open",
            *("status", "created_at"),
            postgresql_where="status IN ('queued', 'running')",
        ),
        Index(
            "ix_runs_search",
            "search",
            postgresql_using="gin",
            postgresql_ops={"search": "gin_trgm_ops"},
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    project_id: Mapped[UUID] = mapped_column(ForeignKey("projects.id"))
    prompt_id: Mapped[UUID | None]
    """Null for a draft."""
    prompt_name: Mapped[str | None]
    prompt_version: Mapped[int | None]
    label: Mapped[str | None]
    """The label that named the version, if one was asked for."""
    status: Mapped[str]
    source: Mapped[str]
    connection: Mapped[str | None]
    provider: Mapped[str | None]
    model: Mapped[str | None]
    parameters: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    variables: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    """What was filled in."""
    messages: Mapped[Any] = mapped_column(JSON)
    """What the model was sent, filled in: chat messages; a text prompt is one of the user."""
    output: Mapped[Any | None] = mapped_column(JSON(none_as_null=True))
    """The assistant's message; null until there is one."""
    finish_reason: Mapped[str | None]
    error: Mapped[str | None]
    error_kind: Mapped[str | None]
    input_tokens: Mapped[int | None]
    output_tokens: Mapped[int | None]
    cached_tokens: Mapped[int | None]
    reasoning_tokens: Mapped[int | None]
    total_tokens: Mapped[int | None]
    cost_usd: Mapped[Decimal | None]
    price: Mapped[dict[str, Any] | None]
    latency_ms: Mapped[float | None]
    first_token_ms: Mapped[float | None]
    trace_id: Mapped[UUID]
    attempts: Mapped[int] = mapped_column(default=0)
    group_id: Mapped[UUID | None]
    """Runs that were asked for together, to be compared."""
    environment: Mapped[str] = mapped_column(default="default")
    user_id: Mapped[str | None]
    session_id: Mapped[str | None]
    metadata_: Mapped[dict[str, Any] | None] = mapped_column("metadata")
    search: Mapped[str]
    """What it is found by: lower-case text of name, messages, output and error, cut."""
    input_snippet: Mapped[str | None]
    """The first characters of what was asked, for a line in a list."""
    output_snippet: Mapped[str | None]
    created_at: Mapped[datetime] = mapped_column(default=now)
    created_by: Mapped[str]
    started_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    cancel_requested_at: Mapped[datetime | None]
    due_at: Mapped[datetime | None]
    """When a worker may take it up: while one works on it, when that one counts as gone. Null for
    what is over. By the database's clock."""

    @property
    def is_over(self) -> bool:
        return self.status not in OPEN

    @property
    def usage(self) -> dict[str, int | None]:
        return {name: getattr(self, name) for name in TOKENS}


class RunPiece(Model):
    """A piece of an answer that is still being given; gone with its end, or with a crash."""

    __tablename__ = "run_pieces"
    __table_args__ = (
        Index("ix_run_pieces_created_at", "created_at", postgresql_using="brin"),
        {"prefixes": ["UNLOGGED"]},
    )

    run_id: Mapped[UUID] = mapped_column(primary_key=True)
    attempt: Mapped[int] = mapped_column(primary_key=True)
    start: Mapped[int] = mapped_column(primary_key=True)
    """How many characters of the answer come before it."""
    project_id: Mapped[UUID]
    text: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(default=now)
