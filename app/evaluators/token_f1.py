"""How many words output and expected text have in common."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import Any, ClassVar

from app.evaluators.edit_similarity import SHARE
from app.evaluators.texts import text_of
from app.evaluators.verdicts import NO_EXPECTATION, Judged, Verdict, graded

ARTICLES = {"a", "an", "the"}
PUNCTUATION = re.compile(r"[^\w\s]+")


@dataclass(frozen=True)
class TokenF1:
    kind = "token_f1"
    title = "Token F1"
    meaning = (
        "The harmonic mean of how many words of the output are expected and how many expected ones"
        " are there, without case, punctuation and articles (SQuAD, Rajpurkar et al. 2016)."
    )
    scale = (0.0, 1.0)
    direction = "higher"
    needs_expected = True
    schema: ClassVar[dict[str, Any]] = {"properties": {"pass_at": SHARE}}

    pass_at: float | None = None

    def judge(self, judged: Judged) -> Verdict:
        if judged.expected is None:
            return NO_EXPECTATION
        output, wanted = (Counter(words(t)) for t in (judged.output, text_of(judged.expected)))
        both = (output & wanted).total()
        if not output or not wanted:
            value = float(output == wanted)
        else:
            value = 2 * both / (output.total() + wanted.total())
        said = f"{both} words in common, of {output.total()} and {wanted.total()}."
        return graded(value, self.pass_at, said)


def words(text: str) -> list[str]:
    return [word for word in PUNCTUATION.sub("", text.casefold()).split() if word not in ARTICLES]
