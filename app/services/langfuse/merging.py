"""What is known of a span and what is told of it now, put together. Pure."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import timedelta
from typing import Any

from app.otlp import Span
from app.services.langfuse.ids import root_id_of
from app.services.langfuse.spans import MISSING, NEEDED, TOLD_AT

NOTHING = {"kind": "span", "level": "default", "environment": "default"}
"""Values that say no more than none; the trace itself as parent does not either."""

FIELDS = {"name": "name", "start": "started_at", "end": "ended_at"}
APART = {"name", "started_at", "ended_at", "latency_ms", "is_clamped", "attributes", "total_tokens"}


def merged(known: Span, told: Span) -> Span:
    """Whatever was told last counts, in whatever order it arrives; what is not said stays."""
    is_newer = told.attributes.get(TOLD_AT, "") >= known.attributes.get(TOLD_AT, "")
    first, second = (told, known) if is_newer else (known, told)
    said = {
        name: getattr(first if says(first, name) else second, name)
        for name in (field.name for field in fields(Span))
        if name not in APART
    }
    missing = [word for word in NEEDED if is_missing(first, word) and is_missing(second, word)]
    started_at = pick(first, second, "start", min(first.started_at, second.started_at))
    ended_at = pick(first, second, "end", started_at)
    ended_at = max(ended_at, started_at)
    attributes = {**second.attributes, **first.attributes}
    attributes.pop(MISSING, None)
    return replace(
        first,
        **said,
        name=pick(first, second, "name", first.name),
        started_at=started_at,
        ended_at=ended_at,
        latency_ms=(ended_at - started_at) / timedelta(milliseconds=1),
        is_clamped=first.is_clamped or second.is_clamped,
        total_tokens=total_of(said, first, second),
        attributes=attributes | ({MISSING: missing} if missing else {}),
    )


def says(span: Span, name: str) -> bool:
    value = getattr(span, name)
    if name == "parent_span_id" and value == root_id_of(span.trace_id):
        return False
    return value not in (None, "", [], {}) and value != NOTHING.get(name)


def is_missing(span: Span, word: str) -> bool:
    return word in span.attributes.get(MISSING, ())


def pick(first: Span, second: Span, word: str, otherwise: Any) -> Any:
    """What was told of a field that is never empty."""
    for span in (first, second):
        if not is_missing(span, word):
            return getattr(span, FIELDS[word])
    return otherwise


def total_of(said: dict[str, Any], first: Span, second: Span) -> int | None:
    """No less than its parts, which may have been told one after the other."""
    total = first.total_tokens if first.total_tokens is not None else second.total_tokens
    parts = (said["input_tokens"] or 0) + (said["output_tokens"] or 0)
    return total if total is None or total >= parts else parts
