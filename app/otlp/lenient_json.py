"""JSON as exporters send it: strict if it is, else with what can be repaired."""

from __future__ import annotations

import json
import math
from typing import Any

import orjson

from app.otlp import bounds
from app.otlp.unreadable import Unreadable

TOO_DEEP = "The body nests deeper than can be read: send values as JSON text instead."


def parse(body: bytes) -> Any:
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError:
        return parse_leniently(body)


def parse_leniently(body: bytes) -> Any:
    """With what strict JSON refuses and exporters send: NaN, halves of surrogate pairs."""
    try:
        request = json.loads(body.decode("utf-8", "replace"), parse_int=integer_or_float)
    except RecursionError:
        raise Unreadable(TOO_DEEP) from None
    except json.JSONDecodeError as error:
        raise Unreadable(
            f"The body is not JSON: {error.msg} (line {error.lineno}, column {error.colno})."
            " Check that the exporter sends all of it, and that a protobuf body says"
            " Content-Type: application/x-protobuf."
        ) from None
    return without_halves(request)


def integer_or_float(digits: str) -> int | float:
    """What fits into 64 bits is exact."""
    return int(digits) if len(digits) <= 19 else float(digits)


def without_halves(request: Any) -> Any:
    """The same values with clean texts; a level at a time, so that no depth is too much."""
    result = [request]
    level: list[Any] = [result]
    while level:
        below: list[Any] = []
        for holder in level:
            places = list(holder.items()) if isinstance(holder, dict) else list(enumerate(holder))
            for place, value in places:
                if isinstance(value, dict | list):
                    below.append(value)
                elif isinstance(value, str):
                    holder[place] = bounds.clean(value)
                elif isinstance(value, float) and not math.isfinite(value):
                    holder[place] = None
            if isinstance(holder, dict):
                for name in [name for name in holder if not name.isascii()]:
                    holder[bounds.clean(name)] = holder.pop(name)
        level = below
    return result[0]
