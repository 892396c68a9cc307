"""Scores of a period by name, over time and by prompt version."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text

from app.db import db
from app.errors import invalid
from app.services import policy
from app.services.policy import Caller
from app.services.usage.periods import Period

MOST_NAMES = 50
MOST_LINES = 10

# Scores lie with the trace, whose facets say which prompt versions it used.
PICKED = """
WITH picked AS MATERIALIZED (
    SELECT s.created_at, s.name, s.type, s.value, s.text_value, s.shard_id
    FROM scores s WHERE s.project_id = :project
        AND s.created_at >= :since AND s.created_at < :until {narrowed}
)
"""
OF_PROMPT = """
    AND EXISTS (SELECT FROM traces t WHERE t.project_id = s.project_id
                AND t.trace_id = s.shard_id AND t.facets @> ARRAY[:facet])
"""
NAMES = """
SELECT name, min(type) AS type, count(*) AS count, avg(value) AS mean
FROM picked GROUP BY name ORDER BY count(*) DESC, name LIMIT :names
"""
CATEGORIES = """
SELECT name, text_value AS value, count(*) AS count
FROM picked WHERE type = 'categorical' AND text_value IS NOT NULL
GROUP BY name, text_value ORDER BY count(*) DESC, name, value LIMIT :names
"""
VERSIONS = """
SELECT p.name, min(p.type) AS type, count(*) AS count, avg(p.value) AS mean,
       CAST(split_part(substr(facet, 8), '@', 1) AS uuid) AS prompt_id,
       CAST(split_part(facet, '@', 2) AS integer) AS prompt_version,
       (SELECT q.name FROM prompts q WHERE q.project_id = :project
        AND q.id = CAST(split_part(substr(facet, 8), '@', 1) AS uuid)) AS prompt_name
FROM picked p JOIN traces t ON t.project_id = :project AND t.trace_id = p.shard_id
CROSS JOIN LATERAL unnest(t.facets) AS f (facet)
WHERE facet ~ '^prompt:[0-9a-f-]{36}@[0-9]{1,9}$' {of_prompt}
GROUP BY p.name, facet ORDER BY count(*) DESC, p.name, facet LIMIT :names
"""
SERIES = """
SELECT date_trunc(:step, created_at, 'UTC') AS at, name, min(type) AS type, count(*) AS count,
       avg(value) AS mean
FROM picked WHERE name = ANY (:lines) GROUP BY 1, 2 ORDER BY 1, 2
"""


@dataclass
class ScoreUsage:
    period: Period
    names: list[Row[Any]]
    """The fifty that were given most."""
    versions: list[Row[Any]]
    categories: list[Row[Any]]
    series: list[Row[Any]]
    """Of the first ten names."""


def get_score_usage(
    caller: Caller,
    period: Period,
    *,
    name: str | None = None,
    prompt: UUID | None = None,
    version: int | None = None,
) -> ScoreUsage:
    policy.require(caller, policy.READ)
    if version is not None and prompt is None:
        raise invalid("version", "Say of which `prompt`, by its id.", "query")
    facet = None if prompt is None else f"prompt:{prompt}" + (f"@{version}" if version else "")
    values = {
        **{"project": caller.project_id, "since": period.since, "until": period.until},
        **{"step": period.step, "name": name, "facet": facet, "names": MOST_NAMES},
    }
    narrowed = (" AND s.name = :name" if name else "") + (OF_PROMPT if facet else "")
    picked = PICKED.format(narrowed=narrowed)
    # Only what was asked for, of a trace that used other prompts as well.
    same = " AND (facet = :facet OR starts_with(facet, :facet || '@'))" if facet else ""

    def rows(statement: str, **more: Any) -> list[Row[Any]]:
        return list(db.session.execute(text(picked + statement), values | more))

    names = rows(NAMES)
    lines = [row.name for row in names[:MOST_LINES]]
    return ScoreUsage(
        period,
        names,
        rows(VERSIONS.replace("{of_prompt}", same)),
        rows(CATEGORIES),
        rows(SERIES, lines=lines),
    )
