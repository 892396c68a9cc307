"""The one statement that adds up a period by group and over time."""

from __future__ import annotations

from collections.abc import Iterable

MOST_GROUPS = 50
MOST_LINES = 10
"""So many groups are told over time, the rest of them as one."""

NONE, PROMPT, VERSION, MODEL, ENVIRONMENT, USER = (
    *("none", "prompt", "version", "model", "environment", "user"),
)
KEY = ("prompt_id", "prompt_name", "prompt_version", "model", "environment", "user_id")
KEYS = {
    NONE: (),
    PROMPT: ("prompt_id", "prompt_name"),
    VERSION: ("prompt_id", "prompt_name", "prompt_version"),
    MODEL: ("model",),
    ENVIRONMENT: ("environment",),
    USER: ("user_id",),
}
UNKNOWN_NAME = "CASE WHEN prompt_id IS NULL THEN prompt_name END"
"""A prompt is known by its id, whatever it was called when."""

GROUPED = {
    NONE: "''",
    PROMPT: f"ROW(prompt_id, {UNKNOWN_NAME})::text",
    VERSION: f"ROW(prompt_id, {UNKNOWN_NAME}, prompt_version)::text",
    MODEL: "ROW(model)::text",
    ENVIRONMENT: "ROW(environment)::text",
    USER: "user_id",
}
DIMENSIONS = (NONE, PROMPT, VERSION, MODEL, ENVIRONMENT)
"""What is also added up by itself, so that a page reads little more than it shows."""

COUNTS = (
    *("calls", "errors", "input_tokens", "output_tokens", "cached_tokens", "reasoning_tokens"),
    "total_tokens",
)
SUMS = (*COUNTS, "cost_usd", "latency_ms")

# Calls are counted as float8, which holds them exactly and is added up fastest.
# There may be very many groups. Only those that are shown are read as a whole; all others are what
# is left of everything.
# `place` 1 to 50 are the groups with most calls, 51 all others; `line` is the same for a chart.
# A row whose place and line are 0 is the total, one with a place a group, one with a line a point;
# only a point has a time. In what is counted by buckets, place or line 0 is everything.
WITH_BUCKETS = """
WITH ranked AS MATERIALIZED (
    SELECT {grouped} AS grouped, {least}
           row_number() OVER (ORDER BY sum(calls) DESC, {grouped}) AS place
    FROM {table}
    WHERE project_id = :project AND {at} >= :since AND {at} < :until {narrowed}
    GROUP BY 1 ORDER BY place LIMIT {most}
), shown AS MATERIALIZED (
    SELECT {at} AS at, r.place::integer AS place, {sums}, buckets, bucket_calls
    FROM {table} JOIN (SELECT place, grouped AS wanted FROM ranked) r ON r.wanted = {grouped}
    WHERE project_id = :project AND {at} >= :since AND {at} < :until {narrowed}
), everything AS MATERIALIZED (
    SELECT {at} AS at, {sums}, buckets, bucket_calls FROM {everything}
    WHERE project_id = :project AND {at} >= :since AND {at} < :until {narrowed_of_all}
), placed AS (
    SELECT at, place, CASE WHEN place <= {lines} THEN place ELSE {most} + 1 END AS line, {sums}
    FROM shown
    UNION ALL SELECT at, {most} + 1, {most} + 1, {negated} FROM shown
    UNION ALL SELECT at, {most} + 1, {most} + 1, {sums} FROM everything
), {added_up}, each AS NOT MATERIALIZED (
    SELECT at, place, unnest(buckets) AS bucket, unnest(bucket_calls)::float8 AS n FROM shown
    UNION ALL SELECT at, 0, unnest(buckets), unnest(bucket_calls)::float8 FROM everything
), of_places AS MATERIALIZED (
    SELECT place, bucket, sum(n) AS n FROM each GROUP BY place, bucket
), of_lines AS MATERIALIZED (
    SELECT at, place AS line, bucket, sum(n) AS n FROM each WHERE place <= {lines}
    GROUP BY at, place, bucket
), counts AS (
    SELECT cell, bucket, n FROM of_places o JOIN sums s ON s.line = 0 AND s.place = o.place
    UNION ALL SELECT cell, bucket, sum(CASE WHEN o.place = 0 THEN n ELSE -n END)
    FROM of_places o JOIN sums s ON s.line = 0 AND s.place = {most} + 1 GROUP BY cell, bucket
    UNION ALL SELECT cell, bucket, n
    FROM of_lines o JOIN sums s ON s.at = o.at AND s.line = o.line WHERE o.line > 0
    UNION ALL SELECT cell, bucket, sum(CASE WHEN o.line = 0 THEN n ELSE -n END)
    FROM of_lines o JOIN sums s ON s.at = o.at AND s.line = {most} + 1 GROUP BY cell, bucket
), summed AS (
    SELECT cell, bucket, sum(n) OVER (PARTITION BY cell ORDER BY bucket) AS up_to FROM counts
), percentiles AS (
    SELECT cell, min(bucket) FILTER (WHERE up_to >= 0.5 * s.counted) AS p50,
           min(bucket) FILTER (WHERE up_to >= 0.95 * s.counted) AS p95
    FROM summed JOIN sums s USING (cell) GROUP BY cell
)
SELECT s.*, {shown} p.p50, p.p95
FROM sums s LEFT JOIN ranked r ON r.place = s.place LEFT JOIN percentiles p USING (cell)
ORDER BY s.place, s.at, s.line
"""
ADDED_UP = f"""
sums AS (
    SELECT coalesce(at, :since) AS at, coalesce(place, 0) AS place, coalesce(line, 0) AS line,
           row_number() OVER () AS cell, sum(calls)::float8 AS counted,
           {", ".join(f"sum({name}) AS {name}" for name in SUMS)}
    FROM placed GROUP BY GROUPING SETS ((), (place), (at, line))
    HAVING sum(calls) > 0 OR GROUPING(at, place) = 3
)
"""  # noqa: S608 - names of ours


def statement(step: str, by: str, narrowed: Iterable[str]) -> str:
    """With parameters `project`, `since`, `until`, and one for each column it is narrowed by."""
    keys = KEYS[by]
    narrowed = list(narrowed)
    table, of_dimension = source(step, {*keys, *narrowed})
    everything, of_all = source(step, set(narrowed))
    return WITH_BUCKETS.format(
        at=step,
        table=table,
        everything=everything,
        grouped=GROUPED[by],
        least="".join(f"min({name}::text) AS {name}, " for name in keys),
        sums=", ".join(SUMS),
        negated=", ".join(f"-{name}" for name in SUMS),
        narrowed=of_dimension + narrowing(narrowed),
        narrowed_of_all=of_all + narrowing(narrowed),
        most=MOST_GROUPS,
        lines=MOST_LINES,
        added_up=ADDED_UP,
        shown="".join(f"r.{name}, " for name in keys),
    )


def source(step: str, columns: set[str]) -> tuple[str, str]:
    """The table with the fewest rows that tells these columns apart, and which of its rows."""
    for dimension in DIMENSIONS:
        if columns - {"kind"} <= set(KEYS[dimension]):
            return f"dimension_{step}s", f" AND dimension = '{dimension}'"
    return f"usage_{step}s", ""


def narrowing(columns: Iterable[str]) -> str:
    return "".join(f" AND {name} = :{name}" for name in columns)
