"""JSON Schemas of users: checked when they are set, compiled once, and bounded.

Nothing is fetched for them, and no pattern or reference of theirs can keep us busy for long.

It takes a second to import: who imports it at its start lets every command and process wait.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import re2
from jsonschema import Draft202012Validator, SchemaError, validators
from jsonschema.exceptions import ValidationError
from referencing import Registry
from referencing.exceptions import Unresolvable
from referencing.jsonschema import DRAFT202012

from app.db import compact_json

DRAFT = "https://json-schema.org/draft/2020-12/schema"
STEPS, STEPS_A_CHARACTER = 10_000, 2
"""So often a keyword is looked at for one value, and so much more often the longer it is."""
DATA = ("const", "enum", "default", "examples")
"""What stands under these is no schema."""
UNSUPPORTED = ("patternProperties", "$dynamicRef", "$dynamicAnchor", "$recursiveRef")
MESSAGE_LENGTH = 200

Keyword = Callable[[Any, Any, Any, Any], Iterator[Any] | None]


class TooManySteps(Exception):
    """The schema leads in circles, or multiplies."""


class Shape:
    """A schema, ready to be asked."""

    def __init__(self, schema: dict[str, Any]) -> None:
        self.left = 0
        keywords = {**Draft202012Validator.VALIDATORS, "pattern": pattern, "uniqueItems": unique}
        counted = {name: self.counted(keyword) for name, keyword in keywords.items()}
        extend: Any = validators.extend
        self.validator = extend(Draft202012Validator, counted)(schema, registry=Registry())

    def counted(self, keyword: Keyword) -> Keyword:
        def looked_at(*args: Any) -> Iterator[Any] | None:
            self.left -= 1
            if self.left < 0:
                raise TooManySteps
            return keyword(*args)

        return looked_at

    def problem(self, value: Any, length: int) -> str | None:
        """The first thing that is wrong with a value whose JSON has so many characters."""
        self.left = STEPS + STEPS_A_CHARACTER * length
        try:
            error = next(self.validator.iter_errors(value), None)
        except (TooManySteps, RecursionError):
            return "the schema takes too many steps on this value."
        except Unresolvable:
            return "the schema refers to what it does not contain."
        return None if error is None else in_words(error)


def in_words(error: Any) -> str:
    place = "".join(f"[{p}]" if isinstance(p, int) else f".{p}" for p in error.absolute_path)
    message = error.message
    if len(message) > MESSAGE_LENGTH:
        message = f"{message[:MESSAGE_LENGTH]}…"
    return f"{place.lstrip('.')}: {message}" if place else message


def schema_problems(schema: dict[str, Any]) -> Iterator[str]:
    """Why it cannot be asked; of one without any a `Shape` can be made."""
    if schema.get("$schema", DRAFT).rstrip("#") != DRAFT:
        yield f"Only Draft 2020-12 is understood: leave `$schema` out, or say {DRAFT}."
    try:
        Draft202012Validator.check_schema(schema)
    except SchemaError as error:
        yield f"Not a JSON Schema: {in_words(error)}"
        return
    except RecursionError:
        yield "Not a JSON Schema: nested too deep."
        return
    resource = DRAFT202012.create_resource(schema)
    uri = resource.id() or ""
    registry: Registry[Any] = Registry().with_resource(uri, resource)
    resolver = registry.resolver(uri)
    for keyword, value in keywords_in(schema):
        if keyword in UNSUPPORTED:
            yield f"`{keyword}` is not supported here."
        elif keyword == "pattern":
            yield from pattern_problems(value)
        elif keyword == "$ref":
            yield from reference_problems(resolver, value)


def keywords_in(schema: Any) -> Iterator[tuple[str, Any]]:
    """Every key of every object that may be a schema, with what stands there."""
    below = [schema]
    while below:
        part = below.pop()
        if isinstance(part, dict):
            for name, value in part.items():
                if name in UNSUPPORTED or isinstance(value, str):
                    yield name, value
                if name not in DATA:
                    below.append(value)
        elif isinstance(part, list):
            below.extend(part)


def pattern_problems(written: str) -> Iterator[str]:
    try:
        compiled(written)
    except re2.error as error:
        yield f"The pattern {written[:80]!r} cannot be used: {reason_of(error)}."


def reason_of(error: Exception) -> str:
    reason = error.args[0] if error.args else ""
    return reason.decode(errors="replace") if isinstance(reason, bytes) else str(reason)


def reference_problems(resolver: Any, reference: str) -> Iterator[str]:
    """Only into the schema itself, and only to what is a schema there."""
    if not reference.startswith("#"):
        yield f"`$ref` {reference[:80]!r}: only references into the schema itself are followed."
        return
    try:
        found = resolver.lookup(reference).contents
        Draft202012Validator.check_schema(found)
    except Unresolvable:
        yield f"`$ref` {reference[:80]!r} leads nowhere."
    except SchemaError:
        yield f"`$ref` {reference[:80]!r} does not lead to a schema."


def compiled(written: str) -> Any:
    options = re2.Options()
    options.log_errors = False
    return re2.compile(written, options)


def pattern(_: Any, written: str, value: Any, __: Any) -> Iterator[ValidationError]:
    """In time that grows with the text alone, whatever the pattern."""
    if isinstance(value, str) and not compiled(written).search(value):
        yield ValidationError(f"{value!r} does not match {written!r}")


def unique(_: Any, wanted: bool, value: Any, __: Any) -> Iterator[ValidationError]:
    """jsonschema's own compares each with each."""
    if wanted and isinstance(value, list) and len(set(map(compact_json, value))) < len(value):
        yield ValidationError("has elements that are equal")
