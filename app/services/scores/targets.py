"""What a score judges."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from app.errors import invalid
from app.models.experiments import MOST_TRIALS
from app.models.scores import EXPERIMENT_RESULT

SESSION_LENGTH = 1_000


@dataclass(frozen=True)
class Target:
    """A run, a session, a trace, one span of a trace, or the result of an experiment: that of one
    item in one trial, the first unless another is named. It need not have arrived yet.
    """

    run_id: UUID | None = None
    trace_id: UUID | None = None
    span_id: bytes | None = None
    session_id: str | None = None
    experiment_id: UUID | None = None
    item_id: UUID | None = None
    trial: int | None = None

    def check(self) -> None:
        named = [self.run_id, self.trace_id, self.session_id, self.experiment_id]
        if sum(value is not None for value in named) != 1:
            raise invalid(
                "trace_id", "Name one of `run_id`, `trace_id`, `session_id` and `experiment_id`."
            )
        if self.span_id is not None and self.trace_id is None:
            raise invalid("span_id", "A span is named together with its `trace_id`.")
        if self.session_id is not None and not 1 <= len(self.session_id) <= SESSION_LENGTH:
            raise invalid("session_id", f"Between 1 and {SESSION_LENGTH:,} characters.")
        if (self.item_id is None) != (self.experiment_id is None):
            raise invalid("item_id", "A result is named by its `experiment_id` and its `item_id`.")
        if self.trial is not None and self.experiment_id is None:
            raise invalid("trial", "A trial is named together with its `experiment_id`.")
        if self.trial is not None and not 1 <= self.trial <= MOST_TRIALS:
            raise invalid("trial", f"A whole number from 1 to {MOST_TRIALS}.")

    @property
    def kind(self) -> str:
        if self.run_id is not None:
            return "run"
        if self.session_id is not None:
            return "session"
        if self.experiment_id is not None:
            return EXPERIMENT_RESULT
        return "trace" if self.span_id is None else "span"

    @property
    def shard_id(self) -> UUID:
        """Where its scores are kept: together with the trace, so that they move with it."""
        named = self.trace_id or self.run_id or self.experiment_id
        return named or session_shard(self.session_id or "")

    def columns(self) -> dict[str, Any]:
        return {
            "target": self.kind,
            "shard_id": self.shard_id,
            "run_id": self.run_id,
            "trace_id": self.trace_id,
            "span_id": self.span_id,
            "session_id": self.session_id,
            "experiment_id": self.experiment_id,
            "item_id": self.item_id,
            "trial": None if self.experiment_id is None else self.trial or 1,
        }


def session_shard(session_id: str) -> UUID:
    return UUID(bytes=hashlib.sha256(session_id.encode()).digest()[:16])
