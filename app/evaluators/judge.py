"""A model judges; its prompt is one of the registry's."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from app.evaluators.documents import NotJson, parsed
from app.evaluators.texts import text_of
from app.evaluators.verdicts import (
    LONGEST_RAW,
    Judged,
    Verdict,
    bad_config,
    cannot,
    graded,
)


@dataclass(frozen=True)
class Judge:
    kind = "judge"
    title = "LLM judge"
    meaning = (
        "What a model says of the output: it answers a JSON object with `score`, a number on the"
        " scale, and `reason`."
    )
    needs_expected = False
    schema: ClassVar[dict[str, Any]] = {
        "properties": {
            "prompt": {
                "type": "string",
                "minLength": 1,
                "maxLength": 200,
                "description": "The name of a prompt here. It may use the variables `output`,"
                " `expected`, `input` and `metadata`.",
            },
            "label": {"enum": ["production", "latest"]},
            "version": {"type": "integer", "minimum": 1},
            "connection": {"type": "string", "minLength": 1, "maxLength": 200},
            "parameters": {"type": "object"},
            "minimum": {"type": "number", "default": 0},
            "maximum": {"type": "number", "default": 1},
            "direction": {"enum": ["higher", "lower"], "default": "higher"},
            "pass_at": {"type": "number"},
        },
        "required": ["prompt"],
    }

    prompt: str
    label: str | None = None
    version: int | None = None
    connection: str | None = None
    parameters: Mapping[str, Any] = field(default_factory=dict)
    minimum: float = 0.0
    maximum: float = 1.0
    direction: str = "higher"
    pass_at: float | None = None

    def __post_init__(self) -> None:
        if self.label is not None and self.version is not None:
            raise bad_config("label", "Name a label or a version, not both.")
        if not self.minimum < self.maximum:
            raise bad_config("maximum", "More than `minimum`.")
        if self.pass_at is not None and not self.minimum <= self.pass_at <= self.maximum:
            raise bad_config("pass_at", "On the scale.")

    @property
    def scale(self) -> tuple[float, float]:
        return self.minimum, self.maximum

    def variables(self, judged: Judged) -> dict[str, Any]:
        """What its prompt is filled in with."""
        return {
            "output": judged.output,
            "expected": "" if judged.expected is None else text_of(judged.expected),
            "input": text_of(judged.input),
            "metadata": text_of(judged.metadata),
        }

    def judge(self, _: Judged) -> Verdict:
        return cannot("A judge needs a model, which is called in an experiment.")

    def read(self, answer: str) -> Verdict:
        """What the model's answer says; one that cannot be read is an error with its text."""
        try:
            said = parsed(answer)
        except NotJson as error:
            return unreadable(str(error), answer)
        score = said.get("score") if isinstance(said, dict) else None
        if isinstance(score, bool) or not isinstance(score, int | float):
            return unreadable("It is no JSON object with a number as its `score`.", answer)
        if not math.isfinite(score) or not self.minimum <= score <= self.maximum:
            return unreadable(
                f"Its score is not between {self.minimum:g} and {self.maximum:g}.", answer
            )
        reason = text_of(said.get("reason") or "")[:LONGEST_RAW]
        return graded(float(score), self.pass_at, reason, less=self.direction == "lower")


def unreadable(why: str, answer: str) -> Verdict:
    raw = answer if len(answer) <= LONGEST_RAW else answer[:LONGEST_RAW] + "…"
    return cannot(f"{why} It answered: {raw}")
