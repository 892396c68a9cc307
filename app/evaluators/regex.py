"""The output matches a regular expression."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

from app.evaluators.patterns import PATTERN, compiled
from app.evaluators.texts import quoted
from app.evaluators.verdicts import Judged, Verdict, yes_or_no


@dataclass(frozen=True)
class Regex:
    kind = "regex"
    title = "Regular expression"
    meaning = "1 if the output matches (RE2's syntax), else 0."
    scale = (0.0, 1.0)
    direction = "higher"
    needs_expected = False
    schema: ClassVar[dict[str, Any]] = {
        "properties": {
            "pattern": PATTERN,
            "whole": {
                "type": "boolean",
                "default": False,
                "description": "The whole output must match, and not some place in it.",
            },
            "ignore_case": {"type": "boolean", "default": False},
            "must_match": {
                "type": "boolean",
                "default": True,
                "description": "False: 1 if it does not match.",
            },
        },
        "required": ["pattern"],
    }

    pattern: str
    whole: bool = False
    ignore_case: bool = False
    must_match: bool = True

    def __post_init__(self) -> None:
        _ = self.expression

    @cached_property
    def expression(self) -> Any:
        return compiled(self.pattern, "pattern", ignore_case=self.ignore_case)

    def judge(self, judged: Judged) -> Verdict:
        find = self.expression.fullmatch if self.whole else self.expression.search
        match = find(judged.output)
        found = "No match." if match is None else f"Matched {quoted(match.group())}."
        return yes_or_no((match is not None) is self.must_match, found)
