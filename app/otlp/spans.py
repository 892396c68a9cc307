"""What is read from a payload: spans whose meaning stands in typed fields."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID


@dataclass(slots=True)
class Span:
    """One span. What the conventions give no field for stays in `attributes`.

    Every string is free of NUL and of lone surrogates, and everything is bounded (`bounds`).
    """

    trace_id: UUID
    span_id: bytes
    parent_span_id: bytes | None
    name: str
    started_at: datetime
    ended_at: datetime
    latency_ms: float
    """Of the nanoseconds that were sent; never negative."""
    is_clamped: bool
    """The clock was absurd; `promptside.clock` in the attributes says what it showed."""
    attributes: dict[str, Any]
    events: list[dict[str, Any]]
    """`{name, at, attributes}`, times as ISO 8601."""
    links: list[dict[str, Any]]
    """`{trace_id, span_id, attributes}`, ids in hexadecimal."""
    resource: dict[str, Any]
    """One object for all spans of a resource and scope."""
    kind: str = "span"
    level: str = "default"
    status_message: str | None = None
    environment: str = "default"
    release: str | None = None
    trace_name: str | None = None
    user_id: str | None = None
    session_id: str | None = None
    tags: list[str] = field(default_factory=list)
    model: str | None = None
    provider: str | None = None
    parameters: dict[str, Any] | None = None
    prompt_name: str | None = None
    prompt_version: int | None = None
    prompt_id: UUID | None = None
    input: Any | None = None
    """Messages in the shape of OpenAI's chat, else a JSON value, else text."""
    output: Any | None = None
    input_tokens: int | None = None
    """All of them, cached ones included."""
    output_tokens: int | None = None
    """All of them, those of reasoning included."""
    cached_tokens: int | None = None
    reasoning_tokens: int | None = None
    total_tokens: int | None = None
    cost_usd: Decimal | None = None
    """Only when the sender states it."""
    first_token_at: datetime | None = None


@dataclass(slots=True)
class Batch:
    """What one request brought. `rejected` counts spans by reason, a sentence for a person."""

    spans: list[Span] = field(default_factory=list)
    rejected: Counter[str] = field(default_factory=Counter)
