"""How little must be changed to make the expected text of the output."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from rapidfuzz.distance import Levenshtein

from app.evaluators.texts import normalised, text_of
from app.evaluators.verdicts import NO_EXPECTATION, Judged, Verdict, cannot, graded

LONGEST = 50_000
SHARE: dict[str, Any] = {
    "type": "number",
    "minimum": 0,
    "maximum": 1,
    "description": "From this score on it passes.",
}


@dataclass(frozen=True)
class EditSimilarity:
    kind = "edit_similarity"
    title = "Edit similarity"
    meaning = (
        "1 minus the edits (Levenshtein 1966) from the output to the expected text, as a share of"
        " the longer one: 1 if equal, 0 if nothing is alike."
    )
    scale = (0.0, 1.0)
    direction = "higher"
    needs_expected = True
    schema: ClassVar[dict[str, Any]] = {
        "properties": {
            "pass_at": SHARE,
            "ignore_case": {"type": "boolean", "default": False},
            "ignore_spaces": {"type": "boolean", "default": True},
        }
    }

    pass_at: float | None = None
    ignore_case: bool = False
    ignore_spaces: bool = True

    def judge(self, judged: Judged) -> Verdict:
        if judged.expected is None:
            return NO_EXPECTATION
        texts = [
            normalised(text, ignore_case=self.ignore_case, ignore_spaces=self.ignore_spaces)
            for text in (judged.output, text_of(judged.expected))
        ]
        if max(map(len, texts)) > LONGEST:
            return cannot(f"Longer than the {LONGEST:,} characters that are compared.")
        value = Levenshtein.normalized_similarity(*texts)
        return graded(value, self.pass_at, f"{value:.0%} alike.")
