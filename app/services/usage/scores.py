"""Scores of a period by name, over time and by prompt version."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text

from app.db import db
from app.errors import invalid
from app.services import policy
from app.services.policy import Caller
from app.services.usage.periods import Period
from app.services.usage.statements import NONE, VERSION

MOST_NAMES = 50
MOST_LINES = 10

# Scores lie with the trace, whose facets say which prompt versions it used. Behind the wall no
# index answers what facets a trace has, so those of a prompt are found by the owner's function.
PICKED = """
SELECT s.created_at, s.name, s.type, s.value, s.text_value, s.shard_id
FROM {source} s WHERE s.project_id = :project
    AND s.created_at >= :since AND s.created_at < :until {narrowed}
"""
OF_PROMPT = "scores_of(:project, :facet, :since, :until)"
# Only what was asked for, of a trace that used other prompts as well.
SAME = " AND (facet = :facet OR starts_with(facet, :facet || '@'))"
# Whatever is told is summed from these, so that the scores are gone through once.
SUMS = """
WITH picked AS ({picked}), summed AS MATERIALIZED (
    SELECT date_trunc(:step, created_at, 'UTC') AS at, name, type,
           CASE WHEN type = 'categorical' THEN text_value END AS word,
           count(*) AS given, count(value) AS valued, sum(value) AS sum
    FROM picked GROUP BY 1, 2, 3, 4
), names AS (
    SELECT name, row_number() OVER (ORDER BY sum(given) DESC, name) AS place
    FROM summed GROUP BY name ORDER BY place LIMIT :names
), words AS (
    SELECT name, word, sum(given) AS given FROM summed WHERE word IS NOT NULL
    GROUP BY name, word ORDER BY given DESC, name, word LIMIT :names
)
SELECT 'names' AS part, NULL::timestamptz AS at, name, min(type) AS type, NULL AS word,
       sum(given)::bigint AS given, sum(sum) / nullif(sum(valued), 0)::float8 AS mean
FROM summed JOIN names USING (name) GROUP BY name, place
UNION ALL
SELECT 'series', at, name, min(type), NULL, sum(given)::bigint,
       sum(sum) / nullif(sum(valued), 0)::float8
FROM summed JOIN names USING (name) WHERE place <= :lines GROUP BY at, name
UNION ALL SELECT 'categories', NULL, name, NULL, word, given::bigint, NULL FROM words
ORDER BY part, at, given DESC, name, word
"""
VERSIONS = """
WITH picked AS ({picked})
SELECT p.name, min(p.type) AS type, count(*) AS count, avg(p.value) AS mean,
       CAST(split_part(substr(facet, 8), '@', 1) AS uuid) AS prompt_id,
       CAST(split_part(facet, '@', 2) AS integer) AS prompt_version,
       (SELECT q.name FROM prompts q WHERE q.project_id = :project
        AND q.id = CAST(split_part(substr(facet, 8), '@', 1) AS uuid)) AS prompt_name
FROM picked p JOIN traces t ON t.project_id = :project AND t.trace_id = p.shard_id
CROSS JOIN LATERAL unnest(t.facets) AS f (facet)
WHERE starts_with(facet, 'prompt:') AND facet ~ '^prompt:[0-9a-f-]{{36}}@[0-9]{{1,9}}$' {same}
GROUP BY p.name, facet ORDER BY count(*) DESC, p.name, facet LIMIT :names
"""


@dataclass(frozen=True)
class NameSums:
    name: str
    type: str
    count: int
    mean: float | None


@dataclass(frozen=True)
class Point:
    at: datetime
    name: str
    type: str
    count: int
    mean: float | None


@dataclass(frozen=True)
class Category:
    name: str
    value: str
    count: int


@dataclass
class ScoreUsage:
    period: Period
    names: list[NameSums]
    """The fifty that were given most."""
    versions: Sequence[Row[Any]]
    categories: list[Category]
    series: list[Point]
    """Of the first ten names."""


def get_score_usage(
    caller: Caller,
    period: Period,
    *,
    by: str = NONE,
    name: str | None = None,
    prompt: UUID | None = None,
    version: int | None = None,
) -> ScoreUsage:
    """By prompt version only if asked for, since every trace that was judged is read for it."""
    policy.require(caller, policy.READ)
    if version is not None and prompt is None:
        raise invalid("version", "Say of which `prompt`, by its id.", "query")
    facet = None if prompt is None else f"prompt:{prompt}" + (f"@{version}" if version else "")
    values = {
        **{"project": caller.project_id, "since": period.since, "until": period.until},
        **{"step": period.step, "name": name, "facet": facet},
        **{"names": MOST_NAMES, "lines": MOST_LINES},
    }
    picked = PICKED.format(
        source=OF_PROMPT if facet else "scores", narrowed=" AND s.name = :name" if name else ""
    )
    rows = db.session.execute(text(SUMS.format(picked=picked)), values).all()
    versions: Sequence[Row[Any]] = ()
    if by == VERSION:
        same = SAME if facet else ""
        sql = VERSIONS.format(picked=picked, same=same)
        versions = db.session.execute(text(sql), values).all()
    return ScoreUsage(
        period,
        [NameSums(r.name, r.type, r.given, r.mean) for r in rows if r.part == "names"],
        versions,
        [Category(r.name, r.word, r.given) for r in rows if r.part == "categories"],
        [Point(r.at, r.name, r.type, r.given, r.mean) for r in rows if r.part == "series"],
    )
