"""The output holds certain phrases."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from app.evaluators.texts import quoted, text_of
from app.evaluators.verdicts import NO_EXPECTATION, Judged, Verdict, yes_or_no


@dataclass(frozen=True)
class Contains:
    kind = "contains"
    title = "Contains"
    meaning = "1 if the output holds every phrase (or any, if asked so), else 0."
    scale = (0.0, 1.0)
    direction = "higher"
    schema: ClassVar[dict[str, Any]] = {
        "properties": {
            "phrases": {
                "type": "array",
                "items": {"type": "string", "minLength": 1, "maxLength": 10_000},
                "minItems": 1,
                "maxItems": 100,
                "description": "Left out: what is expected, which is a text or an array of texts.",
            },
            "match": {"enum": ["all", "any", "none"], "default": "all"},
            "ignore_case": {"type": "boolean", "default": True},
        }
    }

    phrases: Sequence[str] | None = None
    match: str = "all"
    ignore_case: bool = True

    @property
    def needs_expected(self) -> bool:
        return self.phrases is None

    def judge(self, judged: Judged) -> Verdict:
        phrases = self.phrases
        if phrases is None:
            if judged.expected is None or judged.expected == []:
                return NO_EXPECTATION
            wanted = judged.expected
            phrases = list(map(text_of, wanted if isinstance(wanted, list) else [wanted]))
        output = self.as_compared(judged.output)
        found = [phrase for phrase in phrases if self.as_compared(phrase) in output]
        missing = [phrase for phrase in phrases if phrase not in found]
        passed = {"all": not missing, "any": bool(found), "none": not found}[self.match]
        if self.match == "none":
            return yes_or_no(passed, "None is in it." if passed else f"It holds {told(found)}.")
        if passed:
            return yes_or_no(True, "All are in it." if not missing else f"It holds {told(found)}.")
        return yes_or_no(False, f"Missing: {told(missing)}.")

    def as_compared(self, text: str) -> str:
        return text.casefold() if self.ignore_case else text


def told(phrases: Sequence[str]) -> str:
    return ", ".join(map(quoted, phrases[:5])) + (", …" if len(phrases) > 5 else "")
