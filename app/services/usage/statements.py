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
COUNTS = (
    *("calls", "errors", "input_tokens", "output_tokens", "cached_tokens", "reasoning_tokens"),
    "total_tokens",
)
SUMS = (*COUNTS, "cost_usd", "latency_ms")

# `place` 1 to 50 are the groups with most calls, 51 all others; `line` is the same for a chart.
# A row whose place and line are 0 is the total, one with a place a group, one with a line a point;
# only a point has a time.
WITH_BUCKETS = """
WITH picked AS MATERIALIZED (
    SELECT {at} AS at, {grouped} AS grouped, {keys} {sums}, buckets, bucket_calls
    FROM usage_{at}s
    WHERE project_id = :project AND {at} >= :since AND {at} < :until {narrowed}
), {placing}, counts AS (
    SELECT coalesce(at, :since) AS at, coalesce(place, 0) AS place,
           coalesce(line, 0) AS line, bucket, sum(n)::bigint AS n
    FROM (SELECT at, place, line, unnest(buckets) AS bucket, unnest(bucket_calls) AS n
          FROM placed) AS one
    GROUP BY GROUPING SETS ((place, bucket), (at, line, bucket))
), all_counts AS (
    SELECT at, place, line, bucket, n FROM counts
    UNION ALL SELECT :since, 0, 0, bucket, sum(n)::bigint FROM counts
    WHERE place > 0 GROUP BY bucket
), summed AS (
    SELECT at, place, line, bucket, sum(n) OVER (whole ORDER BY bucket) AS up_to,
           sum(n) OVER whole AS whole
    FROM all_counts WINDOW whole AS (PARTITION BY at, place, line)
), percentiles AS (
    SELECT at, place, line, min(bucket) FILTER (WHERE up_to >= 0.5 * whole) AS p50,
           min(bucket) FILTER (WHERE up_to >= 0.95 * whole) AS p95
    FROM summed GROUP BY at, place, line
)
SELECT s.*, {shown} p.p50, p.p95
FROM sums s LEFT JOIN ranked r ON r.place = s.place
LEFT JOIN percentiles p ON p.at = s.at AND p.place = s.place AND p.line = s.line
ORDER BY s.place, s.at, s.line
"""
OF_USERS = """
WITH picked AS NOT MATERIALIZED (
    SELECT day AS at, {grouped} AS grouped, {keys} {sums} FROM user_days
    WHERE project_id = :project AND day >= :since AND day < :until {narrowed}
), {placing}
SELECT s.*, {shown} NULL::smallint AS p50, NULL::smallint AS p95
FROM sums s LEFT JOIN ranked r ON r.place = s.place
ORDER BY s.place, s.at, s.line
"""
PLACING = """
ranked AS (
    SELECT grouped, {least} row_number() OVER (ORDER BY sum(calls) DESC, grouped) AS place
    FROM picked GROUP BY grouped
), placed AS (
    SELECT p.*, least(r.place, {most} + 1)::integer AS place,
           (CASE WHEN r.place <= {lines} THEN r.place ELSE {most} + 1 END)::integer AS line
    FROM picked p JOIN ranked r USING (grouped)
), sums AS (
    SELECT coalesce(at, :since) AS at, coalesce(place, 0) AS place,
           coalesce(line, 0) AS line, {added}
    FROM placed GROUP BY GROUPING SETS ((), (place), (at, line))
)
"""


def statement(step: str, by: str, narrowed: Iterable[str], *, of_users: bool) -> str:
    """With parameters `project`, `since`, `until`, and one for each column it is narrowed by."""
    keys = KEYS[by]
    placing = PLACING.format(
        least="".join(f"min({name}::text) AS {name}, " for name in keys),
        added=", ".join(f"sum({name}) AS {name}" for name in SUMS),
        most=MOST_GROUPS,
        lines=MOST_LINES,
    )
    return (OF_USERS if of_users else WITH_BUCKETS).format(
        at=step,
        grouped=GROUPED[by],
        keys="".join(f"{name}, " for name in keys),
        sums=", ".join(SUMS),
        narrowed="".join(f" AND {name} = :{name}" for name in narrowed),
        placing=placing,
        shown="".join(f"r.{name}, " for name in keys),
    )
