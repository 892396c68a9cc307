"""Spans as they are read from what an application sent."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from app.db import now
from app.otlp import Span


def sent_span(**fields: Any) -> Span:
    """A model call of a trace of its own, that has just ended, unless fields say otherwise."""
    latency_ms: float = fields.pop("latency_ms", 100.0)
    took = timedelta(milliseconds=latency_ms)
    started_at: datetime = fields.pop("started_at", now() - took)
    defaults: dict[str, Any] = {
        "trace_id": uuid4(),
        "span_id": secrets.token_bytes(8),
        "parent_span_id": None,
        "name": "chat",
        "ended_at": started_at + took,
        "is_clamped": False,
        "attributes": {},
        "events": [],
        "links": [],
        "resource": {},
        "kind": "generation",
    }
    return Span(started_at=started_at, latency_ms=latency_ms, **(defaults | fields))
