"""Spans as PostgreSQL's own binary form of an array of rows.

One parameter of one statement, which costs the server a third less than COPY to a temporary table
and INSERT from there, and spares the files that such a table has emptied at each commit. Packed
here, since a driver asks of every value anew how it is to be written.

An array (`array_recv`) is: how many dimensions, whether any is null, the type of its elements, how
many, the first one's number; then the elements. A row (`record_recv`) is: how many fields; then of
each its type. Whatever is in them is preceded by its length, which is -1 for null.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal
from struct import Struct
from typing import Any
from uuid import UUID

import orjson

from app.db import compact_json
from app.otlp import Span

Priced = tuple[Span, dict[str, Any] | None]
"""A span, and the price by which its cost was worked out."""

COLUMNS = (
    *("trace_id", "span_id", "started_at", "ended_at", "first_token_at", "latency_ms"),
    *("prompt_id", "prompt_version", "input_tokens", "output_tokens", "cached_tokens"),
    *("reasoning_tokens", "total_tokens", "is_clamped", "parent_span_id", "kind", "level"),
    *("name", "environment", "model", "provider", "prompt_name", "user_id", "session_id"),
    *("release", "tags", "status_message", "cost_usd", "price", "parameters", "input", "output"),
    *("attributes", "events", "links", "resource"),
)
"""The fields of the type `arriving_span`, in its order (migration 0013)."""

BOOL, BYTEA, INTEGER, TEXT, JSON, DOUBLE, TEXTS = 16, 17, 23, 25, 114, 701, 1009
TIMESTAMPTZ, UUID_, JSONB = 1184, 2950, 3802
"""Numbers that PostgreSQL's types have everywhere (`pg_type.dat`)."""

whole = Struct(">i").pack
header = Struct(">ii").pack
"""Type and length of a field."""
integer = Struct(">iii").pack
bigint = Struct(">iiq").pack
double = Struct(">iid").pack
boolean = Struct(">ii?").pack
array_header = Struct(">iiIii").pack


def null(kind: int) -> bytes:
    return header(kind, -1)


NO_BYTES, NO_INTEGER, NO_TEXT = null(BYTEA), null(INTEGER), null(TEXT)
NO_JSON, NO_TEXTS, NO_TIME, NO_UUID, NO_JSONB = map(null, (JSON, TEXTS, TIMESTAMPTZ, UUID_, JSONB))
ROW = whole(len(COLUMNS))
EPOCH = datetime(2000, 1, 1, tzinfo=UTC)


class Texts(dict[str | None, bytes]):
    """Fields of texts that many spans share, each packed once."""

    def __missing__(self, text: str | None) -> bytes:
        packed = self[text] = text_field(text)
        return packed


class Objects(dict[int, bytes]):
    """Fields of objects that many spans share, by the object's identity."""

    def of(self, value: Any) -> bytes:
        packed = self.get(id(value))
        if packed is None:
            packed = self[id(value)] = jsonb_field(value)
        return packed


def array_of(priced: Sequence[Priced], row_type: int) -> bytes:
    """`row_type` is this database's number of the type `arriving_span`."""
    texts, objects = Texts(), Objects()
    rows = [row_of(span, price, texts, objects) for span, price in priced]
    return array_header(1, 0, row_type, len(rows), 1) + b"".join(rows)


def row_of(span: Span, price: Any, texts: Texts, objects: Objects) -> bytes:
    fields = (
        ROW,
        uuid_field(span.trace_id),
        bytes_field(span.span_id),
        time_field(span.started_at),
        time_field(span.ended_at),
        time_field(span.first_token_at),
        double(DOUBLE, 8, span.latency_ms),
        uuid_field(span.prompt_id),
        integer_field(span.prompt_version),
        integer_field(span.input_tokens),
        integer_field(span.output_tokens),
        integer_field(span.cached_tokens),
        integer_field(span.reasoning_tokens),
        integer_field(span.total_tokens),
        boolean(BOOL, 1, span.is_clamped),
        bytes_field(span.parent_span_id),
        texts[span.kind],
        texts[span.level],
        texts[span.name],
        texts[span.environment],
        texts[span.model],
        texts[span.provider],
        texts[span.prompt_name],
        texts[span.user_id],
        texts[span.session_id],
        texts[span.release],
        texts_field(span.tags),
        texts[span.status_message],
        decimal_field(span.cost_usd),
        objects.of(price),
        json_field(span.parameters),
        json_field(span.input),
        json_field(span.output),
        jsonb_field(span.attributes),
        json_field(span.events or None),
        json_field(span.links or None),
        objects.of(span.resource),
    )
    packed = b"".join(fields)
    return whole(len(packed)) + packed


def uuid_field(value: UUID | None) -> bytes:
    return NO_UUID if value is None else header(UUID_, 16) + value.bytes


def bytes_field(value: bytes | None) -> bytes:
    return NO_BYTES if value is None else header(BYTEA, len(value)) + value


def time_field(moment: datetime | None) -> bytes:
    """Microseconds since the year 2000."""
    if moment is None:
        return NO_TIME
    since = moment - EPOCH
    return bigint(
        TIMESTAMPTZ, 8, (since.days * 86400 + since.seconds) * 1_000_000 + since.microseconds
    )


def integer_field(value: int | None) -> bytes:
    return NO_INTEGER if value is None else integer(INTEGER, 4, value)


def text_field(text: str | None) -> bytes:
    if text is None:
        return NO_TEXT
    encoded = text.encode()
    return header(TEXT, len(encoded)) + encoded


def decimal_field(value: Decimal | None) -> bytes:
    """As text: the binary form is in digits of base 10,000."""
    return NO_TEXT if value is None else text_field(str(value))


def texts_field(texts: Sequence[str]) -> bytes:
    if not texts:
        return NO_TEXTS
    encoded = [text.encode() for text in texts]
    packed = array_header(1, 0, TEXT, len(encoded), 1)
    packed += b"".join([whole(len(one)) + one for one in encoded])
    return header(TEXTS, len(packed)) + packed


def json_field(value: Any) -> bytes:
    """What is null in JSON is null in SQL."""
    if value is None:
        return NO_JSON
    encoded = json_bytes(value)
    return header(JSON, len(encoded)) + encoded


def jsonb_field(value: Any) -> bytes:
    """Of `jsonb` the text follows the number of its form, 1. What is empty is null."""
    if not value:
        return NO_JSONB
    encoded = json_bytes(value)
    return header(JSONB, len(encoded) + 1) + b"\x01" + encoded


def json_bytes(value: Any) -> bytes:
    try:
        return orjson.dumps(value)
    except TypeError:
        # Integers of more than 64 bits: what jsonb makes of large numbers with an exponent.
        return compact_json(value).encode()
