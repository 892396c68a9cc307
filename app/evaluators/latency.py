"""The call took no longer than it may."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from app.evaluators.bounds import LEAST, within
from app.evaluators.verdicts import Judged, Verdict


@dataclass(frozen=True)
class Latency:
    kind = "latency"
    title = "Latency"
    meaning = "1 if the call took at most so many milliseconds, else 0."
    scale = (0.0, 1.0)
    direction = "higher"
    needs_expected = False
    schema: ClassVar[dict[str, Any]] = {
        "properties": {"maximum_ms": LEAST},
        "required": ["maximum_ms"],
    }

    maximum_ms: float

    def judge(self, judged: Judged) -> Verdict:
        return within(judged.latency_ms, None, self.maximum_ms, "latency")
