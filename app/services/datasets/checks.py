"""What an item of a dataset may look like. Every door's input passes here."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from app.db import compact_json
from app.services.prompts.checks import NUL_IN_JSON, Checks, text_problems

if TYPE_CHECKING:
    from app.json_schemas import Shape

INPUT_BYTES = EXPECTED_BYTES = 1024 * 1024
METADATA_BYTES = 64 * 1024
SCHEMA_BYTES = 64 * 1024
KEY_LENGTH = 500
KEY_DIGITS = 16


@dataclass(frozen=True, slots=True)
class Source:
    """What an item was taken from."""

    run_id: UUID | None = None
    trace_id: UUID | None = None
    span_id: bytes | None = None


NOWHERE = Source()


@dataclass(frozen=True, slots=True)
class Item:
    """An item as it will be stored: its values are compact JSON already."""

    key: str
    input: str
    expected: str | None
    metadata: str | None
    tags: list[str]
    source: Source = NOWHERE

    @property
    def checksum(self) -> str:
        """SHA-256, in hex, of the JSON of [input, expected, metadata, tags], keys as written."""
        parts = self.input, self.expected or "null", self.metadata or "null"
        whole = f"[{','.join(parts)},{compact_json(self.tags)}]"
        return hashlib.sha256(whole.encode()).hexdigest()


@dataclass(frozen=True)
class Shapes:
    """What a dataset asks of its items beyond what every item must be."""

    input: Shape | None = None
    expected: Shape | None = None

    @classmethod
    def of(
        cls, input_schema: dict[str, Any] | None, expected_schema: dict[str, Any] | None
    ) -> Shapes:
        # Not before it is needed: every command and process would wait for what it brings along.
        from app.json_schemas import Shape

        return cls(
            Shape(input_schema) if input_schema is not None else None,
            Shape(expected_schema) if expected_schema is not None else None,
        )


def check_schema(checks: Checks, field: str, schema: dict[str, Any] | None) -> None:
    if schema is None:
        return
    checks.size(field, schema, SCHEMA_BYTES, "64 KiB")
    if field in checks.errors:
        return
    # As above.
    from app.json_schemas import schema_problems

    for problem in schema_problems(schema):
        checks.refuse(field, problem)
        return


def make_item(
    shapes: Shapes,
    *,
    input: Any,
    expected: Any = None,
    metadata: dict[str, Any] | None = None,
    tags: list[str] | None = None,
    key: str | None = None,
    source: Source = NOWHERE,
) -> Item:
    """Without a key it gets one made of its input. `Invalid` says what is wrong, by field."""
    checks = Checks()
    item = Item(
        key=key_of(input) if key is None else checked_key(checks, key),
        input=checked_input(checks, shapes, input),
        expected=checked_expected(checks, shapes, expected),
        metadata=checked_metadata(checks, metadata),
        tags=checks.tags(tags) if tags else [],
        source=source,
    )
    checks.done()
    return item


def key_of(value: Any) -> str:
    """The first digits of SHA-256 of the input's JSON, whatever order its keys have."""
    try:
        canonical = json.dumps(
            value, ensure_ascii=False, separators=(",", ":"), sort_keys=True, allow_nan=False
        )
        return hashlib.sha256(canonical.encode()).hexdigest()[:KEY_DIGITS]
    except (ValueError, TypeError, RecursionError):
        # No JSON, which the check of the input says.
        return ""


def checked_key(checks: Checks, key: str) -> str:
    for problem in text_problems(key):
        checks.refuse("key", problem)
    if not 1 <= len(key) <= KEY_LENGTH:
        checks.refuse("key", f"Between 1 and {KEY_LENGTH} characters.")
    elif any(unicodedata.category(letter) == "Cc" for letter in key):
        checks.refuse("key", "No control characters.")
    elif key != key.strip():
        checks.refuse("key", "No space at its beginning or end.")
    return key


def checked_input(checks: Checks, shapes: Shapes, value: Any) -> str:
    if value is None:
        checks.refuse("input", "Anything but null.")
        return ""
    text = checked_json(checks, "input", value, INPUT_BYTES, "1 MiB")
    check_shape(checks, "input", shapes.input, value, text)
    return text


def checked_expected(checks: Checks, shapes: Shapes, value: Any) -> str | None:
    """What nothing is expected of fulfils every schema."""
    if value is None:
        return None
    text = checked_json(checks, "expected", value, EXPECTED_BYTES, "1 MiB")
    check_shape(checks, "expected", shapes.expected, value, text)
    return text


def checked_metadata(checks: Checks, value: dict[str, Any] | None) -> str | None:
    if value is None:
        return None
    if not isinstance(value, dict):
        checks.refuse("metadata", "An object.")
        return None
    return checked_json(checks, "metadata", value, METADATA_BYTES, "64 KiB")


def checked_json(checks: Checks, field: str, value: Any, most: int, in_words: str) -> str:
    try:
        text = compact_json(value)
    except (ValueError, TypeError, RecursionError):
        checks.refuse(field, "Not plain JSON: numbers must be finite, nesting limited.")
        return ""
    has_nul = "\\u0000" in text and NUL_IN_JSON.search(text)
    for problem in text_problems("\0" if has_nul else text):
        checks.refuse(field, problem)
    if len(text.encode(errors="replace")) > most:
        checks.refuse(field, f"At most {in_words} of JSON.")
    return text


def check_shape(checks: Checks, field: str, shape: Shape | None, value: Any, text: str) -> None:
    if shape is not None and text and field not in checks.errors:
        problem = shape.problem(value, len(text))
        if problem is not None:
            checks.refuse(field, f"Not as the dataset's `{field}_schema` asks: {problem}")
