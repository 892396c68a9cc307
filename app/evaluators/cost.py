"""The call cost no more than it may."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from app.evaluators.bounds import LEAST, within
from app.evaluators.verdicts import Judged, Verdict


@dataclass(frozen=True)
class Cost:
    kind = "cost"
    title = "Cost"
    meaning = "1 if the call cost at most so many US dollars, else 0."
    scale = (0.0, 1.0)
    direction = "higher"
    needs_expected = False
    schema: ClassVar[dict[str, Any]] = {
        "properties": {"maximum_usd": LEAST},
        "required": ["maximum_usd"],
    }

    maximum_usd: float

    def judge(self, judged: Judged) -> Verdict:
        return within(judged.cost_usd, None, self.maximum_usd, "cost")
