"""JSON Schemas of users: nothing is fetched, and patterns end in linear time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import jsonschema
import re2
import referencing
from jsonschema.exceptions import SchemaError, ValidationError
from referencing.exceptions import Unresolvable

from app.evaluators.patterns import compiled
from app.evaluators.verdicts import BadConfig

LONGEST_TEXT = 300


class BadSchema(ValueError):
    """Not a JSON Schema of draft 2020-12 that can be used here."""


def pattern(_: Any, regex: str, instance: Any, __: Any) -> Iterator[ValidationError]:
    if isinstance(instance, str) and not re2.search(regex, instance):
        yield ValidationError(f"{instance!r} does not match {regex!r}")


def pattern_properties(
    validator: Any, patterns: Any, instance: Any, _: Any
) -> Iterator[ValidationError]:
    if not isinstance(instance, dict):
        return
    for regex, subschema in patterns.items():
        for name, value in instance.items():
            if re2.search(regex, name):
                yield from validator.descend(value, subschema, path=name, schema_path=regex)


Draft: Any = jsonschema.validators.extend(  # type: ignore[no-untyped-call]
    jsonschema.Draft202012Validator,
    {"pattern": pattern, "patternProperties": pattern_properties},
)


class Validator:
    """Made once for many values."""

    def __init__(self, schema: Mapping[str, Any]) -> None:
        try:
            jsonschema.Draft202012Validator.check_schema(schema)
            for regex in patterns_in(schema):
                compiled(regex, "pattern")
        except SchemaError as error:
            raise BadSchema(f"Not a JSON Schema: {place_of(error)}{cut(error.message)}") from None
        except (BadConfig, RecursionError) as error:
            raise BadSchema(f"It cannot be used: {error}") from None
        self.validator = Draft(schema, registry=referencing.Registry())

    def first_error(self, value: Any) -> str | None:
        """Where and what is wrong, or None if the value fulfils the schema."""
        try:
            error = next(self.validator.iter_errors(value), None)
        except Unresolvable as missing:
            return f"The schema refers to {missing.ref!r}, which it does not hold."
        except RecursionError:
            return "The schema refers to itself without end, or the value is nested too deeply."
        return None if error is None else place_of(error) + cut(error.message)


def patterns_in(schema: Any) -> Iterator[str]:
    todo = [schema]
    while todo:
        here = todo.pop()
        if isinstance(here, Mapping):
            if isinstance(here.get("pattern"), str):
                yield here["pattern"]
            if isinstance(here.get("patternProperties"), Mapping):
                yield from here["patternProperties"]
            todo.extend(here.values())
        elif isinstance(here, list):
            todo.extend(here)


def place_of(error: Any) -> str:
    return f"{error.json_path}: " if error.absolute_path else ""


def cut(text: str) -> str:
    return text if len(text) <= LONGEST_TEXT else text[:LONGEST_TEXT] + "…"
