"""What is typed after an option, as the API wants it."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from promptside.errors import BadInput

DIGITS = re.compile(r"[1-9][0-9]{0,8}")


def named(text: str, what: str) -> tuple[str, int | None]:
    """`NAME` or `NAME@VERSION`; no name has an @."""
    name, at, version = text.partition("@")
    if not name or (at and not DIGITS.fullmatch(version)):
        raise BadInput(f"{text!r} names no {what}: write NAME, or NAME@VERSION with a number.")
    return name, int(version) if at else None


def prompt_named(text: str) -> dict[str, Any]:
    """`NAME`, `NAME@VERSION` or `NAME@LABEL`; the label is `production` if none is given."""
    name, at, pointer = text.partition("@")
    if not name or bool(at) != bool(pointer) or "@" in pointer:
        raise BadInput(f"{text!r} names no prompt: write NAME, NAME@VERSION or NAME@LABEL.")
    if DIGITS.fullmatch(pointer):
        return {"prompt_name": name, "version": int(pointer)}
    return {"prompt_name": name, "label": pointer or "production"}


def evaluator_named(text: str) -> dict[str, Any]:
    name, version = named(text, "evaluator")
    return {"name": name} if version is None else {"name": name, "version": version}


def parameters_in(pairs: Iterable[str]) -> dict[str, Any] | None:
    """`NAME=VALUE`, the value as JSON, or else as it stands."""
    found: dict[str, Any] = {}
    for pair in pairs:
        name, is_pair, value = pair.partition("=")
        if not (name and is_pair):
            raise BadInput(f"{pair!r} is no parameter: write NAME=VALUE, like temperature=0.")
        try:
            found[name] = json.loads(value)
        except (ValueError, RecursionError):
            found[name] = value
    return found or None


def bounds_in(texts: Iterable[str], option: str) -> dict[str | None, float]:
    """`NUMBER` for all evaluators, `NAME=NUMBER` for one."""
    found: dict[str | None, float] = {}
    for text in texts:
        name, _, digits = text.rpartition("=")
        try:
            bound = float(digits)
        except ValueError:
            bound = math.nan
        if not math.isfinite(bound):
            raise BadInput(f"{option} {text}: write a number, or EVALUATOR=NUMBER.")
        found[name or None] = bound
    return found


def is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
