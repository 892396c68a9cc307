"""Adding to the summaries of traces, whoever else adds to them at that moment."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import orjson

from app.db import uuid7
from app.otlp import Span
from app.services.traces.summing import (
    MOST_FACETS,
    MOST_MODELS,
    MOST_TAGS,
    SENDER,
    Said,
    Summary,
    summaries_of,
)

SAID = (
    *("name", "root_span_id", "environment", "user_id", "session_id", "release"),
    *("input", "output"),
)
"""The columns that have an origin, in the order of `traces.origins`."""

AN_HOUR_S = 3600
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
RANK_SHIFT = 56
NO_ORIGIN = 2**63 - 1
"""Of what nobody said."""

TEXTS = [column for column in SAID if column != "root_span_id"]
COLUMNS = {
    "trace_id": "uuid",
    "started_at": "timestamptz",
    "ended_at": "timestamptz",
    "input_tokens": "bigint",
    "output_tokens": "bigint",
    "total_tokens": "bigint",
    "span_count": "integer",
    "error_count": "integer",
    "name_rank": "smallint",
    "cost_usd": "numeric",
    "tags": "text[]",
    "models": "text[]",
    "facets": "text[]",
    "origins": "bigint[]",
    "root_span_id": "bytea",
    **dict.fromkeys(TEXTS, "text"),
}


def first_said(column: str, by: str | None = None) -> str:
    """Whose value comes first; if both are from the same moment, the lesser one."""
    place, value = f"origins[{SAID.index(by or column) + 1}]", by or column
    if value in TEXTS:
        value += ' COLLATE "C"'
    return (
        f"{column} = CASE WHEN (excluded.{place}, excluded.{value}) < (t.{place}, t.{value})"
        f" THEN excluded.{column} ELSE t.{column} END"
    )


def added(column: str) -> str:
    return f"{column} = t.{column} + excluded.{column}"


def united(column: str, most: int) -> str:
    both = f"unnest(t.{column} || excluded.{column})"
    first = f'SELECT DISTINCT one COLLATE "C" FROM {both} one ORDER BY 1 LIMIT {most}'  # noqa: S608
    is_known = f"t.{column} @> excluded.{column}"
    return f"{column} = CASE WHEN {is_known} THEN t.{column} ELSE ARRAY({first}) END"


CHANGES = (
    "started_at = least(t.started_at, excluded.started_at)",
    "ended_at = greatest(t.ended_at, excluded.ended_at)",
    *map(added, ("input_tokens", "output_tokens", "total_tokens", "span_count", "error_count")),
    "cost_usd = CASE WHEN t.cost_usd IS NULL THEN excluded.cost_usd"
    " ELSE t.cost_usd + coalesce(excluded.cost_usd, 0) END",
    *map(first_said, SAID),
    first_said("name_rank", by="name"),
    united("tags", MOST_TAGS),
    united("models", MOST_MODELS),
    united("facets", MOST_FACETS),
    "origins = ARRAY(SELECT least(a, b) FROM unnest(t.origins, excluded.origins)"
    " WITH ORDINALITY AS pair (a, b, i) ORDER BY i)",
    "updated_at = excluded.updated_at",
)
MARK = """
    INSERT INTO stale_hours (id, project_id, hour)
    SELECT id, %s, hour FROM json_to_recordset(%s) AS x (id uuid, hour timestamptz)
    """
# The rows are locked in the order they are sent in, which is that of their ids.
ADD = f"""
    INSERT INTO traces AS t (project_id, updated_at, {", ".join(COLUMNS)})
    SELECT %s, now(), {", ".join(COLUMNS)} FROM json_to_recordset(%s) AS x
        ({", ".join(f"{name} {kind}" for name, kind in COLUMNS.items())})
    """  # noqa: S608 - names of ours
OR_MERGE = f"ON CONFLICT (project_id, trace_id) DO UPDATE SET {', '.join(CHANGES)}"
MERGE = f"WITH marked AS ({MARK}) {ADD} {OR_MERGE}"
"""Also marks the hours as to be added up again."""


def values_for(project_id: UUID, spans: Iterable[Span]) -> tuple[Any, ...]:
    """Those of `MERGE`, for spans that are new."""
    new = list(spans)
    rows = [row_of(summary) for summary in summaries_of(new)]
    stale = [{"id": uuid7(), "hour": hour} for hour in sorted(hours_of(new))]
    return project_id, orjson.dumps(stale).decode(), project_id, orjson.dumps(rows).decode()


def hours_of(spans: Iterable[Span]) -> Iterator[datetime]:
    """Those in which the spans began; by numbers, as dates take long to cut."""
    hours = {span.started_at.timestamp() // AN_HOUR_S for span in spans}
    return (datetime.fromtimestamp(hour * AN_HOUR_S, UTC) for hour in hours)


def row_of(summary: Summary) -> dict[str, Any]:
    said = summary.said
    name, root = said["name"], said.get("root_span_id")
    return {
        "trace_id": summary.trace_id,
        "started_at": summary.started_at,
        "ended_at": summary.ended_at,
        "input_tokens": summary.input_tokens,
        "output_tokens": summary.output_tokens,
        "total_tokens": summary.total_tokens,
        "span_count": summary.span_count,
        "error_count": summary.error_count,
        "name_rank": -name.place[0],
        "cost_usd": None if summary.cost_usd is None else str(summary.cost_usd),
        "tags": sorted(summary.tags)[:MOST_TAGS],
        "models": sorted(summary.models)[:MOST_MODELS],
        "facets": summary.all_facets(),
        "origins": [origin_of(said.get(column)) for column in SAID],
        "environment": "default",
        **{column: said[column].value for column in TEXTS if column in said},
        "root_span_id": None if root is None else f"\\x{root.value.hex()}",
    }


def origin_of(said: Said | None) -> int:
    """A place as one number, of which the least comes first."""
    if said is None:
        return NO_ORIGIN
    rank, moment = said.place
    return (rank + SENDER << RANK_SHIFT) | (moment - EPOCH) // timedelta(microseconds=1)
