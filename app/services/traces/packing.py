"""Spans as PostgreSQL's own binary form of an array of rows.

One parameter of one statement, which costs the server a third less than COPY to a temporary table
and INSERT from there, and spares the files that such a table has emptied at each commit. Packed
here, since a driver asks of every value anew how it is to be written.

An array (`array_recv`) is: how many dimensions, whether any is null, the type of its elements, how
many, the first one's number; then the elements. A row (`record_recv`) is: how many fields; then of
each its type. Whatever is in them is preceded by its length, which is -1 for null.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from struct import Struct
from typing import Any
from uuid import UUID

from app.otlp import Span
from app.packed_json import Packer, json_bytes
from app.services.traces.sharing import Shared

Priced = tuple[Span, dict[str, Any] | None]
"""A span, and the price by which its cost was worked out."""

COLUMNS = (
    *("trace_id", "started_at", "ended_at", "latency_ms", "is_clamped", "span_id"),
    *("parent_span_id", "first_token_at", "prompt_id", "resource_id", "price_id"),
    *("prompt_version", "input_tokens", "output_tokens", "cached_tokens", "reasoning_tokens"),
    *("total_tokens", "kind", "level", "name", "environment", "model", "provider", "prompt_name"),
    *("user_id", "session_id", "release", "tags", "status_message", "cost_usd", "parameters"),
    *("input", "output", "attributes", "events", "links"),
)
"""The fields of the type `arriving_span`, in its order (migration 0016)."""

BOOL, BYTEA, INTEGER, TEXT, JSON, DOUBLE, TEXTS = 16, 17, 23, 25, 114, 701, 1009
TIMESTAMPTZ, UUID_, JSONB = 1184, 2950, 3802
"""Numbers that PostgreSQL's types have everywhere (`pg_type.dat`)."""

whole = Struct(">i").pack
header = Struct(">ii").pack
"""Type and length of a field."""
integer = Struct(">iii").pack
bigint = Struct(">iiq").pack
array_header = Struct(">iiIii").pack
beginning = Struct(">i ii16s iiq iiq iid ii?").pack
"""How many fields, and the first five of them, which every span has."""


def null(kind: int) -> bytes:
    return header(kind, -1)


NO_BYTES, NO_INTEGER, NO_TEXT = null(BYTEA), null(INTEGER), null(TEXT)
NO_JSON, NO_TEXTS, NO_TIME, NO_UUID, NO_JSONB = map(null, (JSON, TEXTS, TIMESTAMPTZ, UUID_, JSONB))
EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


class Repeated(dict[Any, bytes]):
    """Fields of values that many spans have, each packed once."""

    def __init__(self, pack: Callable[[Any], bytes]) -> None:
        self.pack = pack

    def __missing__(self, value: Any) -> bytes:
        packed = self[value] = self.pack(value)
        return packed


def array_of(priced: Sequence[Priced], row_type: int, shared: Shared) -> bytes:
    """`row_type` is this database's number of the type `arriving_span`; `shared` gets what the
    rows refer to.
    """
    tools = Repeated(uuid_field), Repeated(text_field), Packer()
    rows = [row_of(span, price, shared, *tools) for span, price in priced]
    return array_header(1, 0, row_type, len(rows), 1) + b"".join(rows)


def row_of(
    span: Span, price: Any, shared: Shared, uuids: Repeated, texts: Repeated, packer: Packer
) -> bytes:
    started_at = (span.started_at - EPOCH) // MICROSECOND
    ended_at = (span.ended_at - EPOCH) // MICROSECOND
    first = (UUID_, 16, span.trace_id.bytes, TIMESTAMPTZ, 8, started_at, TIMESTAMPTZ, 8, ended_at)
    fields = (
        beginning(len(COLUMNS), *first, DOUBLE, 8, span.latency_ms, BOOL, 1, span.is_clamped),
        bytes_field(span.span_id),
        bytes_field(span.parent_span_id),
        time_field(span.first_token_at),
        uuids[span.prompt_id],
        uuids[shared.id_of(span.resource)],
        uuids[shared.id_of(price)],
        integer_field(span.prompt_version),
        integer_field(span.input_tokens),
        integer_field(span.output_tokens),
        integer_field(span.cached_tokens),
        integer_field(span.reasoning_tokens),
        integer_field(span.total_tokens),
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
        json_field(span.parameters),
        packed_field(span.input, packer),
        packed_field(span.output, packer),
        jsonb_field(span.attributes),
        json_field(span.events or None),
        json_field(span.links or None),
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
    return bigint(TIMESTAMPTZ, 8, (moment - EPOCH) // MICROSECOND)


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


def packed_field(value: Any, packer: Packer) -> bytes:
    return NO_BYTES if value is None else bytes_field(packer.pack(value))


def jsonb_field(value: Any) -> bytes:
    """Of `jsonb` the text follows the number of its form, 1. What is empty is null."""
    if not value:
        return NO_JSONB
    encoded = json_bytes(value)
    return header(JSONB, len(encoded) + 1) + b"\x01" + encoded
