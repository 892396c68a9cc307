"""The output is JSON that fulfils a schema."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

from app.evaluators.documents import NotJson, parsed
from app.evaluators.verdicts import Judged, Verdict, bad_config, yes_or_no

if TYPE_CHECKING:
    from app.json_schemas import Shape


@dataclass(frozen=True)
class JsonSchema:
    kind = "json_schema"
    title = "JSON Schema"
    meaning = "1 if the output is JSON that fulfils the schema, else 0."
    scale = (0.0, 1.0)
    direction = "higher"
    needs_expected = False
    schema: ClassVar[dict[str, Any]] = {
        "properties": {
            "json_schema": {
                "type": "object",
                "description": "Of draft 2020-12; nothing outside of it is fetched.",
            },
            "in_fence": {"type": "boolean", "default": True},
        },
        "required": ["json_schema"],
    }

    json_schema: dict[str, Any]
    in_fence: bool = True

    def __post_init__(self) -> None:
        # Not before it is needed: every command and process would wait for what it brings along.
        from app.json_schemas import schema_problems

        for problem in schema_problems(self.json_schema):
            raise bad_config("json_schema", problem)

    @cached_property
    def shape(self) -> Shape:
        from app.json_schemas import Shape

        return Shape(self.json_schema)

    def judge(self, judged: Judged) -> Verdict:
        try:
            value = parsed(judged.output, in_fence=self.in_fence)
        except NotJson as error:
            return yes_or_no(False, str(error))
        wrong = self.shape.problem(value, len(judged.output))
        return yes_or_no(wrong is None, wrong or "It fulfils the schema.")
