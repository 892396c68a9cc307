"""Rows of spans into their table, those that are there already left out, and into summaries."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import psycopg
from psycopg import pq
from psycopg.abc import Buffer
from psycopg.adapt import Dumper

from app.otlp import Span
from app.services.traces.asking import Execute
from app.services.traces.merging import ADD, MARK, MERGE, OR_MERGE, values_for
from app.services.traces.packing import COLUMNS, Priced, array_of
from app.services.traces.sharing import Shared

Key = tuple[int, bytes, datetime]
"""Trace, span and when it began; the trace by its number, as UUIDs compare slowly."""

NAMES = ", ".join(COLUMNS)
VALUES = NAMES.replace("cost_usd", "cost_usd::numeric")
# With it the database knows the project; what is merged waits for its answer.
STORE_NEW = f"""
    WITH stored AS MATERIALIZED (
        SELECT take_new_spans(%s, %s::uuid[], %s::jsonb, %s::arriving_span[]) AS are_new
    ),
    marked AS ({MARK} WHERE (SELECT are_new FROM stored)),
    added AS ({ADD} WHERE (SELECT are_new FROM stored) {OR_MERGE})
    SELECT are_new FROM stored
    """  # noqa: S608 - names of ours
# By RETURNING, as the number of rows that the statement reports is that of those it read on a
# database that is spread over machines.
INSERT_MISSING = (
    f"INSERT INTO spans (project_id, {NAMES})"  # noqa: S608 - names of ours
    f" SELECT %s, {VALUES} FROM unnest(%s::arriving_span[])"
    " ON CONFLICT DO NOTHING RETURNING trace_id, span_id, started_at"
)


class Packed(bytes):
    """A parameter in PostgreSQL's binary form; its type is said by the statement."""


class PackedDumper(Dumper):
    format = pq.Format.BINARY

    def dump(self, obj: Packed) -> Buffer | None:
        return obj


psycopg.adapters.register_dumper(Packed, PackedDumper)


def key_of(span: Span) -> Key:
    return span.trace_id.int, span.span_id, span.started_at


def store_new(execute: Execute, row_type: int, project_id: UUID, priced: Sequence[Priced]) -> bool:
    """All by one statement. Of spans one of which is there already nothing is stored."""
    shared = Shared()
    rows = Packed(array_of(priced, row_type, shared))
    merged = values_for(project_id, spans_of(priced))
    values = project_id, *shared.ids_and_values(), rows, *merged
    ((are_new,),) = execute(STORE_NEW, values)
    return bool(are_new)


def store_missing(
    execute: Execute, row_type: int, project_id: UUID, priced: Sequence[Priced]
) -> list[Span]:
    """Those that were not there. What they share is kept by then, by `store_new`."""
    rows = project_id, Packed(array_of(priced, row_type, Shared()))
    keys = {(trace_id.int, *rest) for trace_id, *rest in execute(INSERT_MISSING, rows)}
    new = [span for span in spans_of(priced) if key_of(span) in keys]
    if new:
        execute(MERGE, values_for(project_id, new))
    return new


def spans_of(priced: Sequence[Priced]) -> list[Span]:
    return [span for span, _ in priced]
