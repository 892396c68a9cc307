"""A value in the output's JSON is the expected one."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

from jsonpath_ng.parser import JsonPathParser

from app.evaluators.documents import NotJson, parsed
from app.evaluators.texts import quoted, text_of
from app.evaluators.verdicts import NO_EXPECTATION, Judged, Verdict, bad_config, cannot, yes_or_no

MISSING = object()


@dataclass(frozen=True)
class JsonPath:
    kind = "json_path"
    title = "JSON path"
    meaning = "1 if the values at a path of the output's JSON are the expected ones, else 0."
    scale = (0.0, 1.0)
    direction = "higher"
    schema: ClassVar[dict[str, Any]] = {
        "properties": {
            "path": {
                "type": "string",
                "minLength": 1,
                "maxLength": 500,
                "description": "Such as `$.answer` or `$.items[*].name`.",
            },
            "value": {
                "description": "What must be there. Left out: what is at the same path of what is"
                " expected, or, where that is no JSON with this path, all of that.",
            },
        },
        "required": ["path"],
    }

    path: str
    value: Any = MISSING

    def __post_init__(self) -> None:
        _ = self.expression

    @property
    def needs_expected(self) -> bool:
        return self.value is MISSING

    @cached_property
    def expression(self) -> Any:
        try:
            return JsonPathParser().parse(self.path)
        except Exception as error:  # its lexer and parser raise bare ones of their own
            raise bad_config("path", f"Not a JSON path: {error}") from None

    def judge(self, judged: Judged) -> Verdict:
        if self.value is MISSING and judged.expected is None:
            return NO_EXPECTATION
        try:
            found = self.values_in(parsed(judged.output))
        except NotJson as error:
            return yes_or_no(False, str(error))
        except RecursionError:
            return cannot("The output is nested too deeply for this path.")
        wanted = self.wanted(judged.expected)
        if not found:
            return yes_or_no(False, f"There is nothing at {self.path}.")
        is_same = same(found, wanted)
        said = quoted(text_of(found if len(found) > 1 else found[0]))
        return yes_or_no(
            is_same,
            f"{said}, as expected."
            if is_same
            else f"{said} instead of {quoted(text_of(wanted if len(wanted) > 1 else wanted[0]))}.",
        )

    def wanted(self, expected: Any) -> list[Any]:
        if self.value is not MISSING:
            return [self.value]
        try:
            document = parsed(expected) if isinstance(expected, str) else expected
        except NotJson:
            document = None
        return self.values_in(document) or [expected]

    def values_in(self, document: Any) -> list[Any]:
        return [match.value for match in self.expression.find(document)]


def same(found: list[Any], wanted: list[Any]) -> bool:
    """As JSON: 1 and 1.0 are one number, true and 1 are not the same."""
    return text_of(plain(found)) == text_of(plain(wanted))


def plain(value: Any) -> Any:
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, dict):
        return {key: plain(value[key]) for key in sorted(value)}
    if isinstance(value, list):
        return [plain(inner) for inner in value]
    return value
