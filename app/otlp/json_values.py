"""The values of OTLP in JSON: attributes, numbers, ids, and what to make of the wrong kind."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from app.otlp import bounds
from app.otlp.clock import NANOSECONDS

Object = dict[str, Any]


def attributes_of(pairs: Any, long: list[str] | None, truncated: list[str]) -> Object:
    """Values by name. Long texts are named in `long` instead of cut, where that is given."""
    found: Object = {}
    if not isinstance(pairs, list):
        return found
    if len(pairs) > bounds.MOST_ATTRIBUTES:
        truncated.append("attributes")
        pairs = pairs[: bounds.MOST_ATTRIBUTES]
    for pair in pairs:
        if not isinstance(pair, dict):
            continue
        name = a_text(pair.get("key"))
        if "\0" in name or len(name) > bounds.LONGEST_NAME:
            name = bounds.name_of(name)
        value = value_of(pair.get("value"))
        if isinstance(value, str):
            value = bounds.clean(value) if "\0" in value else value
            if len(value) > bounds.SURELY_SHORT:
                if long is None:
                    value = bounds.bounded(value, truncated, name)
                else:
                    long.append(name)
        elif isinstance(value, dict | list):
            value = bounds.bounded(value, truncated, name)
        found[name] = value
    return found


def value_of(held: Any, depth: int = 0) -> Any:
    """An AnyValue; what lies too deep becomes a text of itself."""
    if not isinstance(held, dict):
        return None
    for kind, value in held.items():
        read = VALUES.get(kind)
        if read is not None:
            return read(value, depth)
    return None


def array_of(value: Any, depth: int) -> Any:
    if depth >= bounds.DEEPEST:
        return bounds.text_of(value)
    return [value_of(item, depth + 1) for item in a_list(an_object(value).get("values"))]


def map_of(value: Any, depth: int) -> Any:
    if depth >= bounds.DEEPEST:
        return bounds.text_of(value)
    pairs = objects(an_object(value).get("values"))
    return {a_text(pair.get("key")): value_of(pair.get("value"), depth + 1) for pair in pairs}


def integer(value: Any, depth: int = 0) -> Any:
    """A 64-bit integer from a number or its digits; what is none stays the text it was."""
    try:
        number = int(value)
    except (ValueError, TypeError, OverflowError):
        return a_text(value)
    return number if -(2**63) <= number < 2**63 else str(value)[:40]


def double(value: Any, depth: int) -> float | None:
    try:
        number = float(value)
    except (ValueError, TypeError, OverflowError):
        return None
    return number if math.isfinite(number) else None


VALUES: dict[str, Callable[[Any, int], Any]] = {
    "stringValue": lambda value, _: a_text(value),
    "intValue": integer,
    "doubleValue": double,
    "boolValue": lambda value, _: value if isinstance(value, bool) else value == "true",
    "bytesValue": lambda value, _: a_text(value),
    "arrayValue": array_of,
    "kvlistValue": map_of,
}
VALUES |= {
    "string_value": VALUES["stringValue"],
    "int_value": VALUES["intValue"],
    "double_value": VALUES["doubleValue"],
    "bool_value": VALUES["boolValue"],
    "bytes_value": VALUES["bytesValue"],
    "array_value": VALUES["arrayValue"],
    "kvlist_value": VALUES["kvlistValue"],
}


def nanoseconds(value: Any) -> int:
    """0 for what is no time."""
    try:
        return min(max(int(value), 0), NANOSECONDS)
    except (ValueError, TypeError, OverflowError):
        return 0


def an_id(value: Any) -> bytes:
    """Empty for what is not hexadecimal: such a span is rejected."""
    try:
        return bytes.fromhex(value)
    except (ValueError, TypeError):
        return b""


def one_of(numbers: dict[str, int], value: Any) -> int:
    if isinstance(value, int):
        return value
    return numbers.get(value, 0) if isinstance(value, str) else 0


def either(holder: Object, camel: str, snake: str) -> Any:
    value = holder.get(camel)
    return holder.get(snake) if value is None else value


def a_text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def a_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def an_object(value: Any) -> Object:
    return value if isinstance(value, dict) else {}


def objects(value: Any) -> list[Object]:
    return [item for item in a_list(value) if isinstance(item, dict)]
