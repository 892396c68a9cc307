"""Which fields of a line, or columns of a table, become what of an item.

Without a mapping names decide. `key` or else `id` is the key; the first of `expected`,
`expected_output`, `answer`, `ideal` and `output` is what is expected; `metadata` and `tags` are
what they say. The input is `input`, else an object of all other fields. A cell of a table is text,
but JSON in the columns `metadata`, `input_json`, `expected_json` and those the mapping names under
`json`.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from app.errors import Invalid
from app.strict_json import NotJson, loads

Fields = Mapping[str, Any]

EXPECTED = ("expected", "expected_output", "answer", "ideal", "output")
KEYS = ("key", "id")
AS_JSON = ("metadata", "input_json", "expected_json")
PARTS = ("input", "expected", "key", "metadata", "tags", "json")
NAME_LENGTH = 1_000


class UnfitRow(Invalid):
    """This line does not make an item."""


class UnfitMapping(Invalid):
    """It is not one, or names what the file does not have."""


@dataclass(frozen=True)
class Columns:
    """Where each part of an item comes from: a field, or an object of several."""

    input: str | dict[str, str] | None = None
    expected: str | dict[str, str] | None = None
    key: str | None = None
    metadata: str | dict[str, str] | None = None
    tags: str | None = None
    json: frozenset[str] = frozenset(AS_JSON)

    @property
    def names(self) -> set[str]:
        found: set[str] = set()
        for part in (self.input, self.expected, self.key, self.metadata, self.tags):
            found |= set(part.values()) if isinstance(part, dict) else {part} if part else set()
        return found

    def missing(self, fields: Collection[str]) -> list[str]:
        return sorted(self.names - set(fields))


def read_mapping(value: Any) -> Columns | None:
    """As it is sent; None leaves it to the names."""
    if value is None:
        return None
    if isinstance(value, str):
        value = parsed_mapping(value)
    if not isinstance(value, dict) or "input" not in value or set(value) - set(PARTS):
        raise unfit(f"An object with `input`, and beside it at most {', '.join(PARTS[1:])}.")
    return Columns(
        input=one_or_more(value, "input"),
        expected=one_or_more(value, "expected"),
        key=one(value, "key"),
        metadata=one_or_more(value, "metadata"),
        tags=one(value, "tags"),
        json=frozenset(AS_JSON) | frozenset(names_in(value, "json")),
    )


def parsed_mapping(text: str) -> Any:
    try:
        return loads(text)
    except NotJson as error:
        raise unfit(f"Not JSON: {reason_of(error)}") from error


def one(value: dict[str, Any], part: str) -> str | None:
    name = value.get(part)
    if name is not None and (not isinstance(name, str) or not 1 <= len(name) <= NAME_LENGTH):
        raise unfit(f"`{part}` is the name of a field.")
    return name


def one_or_more(value: dict[str, Any], part: str) -> str | dict[str, str] | None:
    """A name, an object of names by what they become, or a list of those that stay as they are."""
    given = value.get(part)
    if isinstance(given, list):
        return {name: name for name in names_in(value, part)} or None
    if isinstance(given, dict):
        if not given or not all(isinstance(name, str) and name for name in given.values()):
            raise unfit(f"`{part}` is a field's name, or an object of such names.")
        return dict(given)
    return one(value, part)


def names_in(value: dict[str, Any], part: str) -> list[str]:
    names = value.get(part) or []
    if not isinstance(names, list) or not all(isinstance(n, str) and n for n in names):
        raise unfit(f"`{part}` is a list of fields' names.")
    return names


def unfit(message: str) -> UnfitMapping:
    return UnfitMapping(f"mapping: {message}", errors={"query": {"mapping": [message]}})


def columns_by_name(fields: Iterable[str]) -> Columns:
    """What the names alone say."""
    names = list(fields)
    key, expected = first_of(KEYS, names), first_of(("expected_json", *EXPECTED), names)
    metadata, tags = first_of(("metadata",), names), first_of(("tags",), names)
    whole = first_of(("input_json", "input"), names)
    # An answer in the input would be a gift to whoever is asked.
    apart = {key, metadata, tags, *EXPECTED, "expected_json"}
    rest = {name: name for name in names if name not in apart}
    return Columns(whole or rest or None, expected, key, metadata, tags)


def first_of(wanted: Iterable[str], names: Collection[str]) -> str | None:
    return next((name for name in wanted if name in names), None)


def fields_of_item(columns: Columns, fields: Fields, *, is_table: bool) -> dict[str, Any]:
    """What `make_item` takes. In a table an empty cell is no key, expectation, tag or metadata."""
    if columns.input is None:
        raise UnfitRow("input: No field is left for it; say which it is by a mapping.")
    if is_table:
        optional = {columns.key, columns.tags, *whole(columns.expected), *of(columns.metadata)}
        fields = {
            name: cell
            for name, cell in fields.items()
            if cell != "" or (name not in optional and name not in columns.json)
        }
    reading = Reading(columns, fields)
    return {
        "input": reading.part("input", columns.input, needed=True),
        "expected": reading.part("expected", columns.expected),
        "metadata": reading.metadata(),
        "tags": tags_in(fields.get(columns.tags or "")),
        "key": key_in(fields.get(columns.key or "")),
    }


def whole(part: str | dict[str, str] | None) -> list[str]:
    return [part] if isinstance(part, str) else []


def of(part: str | dict[str, str] | None) -> list[str]:
    return list(part.values()) if isinstance(part, dict) else whole(part)


@dataclass(frozen=True)
class Reading:
    """One line, read by columns."""

    columns: Columns
    fields: Fields

    def part(self, name: str, part: str | dict[str, str] | None, *, needed: bool = False) -> Any:
        if part is None:
            return None
        if isinstance(part, str):
            return self.value(name, part, needed)
        found = {key: self.value(name, field, needed) for key, field in part.items()}
        return found if needed or any(field in self.fields for field in part.values()) else None

    def value(self, name: str, field: str, needed: bool) -> Any:
        if field not in self.fields:
            if needed:
                raise UnfitRow(f"{name}: There is no field {field[:100]!r}, or it is empty.")
            return None
        value = self.fields[field]
        if isinstance(value, str) and field in self.columns.json:
            return json_in(name, value)
        return value

    def metadata(self) -> dict[str, Any] | None:
        part = self.columns.metadata
        if isinstance(part, dict):
            present = {key: field for key, field in part.items() if field in self.fields}
            return self.part("metadata", present) if present else None
        value = self.part("metadata", part)
        if value is not None and not isinstance(value, dict):
            raise UnfitRow("metadata: An object.")
        return value


def json_in(name: str, text: str) -> Any:
    try:
        return loads(text)
    except NotJson as error:
        raise UnfitRow(f"{name}: Not JSON: {reason_of(error)}") from error


def reason_of(error: NotJson) -> str:
    reason: str = (error.errors or {})["json"]["_schema"][0]
    return reason.replace("line 1, ", "")


def tags_in(value: Any) -> list[str]:
    """A list of texts, or one text with commas between them."""
    if isinstance(value, str):
        if value.startswith("["):
            value = json_in("tags", value)
        else:
            value = [tag for tag in value.split(",") if tag.strip()]
    if value is None:
        return []
    if not isinstance(value, list) or not all(isinstance(tag, str) for tag in value):
        raise UnfitRow("tags: A list of texts, or a text with commas between them.")
    return value


def key_in(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool) or not isinstance(value, int):
        raise UnfitRow(f"key: A text or a whole number, not {json.dumps(value)[:80]}.")
    return str(value)
