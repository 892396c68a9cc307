"""The values of OTLP in protobuf."""

from __future__ import annotations

import base64
import math
from collections.abc import Callable, Sequence
from typing import Any

from opentelemetry.proto.common.v1.common_pb2 import AnyValue, KeyValue

from app.otlp import bounds


def attributes_of(
    pairs: Sequence[KeyValue], long: list[str] | None, truncated: list[str]
) -> dict[str, Any]:
    """Values by name. Long texts are named in `long` instead of cut, where that is given."""
    found: dict[str, Any] = {}
    if len(pairs) > bounds.MOST_ATTRIBUTES:
        truncated.append("attributes")
        pairs = pairs[: bounds.MOST_ATTRIBUTES]
    for pair in pairs:
        name = pair.key
        if "\0" in name or len(name) > bounds.LONGEST_NAME:
            name = bounds.name_of(name)
        held = pair.value
        # Most values are texts; an unset one is the empty text.
        value: Any = held.string_value
        if not value:
            value = value_of(held, truncated, name)
        elif len(value) > bounds.SURELY_SHORT or "\0" in value:
            value = bounds.clean(value)
            if long is None:
                value = bounds.bounded(value, truncated, name)
            elif len(value) > bounds.SURELY_SHORT:
                long.append(name)
        found[name] = value
    return found


def value_of(held: AnyValue, truncated: list[str], name: str) -> Any:
    kind = held.WhichOneof("value")
    if kind == "int_value":
        return held.int_value
    value = plain(held)
    return value if kind in UNBOUNDED else bounds.bounded(value, truncated, name)


def plain(held: AnyValue) -> Any:
    """Any value as Python's. How deep it goes, protobuf has limited."""
    kind = held.WhichOneof("value")
    if kind is None:
        return None
    if kind == "array_value":
        return [plain(item) for item in held.array_value.values]
    if kind == "kvlist_value":
        return {pair.key: plain(pair.value) for pair in held.kvlist_value.values}
    return SIMPLE[kind](held) if kind in SIMPLE else None


def finite(held: AnyValue) -> float | None:
    return held.double_value if math.isfinite(held.double_value) else None


SIMPLE: dict[str, Callable[[AnyValue], Any]] = {
    "string_value": lambda held: held.string_value,
    "int_value": lambda held: held.int_value,
    "double_value": finite,
    "bool_value": lambda held: held.bool_value,
    "bytes_value": lambda held: base64.b64encode(held.bytes_value).decode(),
}
UNBOUNDED = {"double_value", "bool_value"}
"""Kinds of values that need no bounds."""
