"""Adding the planted spans up, and whether the sums equal them."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator

import psycopg

from app import create_app
from app.db import transaction
from app.services.usage.adding_up import GROUP, SUMS, add_up_an_hour
from app.services.usage.statements import DIMENSIONS, KEYS
from benchmarks.stage import Stage
from tests.conftest import dispose

EXACT = [name for name in SUMS if name != "latency_ms"]
SPANS = f"""
SELECT date_trunc(%(step)s, started_at, 'UTC') AS at, {{key}}, count(*) AS calls,
    count(*) FILTER (WHERE level = 'error') AS errors,
    {", ".join(f"coalesce(sum({name}), 0) AS {name}" for name in EXACT[2:])}
FROM spans WHERE project_id = %(project)s {{of_users}} GROUP BY at, {{key}}
"""
DIFFERENT = f"""
WITH raw AS ({SPANS}), kept AS (
    SELECT {{step}} AS at, {{key}}, {", ".join(EXACT)} FROM {{table}}
    WHERE project_id = %(project)s {{narrowed}}
)
SELECT count(*) FROM ((TABLE raw EXCEPT ALL TABLE kept)
                      UNION ALL (TABLE kept EXCEPT ALL TABLE raw)) AS one
"""
OF_USERS = "AND kind = 'generation' AND user_id IS NOT NULL"
# Of each day and group: what the histogram says, and what the spans do.
PERCENTILES = f"""
WITH raw AS (
    SELECT date_trunc('day', started_at, 'UTC') AS day, {GROUP},
           percentile_disc(0.95) WITHIN GROUP (ORDER BY latency_ms) AS p95
    FROM spans WHERE project_id = %(project)s GROUP BY day, {GROUP}
)
SELECT max(exp(abs(ln(greatest(raw.p95, 0.001)) - (told.bucket + 0.5) / 10)))
FROM raw JOIN usage_days d ON d.project_id = %(project)s AND d.day = raw.day
    AND ({", ".join(f"d.{name}" for name in GROUP.split(", "))})
        IS NOT DISTINCT FROM ({", ".join(f"raw.{name}" for name in GROUP.split(", "))})
CROSS JOIN LATERAL (
    SELECT min(bucket) FILTER (WHERE up_to >= 0.95 * d.calls) AS bucket FROM (
        SELECT bucket, sum(n) OVER (ORDER BY bucket) AS up_to
        FROM unnest(d.buckets, d.bucket_calls) AS b (bucket, n)
    ) AS counted
) AS told
"""
MOST_ERROR = math.exp(0.05)


def add_up(stage: Stage) -> None:
    """All that is stale, as the worker does it."""
    began, hours = time.perf_counter(), 0
    app = create_app(stage.settings)
    with app.app_context():
        while True:
            with transaction():
                if add_up_an_hour(stage.seed.project_id) is None:
                    break
            hours += 1
    dispose(app)
    took = time.perf_counter() - began
    print(f"  added up {hours} hours in {took:.0f} s, {took / hours * 1000:.0f} ms each")


def tables() -> Iterator[tuple[str, dict[str, str]]]:
    """What is kept, by what spans are told apart in it."""
    for step in ("hour", "day"):
        of = {"step": step, "narrowed": "", "of_users": ""}
        yield f"usage_{step}s", {**of, "table": f"usage_{step}s", "key": GROUP}
        users = {**of, "table": f"user_{step}s", "key": "user_id", "of_users": OF_USERS}
        yield f"user_{step}s", users
        for dimension in DIMENSIONS:
            key = ", ".join(("kind", *KEYS[dimension]))
            which = {"table": f"dimension_{step}s", "narrowed": f"AND dimension = '{dimension}'"}
            yield f"dimension_{step}s, {dimension}", {**of, **which, "key": key}


def check_sums(stage: Stage) -> None:
    """Says of each table of sums whether it equals the spans, to the last digit."""
    url = (stage.settings.database_owner_url or "").replace("postgresql+psycopg", "postgresql")
    asked = {"project": stage.seed.project_id}
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(
            "VACUUM ANALYZE stale_hours, usage_hours, usage_days, user_hours, user_days,"
            " dimension_hours, dimension_days"
        )
        for name, table in tables():
            different = connection.execute(DIFFERENT.format(**table), asked | table).fetchone()
            told = "equal" if different == (0,) else "NOT EQUAL"
            print(f"  {name} and the spans: {told}", flush=True)
        error = connection.execute(PERCENTILES, asked).fetchone()
        assert error
        told = "" if error[0] <= MOST_ERROR * (1 + 1e-9) else "   NOT REACHED"
        print(f"  p95 of a day's group, at most off by: {error[0] - 1:.2%}{told}", flush=True)
