"""The values of OTLP in protobuf."""

from __future__ import annotations

import base64
import math
from collections.abc import Callable, Sequence
from operator import attrgetter
from typing import Any

from opentelemetry.proto.common.v1.common_pb2 import AnyValue, KeyValue

from app.otlp import bounds
from app.otlp.bounds import LONGEST_NAME, SURELY_SHORT


def attributes_of(
    pairs: Sequence[KeyValue], long: list[str] | None, truncated: list[str]
) -> dict[str, Any]:
    """Values by name. Long texts are named in `long` instead of cut, where that is given."""
    found: dict[str, Any] = {}
    if len(pairs) > bounds.MOST_ATTRIBUTES:
        truncated.append("attributes")
        pairs = pairs[: bounds.MOST_ATTRIBUTES]
    for pair in pairs:
        name, held = pair.key, pair.value
        if "\0" in name or len(name) > LONGEST_NAME:
            name = bounds.name_of(name)
        # Most values are texts or whole numbers; what is none, or empty, is empty or zero here.
        value: Any = held.string_value
        if not value:
            value = held.int_value or value_of(held, truncated, name)
        elif len(value) > SURELY_SHORT or "\0" in value:
            value = bounds.clean(value)
            if long is None:
                value = bounds.bounded(value, truncated, name)
            elif len(value) > SURELY_SHORT:
                long.append(name)
        found[name] = value
    return found


def value_of(held: AnyValue, truncated: list[str], name: str) -> Any:
    kind = held.WhichOneof("value")
    if kind in SCALARS:
        return SCALARS[kind](held)
    return bounds.bounded(nested(held, kind), truncated, name)


def nested(held: AnyValue, kind: str | None) -> Any:
    """How deep it goes, protobuf has limited."""
    if kind == "array_value":
        return [plain(item) for item in held.array_value.values]
    if kind == "kvlist_value":
        return {pair.key: plain(pair.value) for pair in held.kvlist_value.values}
    if kind == "bytes_value":
        return base64.b64encode(held.bytes_value).decode()
    return None


def plain(held: AnyValue) -> Any:
    """Any value as Python's."""
    kind = held.WhichOneof("value")
    return SCALARS[kind](held) if kind in SCALARS else nested(held, kind)


def finite(held: AnyValue) -> float | None:
    return held.double_value if math.isfinite(held.double_value) else None


SCALARS: dict[str | None, Callable[[AnyValue], Any]] = {
    "string_value": attrgetter("string_value"),
    "int_value": attrgetter("int_value"),
    "bool_value": attrgetter("bool_value"),
    "double_value": finite,
}
