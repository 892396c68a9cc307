"""The output is JSON."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from app.evaluators.documents import NotJson, parsed
from app.evaluators.verdicts import Judged, Verdict, yes_or_no

TYPES = {"object": dict, "array": list}


@dataclass(frozen=True)
class JsonValid:
    kind = "json_valid"
    title = "Valid JSON"
    meaning = "1 if the output is JSON (of a type, if asked so), else 0."
    scale = (0.0, 1.0)
    direction = "higher"
    needs_expected = False
    schema: ClassVar[dict[str, Any]] = {
        "properties": {
            "type": {"enum": ["any", "object", "array"], "default": "any"},
            "in_fence": {
                "type": "boolean",
                "default": True,
                "description": "A fence of three backticks around it is taken off.",
            },
        }
    }

    type: str = "any"
    in_fence: bool = True

    def judge(self, judged: Judged) -> Verdict:
        try:
            value = parsed(judged.output, in_fence=self.in_fence)
        except NotJson as error:
            return yes_or_no(False, str(error))
        if self.type != "any" and not isinstance(value, TYPES[self.type]):
            return yes_or_no(False, f"It is JSON, but no {self.type}.")
        return yes_or_no(True, "It is valid.")
