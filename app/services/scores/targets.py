"""What a score judges."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from app.errors import invalid

SESSION_LENGTH = 1_000


@dataclass(frozen=True)
class Target:
    """A run, a session, a trace, or one span of a trace. It need not have arrived yet."""

    run_id: UUID | None = None
    trace_id: UUID | None = None
    span_id: bytes | None = None
    session_id: str | None = None

    def check(self) -> None:
        named = [self.run_id, self.trace_id, self.session_id]
        if sum(value is not None for value in named) != 1:
            raise invalid("trace_id", "Name one of `run_id`, `trace_id` and `session_id`.")
        if self.span_id is not None and self.trace_id is None:
            raise invalid("span_id", "A span is named together with its `trace_id`.")
        if self.session_id is not None and not 1 <= len(self.session_id) <= SESSION_LENGTH:
            raise invalid("session_id", f"Between 1 and {SESSION_LENGTH:,} characters.")

    @property
    def kind(self) -> str:
        if self.run_id is not None:
            return "run"
        if self.session_id is not None:
            return "session"
        return "trace" if self.span_id is None else "span"

    @property
    def shard_id(self) -> UUID:
        """Where its scores are kept: together with the trace, so that they move with it."""
        return self.trace_id or self.run_id or session_shard(self.session_id or "")

    def columns(self) -> dict[str, Any]:
        return {
            "target": self.kind,
            "shard_id": self.shard_id,
            "run_id": self.run_id,
            "trace_id": self.trace_id,
            "span_id": self.span_id,
            "session_id": self.session_id,
        }


def session_shard(session_id: str) -> UUID:
    return UUID(bytes=hashlib.sha256(session_id.encode()).digest()[:16])
