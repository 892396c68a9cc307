"""The output is not too short and not too long."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from app.evaluators.bounds import LEAST, check_bounds, within
from app.evaluators.verdicts import Judged, Verdict

UNITS = ("characters", "words", "lines", "tokens")


@dataclass(frozen=True)
class Length:
    kind = "length"
    title = "Length"
    meaning = "1 if the output has as many characters, words, lines or tokens as it may, else 0."
    scale = (0.0, 1.0)
    direction = "higher"
    needs_expected = False
    schema: ClassVar[dict[str, Any]] = {
        "properties": {
            "unit": {
                "enum": list(UNITS),
                "default": "characters",
                "description": "Tokens are those that the provider counted.",
            },
            "minimum": LEAST,
            "maximum": LEAST,
        }
    }

    unit: str = "characters"
    minimum: float | None = None
    maximum: float | None = None

    def __post_init__(self) -> None:
        check_bounds(self.minimum, self.maximum)

    def judge(self, judged: Judged) -> Verdict:
        value = self.measured(judged)
        return within(value, self.minimum, self.maximum, f"number of {self.unit}")

    def measured(self, judged: Judged) -> int | None:
        if self.unit == "words":
            return len(judged.output.split())
        if self.unit == "lines":
            return len(judged.output.splitlines())
        return judged.output_tokens if self.unit == "tokens" else len(judged.output)
