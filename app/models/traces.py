"""What applications did: spans by day, and one summary a trace.

No foreign key leaves these tables and the sharding key, `trace_id`, is in every key of them, so
that they can be spread over machines.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, BigInteger, Index, LargeBinary, SmallInteger
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Model
from app.packed_json import PackedJSON

SPAN_KINDS = (
    *("span", "generation", "embedding", "agent", "tool", "chain"),
    *("retriever", "reranker", "guardrail", "evaluator", "event"),
)
LEVELS = ("debug", "default", "warning", "error")
"""How loud a span is, the quietest first. A trace is as loud as its loudest span."""


class Span(Model):
    """One step of what an application did. Never changed: the same span sent again is dropped."""

    __tablename__ = "spans"
    # The widest columns of a fixed width first, so that no row is padded.
    __table_args__ = (
        Index("ix_spans_started_at", "started_at", postgresql_using="brin"),
        {"postgresql_partition_by": "RANGE (started_at)"},
    )

    project_id: Mapped[UUID] = mapped_column(primary_key=True)
    trace_id: Mapped[UUID] = mapped_column(primary_key=True)
    span_id: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    started_at: Mapped[datetime] = mapped_column(primary_key=True)
    ended_at: Mapped[datetime]
    first_token_at: Mapped[datetime | None]
    latency_ms: Mapped[float]
    prompt_id: Mapped[UUID | None]
    """The prompt of this project that `prompt_name` and `prompt_version` meant on arrival."""
    prompt_version: Mapped[int | None]
    input_tokens: Mapped[int | None]
    """All of them, the cached ones among them."""
    output_tokens: Mapped[int | None]
    """All of them, those spent on reasoning among them."""
    cached_tokens: Mapped[int | None]
    reasoning_tokens: Mapped[int | None]
    total_tokens: Mapped[int | None]
    is_clamped: Mapped[bool]
    """The sender's clock was absurd; the attribute `promptside.clock` keeps what it said."""
    parent_span_id: Mapped[bytes | None] = mapped_column(LargeBinary)
    kind: Mapped[str]
    level: Mapped[str]
    name: Mapped[str]
    environment: Mapped[str]
    model: Mapped[str | None]
    provider: Mapped[str | None]
    prompt_name: Mapped[str | None]
    user_id: Mapped[str | None]
    session_id: Mapped[str | None]
    release: Mapped[str | None]
    tags: Mapped[list[str] | None]
    status_message: Mapped[str | None]
    cost_usd: Mapped[Decimal | None]
    resource_id: Mapped[UUID | None]
    """The shared object that says which process and instrumentation sent it."""
    price_id: Mapped[UUID | None]
    """The one with what a million tokens cost when `cost_usd` was worked out; null if the sender
    said it."""
    parameters: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    input: Mapped[Any | None] = mapped_column(PackedJSON)
    output: Mapped[Any | None] = mapped_column(PackedJSON)
    attributes: Mapped[dict[str, Any] | None]
    events: Mapped[Any | None] = mapped_column(JSON(none_as_null=True))
    links: Mapped[Any | None] = mapped_column(JSON(none_as_null=True))


class SharedObject(Model):
    """A JSON object that many spans have in common, kept once a project and never changed."""

    __tablename__ = "shared_objects"

    project_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    """Of what is in it, so that whoever brings the same finds it."""
    used_on: Mapped[date]
    """The last day (UTC) on which a span came that has it."""
    value: Mapped[dict[str, Any]]


class Trace(Model):
    """What a list shows of a trace: kept by whoever adds spans, in the same transaction."""

    __tablename__ = "traces"
    __table_args__ = (
        Index("ix_traces_project_id_started_at_trace_id", "project_id", "started_at", "trace_id"),
        Index(
            "ix_traces_session",
            *("project_id", "session_id", "started_at"),
            postgresql_where="session_id IS NOT NULL",
        ),
        Index(
            "ix_traces_user",
            *("project_id", "user_id", "started_at"),
            postgresql_where="user_id IS NOT NULL",
        ),
        Index("ix_traces_name", "project_id", "name", "started_at"),
        # Searches walk through what is not sorted in yet: at most so many kilobytes.
        Index(
            "ix_traces_facets",
            "facets",
            postgresql_using="gin",
            postgresql_with={"gin_pending_list_limit": 256},
        ),
    )

    project_id: Mapped[UUID] = mapped_column(primary_key=True)
    trace_id: Mapped[UUID] = mapped_column(primary_key=True)
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime]
    input_tokens: Mapped[int] = mapped_column(BigInteger)
    output_tokens: Mapped[int] = mapped_column(BigInteger)
    total_tokens: Mapped[int] = mapped_column(BigInteger)
    span_count: Mapped[int]
    error_count: Mapped[int]
    root_span_id: Mapped[bytes | None] = mapped_column(LargeBinary)
    """The span without a parent; null while none has arrived."""
    name: Mapped[str]
    """The sender's name of the trace, else the root's, else that of the earliest span."""
    name_rank: Mapped[int] = mapped_column(SmallInteger)
    """Where the name is from: 2 the sender's own, 1 the root's, 0 any span's."""
    environment: Mapped[str]
    user_id: Mapped[str | None]
    session_id: Mapped[str | None]
    release: Mapped[str | None]
    tags: Mapped[list[str]]
    models: Mapped[list[str]]
    cost_usd: Mapped[Decimal | None]
    facets: Mapped[list[str]]
    """What it is filtered by, such as `model:gpt-5`, `tag:beta`, `prompt:<id>`, `prompt:<id>@3`,
    `kind:tool`, `level:error`, `environment:production`, `release:1.2`."""
    input: Mapped[str | None]
    """The first characters of what went in, of the root if it says so, for a line in a list."""
    output: Mapped[str | None]
    origins: Mapped[list[int]] = mapped_column(ARRAY(BigInteger), default=list)
    """Whence name, root, environment, user, session, release, input and output are, each as a
    number: the span with the least one decides, in whatever order spans come
    (`app/services/traces/merging.py`)."""
    updated_at: Mapped[datetime]
