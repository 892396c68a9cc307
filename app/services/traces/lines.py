"""Spans as the lines that PostgreSQL's COPY reads.

Written here, since a driver asks of every value anew how it is to be written, which takes longer
than all the rest of storing it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import orjson

from app.otlp import Span

COLUMNS = (
    *("project_id", "trace_id", "span_id", "started_at", "ended_at", "first_token_at"),
    *("latency_ms", "prompt_id", "prompt_version", "input_tokens", "output_tokens"),
    *("cached_tokens", "reasoning_tokens", "total_tokens", "is_clamped", "parent_span_id"),
    *("kind", "level", "name", "environment", "model", "provider", "prompt_name", "user_id"),
    *("session_id", "release", "tags", "status_message", "cost_usd", "price", "parameters"),
    *("input", "output", "attributes", "events", "links", "resource"),
)
NULL = "\\N"
BACKSLASH, TWO = "\\", "\\\\"


class Written(dict[int, str]):
    """The JSON of objects that many spans share, by the object's identity."""

    def __call__(self, value: Any) -> str:
        if not value:
            return NULL
        key = id(value)
        if key not in self:
            self[key] = json_field(value)
        return self[key]


def lines_of(project_id: UUID, spans: Sequence[Span], prices: Sequence[Any]) -> bytes:
    """A line a span, in the order of `COLUMNS`; `prices[i]` is what `spans[i]` was priced by."""
    project, shared = project_id.hex, Written()
    return "".join(
        [line_of(project, span, price, shared) for span, price in zip(spans, prices, strict=True)]
    ).encode()


def line_of(project: str, span: Span, price: Any, shared: Written) -> str:
    fields = (
        project,
        span.trace_id.hex,
        f"\\\\x{span.span_id.hex()}",
        span.started_at.isoformat(),
        span.ended_at.isoformat(),
        NULL if span.first_token_at is None else span.first_token_at.isoformat(),
        repr(span.latency_ms),
        NULL if span.prompt_id is None else span.prompt_id.hex,
        plain(span.prompt_version),
        plain(span.input_tokens),
        plain(span.output_tokens),
        plain(span.cached_tokens),
        plain(span.reasoning_tokens),
        plain(span.total_tokens),
        "t" if span.is_clamped else "f",
        NULL if span.parent_span_id is None else f"\\\\x{span.parent_span_id.hex()}",
        span.kind,
        span.level,
        text_field(span.name),
        text_field(span.environment),
        text_field(span.model),
        text_field(span.provider),
        text_field(span.prompt_name),
        text_field(span.user_id),
        text_field(span.session_id),
        text_field(span.release),
        array_field(span.tags) if span.tags else NULL,
        text_field(span.status_message),
        plain(span.cost_usd),
        shared(price),
        json_field(span.parameters),
        json_field(span.input),
        json_field(span.output),
        json_field(span.attributes) if span.attributes else NULL,
        json_field(span.events) if span.events else NULL,
        json_field(span.links) if span.links else NULL,
        shared(span.resource),
    )
    return "\t".join(fields) + "\n"


def plain(value: Any) -> str:
    """Of numbers, whose digits mean nothing to COPY."""
    return NULL if value is None else str(value)


def text_field(text: str | None) -> str:
    if text is None:
        return NULL
    if BACKSLASH in text:
        text = text.replace(BACKSLASH, TWO)
    if text.isprintable():
        return text
    return text.replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")


def json_field(value: Any) -> str:
    """Control characters are escaped in JSON already; null of JSON is null of SQL."""
    return NULL if value is None else orjson.dumps(value).decode().replace(BACKSLASH, TWO)


def array_field(texts: Sequence[str]) -> str:
    quoted = [text.replace(BACKSLASH, TWO).replace('"', '\\"') for text in texts]
    return text_field("{" + ",".join(f'"{text}"' for text in quoted) + "}")
