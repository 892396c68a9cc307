"""Rows of spans into their table, those that are there already left out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg import pq
from psycopg.abc import Buffer
from psycopg.adapt import Dumper

from app.db import Cursor, db
from app.otlp import Span
from app.services.traces.packing import COLUMNS, Priced, array_of
from app.services.traces.sharing import KEEP, Shared

Key = tuple[int, bytes, datetime]
"""Trace, span and when it began; the trace by its number, as UUIDs compare slowly."""

AT_ONCE = 1000
"""Spans that one statement brings, so that neither side has all of a large batch in memory."""

NAMES = ", ".join(COLUMNS)
VALUES = NAMES.replace("cost_usd", "cost_usd::numeric")
# What is shared comes first, or two could wait for each other: a statement that is not read from
# runs last.
INSERT_NEW = (
    f"WITH kept AS ({KEEP} RETURNING id)"  # noqa: S608 - names of ours
    " SELECT insert_new_spans(%s, %s::arriving_span[]) FROM (SELECT count(*) FROM kept) AS first"
)
# By RETURNING, as the number of rows that the statement reports is that of those it read on a
# database that is spread over machines.
INSERT_MISSING = (
    f"INSERT INTO spans (project_id, {NAMES})"  # noqa: S608 - names of ours
    f" SELECT %s, {VALUES} FROM unnest(%s::arriving_span[])"
    " ON CONFLICT DO NOTHING RETURNING trace_id, span_id, started_at"
)
ROW_TYPE = "arriving_span"


class Packed(bytes):
    """A parameter in PostgreSQL's binary form; its type is said by the statement."""


class PackedDumper(Dumper):
    format = pq.Format.BINARY

    def dump(self, obj: Packed) -> Buffer | None:
        return obj


def key_of(span: Span) -> Key:
    return span.trace_id.int, span.span_id, span.started_at


def insert_spans(cursor: Cursor, project_id: UUID, priced: Sequence[Priced]) -> list[Span]:
    """Those of the spans that are new."""
    new: list[Span] = []
    cursor.adapters.register_dumper(Packed, PackedDumper)
    row_type = row_type_of(cursor, db.session.connection().info)
    for begin in range(0, len(priced), AT_ONCE):
        new += insert_some(cursor, row_type, project_id, priced[begin : begin + AT_ONCE])
    return new


def insert_some(
    cursor: Cursor, row_type: int, project_id: UUID, priced: Sequence[Priced]
) -> list[Span]:
    shared = Shared()
    rows = project_id, Packed(array_of(priced, row_type, shared))
    found = cursor.execute(INSERT_NEW, (*shared.values_for(project_id), *rows)).fetchone()
    if found and found[0]:
        return [span for span, _ in priced]
    missing = cursor.execute(INSERT_MISSING, rows).fetchall()
    keys = {(trace_id.int, *rest) for trace_id, *rest in missing}
    return [span for span, _ in priced if key_of(span) in keys]


def row_type_of(cursor: Cursor, kept: dict[str, Any]) -> int:
    """The number that this database gave the type, asked once a connection."""
    if ROW_TYPE not in kept:
        row: Any = cursor.execute(f"SELECT '{ROW_TYPE}'::regtype::oid::bigint").fetchone()
        kept[ROW_TYPE] = row[0]
    number: int = kept[ROW_TYPE]
    return number
