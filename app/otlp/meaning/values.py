"""How one attribute's value is read: each function gives None for what it does not understand."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import orjson

from app.otlp.bounds import (
    LARGEST_COUNT,
    LONGEST_JSON,
    LONGEST_LABEL,
    MOST_TAGS,
    bounded,
    clean,
    is_harmless,
)

Read = Callable[[Any], Any]

SCALARS = frozenset("-0123456789tfn")
ENVIRONMENT = re.compile("[a-z0-9_-]{1,40}")
MOST_COST = Decimal(10**9)


def anything(value: Any) -> Any:
    return value


def label(value: Any) -> str | None:
    """A text to search for by its whole; longer ones are cut."""
    if isinstance(value, str):
        return value[:LONGEST_LABEL] or None
    return str(value) if isinstance(value, int | float) else None


def quoted_label(value: Any) -> str | None:
    """A label that may be written as JSON text."""
    found = label(json_value(value))
    return clean(found) if found else None


def json_value(value: Any) -> Any:
    """The value that a text holds as JSON, else the text; no number loses digits."""
    if not isinstance(value, str) or not value:
        return value
    first = value[0]
    if (first not in '{["' and first not in SCALARS) or len(value) > LONGEST_JSON:
        return value
    try:
        found = orjson.loads(value)
    except orjson.JSONDecodeError:
        return value
    if first in SCALARS and orjson.dumps(found).decode() != value:
        return value
    return found


def bounded_json(value: Any, truncated: list[str], name: str) -> Any:
    """`json_value` of what no field will hold, and so nobody bounds later."""
    found = json_value(value)
    is_text = isinstance(found, str) and found is value
    return found if is_text or is_harmless(value) else bounded(found, truncated, name)


def json_object(value: Any) -> dict[str, Any] | None:
    found = json_value(value)
    return found if isinstance(found, dict) and found else None


def count(value: Any) -> int | None:
    """A number of tokens."""
    if isinstance(value, bool):
        return None
    if isinstance(value, str) and value.isascii() and value.isdecimal() and len(value) <= 10:
        value = int(value)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return value if isinstance(value, int) and 0 <= value <= LARGEST_COUNT else None


def version_number(value: Any) -> int | None:
    """Versions of prompts count from 1."""
    return count(value) or None


def cost(value: Any) -> Decimal | None:
    """US dollars."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        amount = Decimal(str(value)[:40])
    except ArithmeticError:
        return None
    return amount if amount.is_finite() and 0 <= amount < MOST_COST else None


def cost_of_details(value: Any) -> Decimal | None:
    """The total of a map of costs; without one, their sum."""
    details = json_object(value) or {}
    if "total" in details:
        return cost(details["total"])
    parts = [part for part in map(cost, details.values()) if part is not None]
    return sum(parts, Decimal(0)) if parts else None


def seconds(value: Any) -> float | None:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return float(value) if is_number and 0 <= value < 86_400 else None


def milliseconds(value: Any) -> float | None:
    """As seconds."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return seconds(value / 1000) if is_number else None


def moment(value: Any) -> datetime | None:
    """A time in ISO 8601, perhaps as JSON text; without a zone it is UTC."""
    try:
        found = datetime.fromisoformat(json_value(value))
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, OverflowError):
        return None


def uuid(value: Any) -> UUID | None:
    try:
        return UUID(value)
    except (ValueError, TypeError, AttributeError):
        return None


def tags(value: Any) -> list[str] | None:
    """A list, JSON text of one, or texts between commas."""
    found = json_value(value)
    if isinstance(found, str):
        found = [tag.strip() for tag in found.split(",")]
    if not isinstance(found, list):
        return None
    names = [clean(label(tag) or "") for tag in found[: MOST_TAGS * 2]]
    return list(dict.fromkeys(name for name in names if name))[:MOST_TAGS] or None


def environment(value: Any) -> str | None:
    """As Langfuse has it: lower case, without its own prefix, of few characters."""
    if not isinstance(value, str):
        return None
    name = value.lower().removeprefix("langfuse")
    return name if ENVIRONMENT.fullmatch(name) else None


def one_of(meanings: dict[str, str]) -> Read:
    """Reads the words of one convention, in whatever case, as ours."""

    def read(value: Any) -> str | None:
        return meanings.get(value.lower()) if isinstance(value, str) else None

    return read
