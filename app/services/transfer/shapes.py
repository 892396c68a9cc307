"""What may stand where in a line: which keys, and which type each value has."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from app.db import now
from app.services.transfer.lines import FORMAT, UnfitLine
from app.strict_json import shown

Convert = Callable[[Any], Any]
Shape = Mapping[str, Convert]

CLOCKS_DIFFER = timedelta(minutes=5)
"""By at most so much, those of the machines that lines come from and ours."""


def read(value: Any, shape: Shape, place: str = "") -> dict[str, Any]:
    """The values by key, converted. An unknown key or a wrong type is refused, with its place."""
    if not isinstance(value, dict):
        raise UnfitLine(f"{place or 'The line'} is not a JSON object.")
    within = f"{place}, " if place else ""
    for key in value:
        if key not in shape:
            raise UnfitLine(f"{within}{shown(key)} is not a key that is known here.")
    found = {}
    for key, given in value.items():
        try:
            found[key] = shape[key](given)
        except ValueError as problem:
            raise UnfitLine(f"{within}{key}: {problem}") from None
    return found


def read_all(values: list[Any], shape: Shape, name: str) -> list[dict[str, Any]]:
    return [read(value, shape, f"{name} {place}") for place, value in enumerate(values, 1)]


def the_format(value: Any) -> int:
    if type(value) is not int or value != FORMAT:
        raise ValueError(f"Only format {FORMAT} is known here.")
    return value


def text(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError("Not a text.")
    return value


def number(value: Any) -> int:
    if type(value) is not int or not 1 <= value < 2**31:
        raise ValueError("Not a version's number.")
    return value


def identifier(value: Any) -> UUID:
    try:
        id_ = UUID(text(value))
    except ValueError:
        raise ValueError("Not a UUID.") from None
    if str(id_) != value.lower():
        raise ValueError("Not a UUID as it is usually written.")
    return id_


def moment(value: Any) -> datetime:
    try:
        at = datetime.fromisoformat(text(value))
        zoned = at.tzinfo is not None
        utc = at.astimezone(UTC)
    except (ValueError, OverflowError):
        raise ValueError("Not a time such as `2026-01-31T12:00:00Z`.") from None
    if not zoned:
        raise ValueError("Say the time zone, such as a closing Z.")
    return utc


def past(value: Any) -> datetime:
    """What lies ahead of our clock by no more than clocks differ counts as now.

    Where the history ends is told by time, and so is what changed last: nothing may come after
    what happens here from now on.
    """
    at, latest = moment(value), now()
    if at > latest + CLOCKS_DIFFER:
        raise ValueError("Lies in the future.")
    return min(at, latest)


def items(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise ValueError("Not a list.")
    return value


def texts(value: Any) -> list[str]:
    return [text(item) for item in items(value)]


def mapping(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise ValueError("Not an object.")
    return value


def pointers(value: Any) -> dict[str, int]:
    return {label: number(version) for label, version in mapping(value).items()}


def maybe(convert: Convert) -> Convert:
    return lambda value: None if value is None else convert(value)


PROMPT: Shape = {
    "format": the_format,
    "id": identifier,
    "name": text,
    "kind": text,
    "description": maybe(text),
    "tags": texts,
    "active_version": maybe(number),
    "labels": pointers,
    "created_at": past,
    "updated_at": past,
    "archived_at": maybe(past),
    "created_by": text,
    "versions": items,
    "releases": items,
}
VERSION: Shape = {
    "id": identifier,
    "version": number,
    "content": maybe(text),
    "messages": maybe(items),
    "parameters": maybe(mapping),
    "message": maybe(text),
    "created_at": past,
    "created_by": text,
}
RELEASE: Shape = {
    "id": identifier,
    "prompt_name": text,
    "label": text,
    "from_version": maybe(number),
    "to_version": maybe(number),
    "reason": maybe(text),
    "actor": text,
    "created_at": past,
    "release_id": maybe(identifier),
}
