"""The output is what is expected."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from app.evaluators.texts import normalised, quoted, text_of
from app.evaluators.verdicts import NO_EXPECTATION, Judged, Verdict, yes_or_no


@dataclass(frozen=True)
class Exact:
    kind = "exact"
    title = "Exact match"
    meaning = "1 if the output is the expected text, else 0."
    scale = (0.0, 1.0)
    direction = "higher"
    needs_expected = True
    schema: ClassVar[dict[str, Any]] = {
        "properties": {
            "ignore_case": {"type": "boolean", "default": False},
            "ignore_spaces": {
                "type": "boolean",
                "default": True,
                "description": "At the ends none counts, and between words only that there is one.",
            },
        }
    }

    ignore_case: bool = False
    ignore_spaces: bool = True

    def judge(self, judged: Judged) -> Verdict:
        if judged.expected is None:
            return NO_EXPECTATION
        wanted = text_of(judged.expected)
        if self.as_compared(judged.output) == self.as_compared(wanted):
            return yes_or_no(True, "It is the expected text.")
        return yes_or_no(False, f"{quoted(judged.output)} instead of {quoted(wanted)}.")

    def as_compared(self, text: str) -> str:
        return normalised(text, ignore_case=self.ignore_case, ignore_spaces=self.ignore_spaces)
