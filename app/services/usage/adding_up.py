"""Adding spans up by the hour, and hours by the day, wherever something came or went.

Whoever stores or deletes spans marks their hours as stale in the same transaction. Here an hour's
marks are deleted first and its spans read after, so whatever a deleted mark spoke of is read; what
is committed in between is read now, and once more by the mark it brings.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, delete, exists, func, select, text

from app.db import db, now
from app.models import DimensionDay, DimensionHour, Project, StaleHour, UsageDay, UsageHour
from app.services.usage.locking import hold
from app.services.usage.periods import DAY, HOUR, floor
from app.services.usage.statements import DIMENSIONS, USER
from app.wall import act_in, read_across_on

GROUP = "kind, prompt_id, prompt_name, prompt_version, model, environment"
COUNTS = (
    *("input_tokens", "output_tokens", "cached_tokens", "reasoning_tokens", "total_tokens"),
    "cost_usd",
)
SUMS = ("calls", "errors", *COUNTS, "latency_ms")
ADDED = ", ".join(f"sum({name}) AS {name}" for name in SUMS)


def changed(table: str, at: str) -> str:
    """What becomes of users' rows: written only where they differ, since a day of many users is
    counted every minute.
    """
    old = ", ".join(f"old.{name}" for name in SUMS)
    new = ", ".join(f"excluded.{name}" for name in SUMS)
    return f"""
gone AS (
    DELETE FROM {table} old WHERE project_id = :project AND {at} = :{at}
        AND NOT EXISTS (SELECT FROM users new WHERE new.user_id = old.user_id)
), kept AS (
    INSERT INTO {table} AS old (project_id, {at}, user_id, {", ".join(SUMS)})
    SELECT :project, :{at}, user_id, {", ".join(SUMS)} FROM users
    ON CONFLICT (project_id, {at}, user_id) DO UPDATE SET ({", ".join(SUMS)}) = ROW({new})
    WHERE ({old}) IS DISTINCT FROM ({new})
)
"""  # noqa: S608 - names of ours


# A latency of nothing lies with those of a microsecond, as the logarithm has none for it.
HOUR_OF_SPANS = f"""
WITH picked AS MATERIALIZED (
    SELECT {GROUP}, user_id, latency_ms, 1 AS calls, (level = 'error')::int AS errors,
           {", ".join(f"coalesce({name}, 0) AS {name}" for name in COUNTS)},
           floor(10 * ln(greatest(latency_ms, 0.001)))::smallint AS bucket
    FROM spans
    WHERE project_id = :project AND started_at >= :hour AND started_at < :next
), users AS (
    SELECT user_id, {ADDED} FROM picked
    WHERE kind = 'generation' AND user_id IS NOT NULL GROUP BY user_id
), {changed("user_hours", "hour")}, counted AS (
    SELECT {GROUP}, bucket, count(*) AS n, {ADDED} FROM picked GROUP BY {GROUP}, bucket
)
INSERT INTO usage_hours (id, project_id, hour, {GROUP}, {", ".join(SUMS)}, buckets, bucket_calls)
SELECT gen_random_uuid(), :project, :hour, {GROUP}, {ADDED},
       array_agg(bucket ORDER BY bucket), array_agg(n ORDER BY bucket)
FROM counted GROUP BY {GROUP}
"""  # noqa: S608 - names of ours
# The sums of an hour are counted with its first bucket, and not again with the others.
DAY_OF_HOURS = f"""
WITH counted AS (
    SELECT {GROUP}, bucket, sum(n)::bigint AS n,
           {", ".join(f"sum({name}) FILTER (WHERE place = 1) AS {name}" for name in SUMS)}
    FROM usage_hours
    CROSS JOIN LATERAL unnest(buckets, bucket_calls) WITH ORDINALITY AS b (bucket, n, place)
    WHERE project_id = :project AND hour >= :day AND hour < :next
    GROUP BY {GROUP}, bucket
)
INSERT INTO usage_days (id, project_id, day, {GROUP}, {", ".join(SUMS)}, buckets, bucket_calls)
SELECT gen_random_uuid(), :project, :day, {GROUP}, {ADDED},
       array_agg(bucket ORDER BY bucket), array_agg(n ORDER BY bucket)
FROM counted GROUP BY {GROUP}
"""  # noqa: S608 - names of ours
DAY_OF_USERS = f"""
WITH users AS (
    SELECT user_id, {ADDED} FROM user_hours
    WHERE project_id = :project AND hour >= :day AND hour < :next GROUP BY user_id
), {changed("user_days", "day")}
INSERT INTO dimension_days
    (id, project_id, day, dimension, kind, {", ".join(SUMS)}, buckets, bucket_calls)
SELECT gen_random_uuid(), :project, :day, 'user', 'generation', {ADDED}, '{{}}', '{{}}'
FROM users HAVING count(*) > 0
"""  # noqa: S608 - names of ours
# Of a bit mask: which of these keys are not told apart.
OF_DIMENSIONS = f"""
WITH counted AS (
    SELECT {GROUP}, bucket, sum(n)::bigint AS n,
           GROUPING(prompt_id, prompt_version, model, environment) AS missing,
           {", ".join(f"sum({name}) FILTER (WHERE place = 1) AS {name}" for name in SUMS)}
    FROM usage_{{at}}s
    CROSS JOIN LATERAL unnest(buckets, bucket_calls) WITH ORDINALITY AS b (bucket, n, place)
    WHERE project_id = :project AND {{at}} = :at
    GROUP BY kind, bucket, GROUPING SETS (
        (), (prompt_id, prompt_name), (prompt_id, prompt_name, prompt_version), (model),
        (environment)
    )
)
INSERT INTO dimension_{{at}}s
    (id, project_id, {{at}}, dimension, {GROUP}, {", ".join(SUMS)}, buckets, bucket_calls)
SELECT gen_random_uuid(), :project, :at,
       CASE missing WHEN 15 THEN 'none' WHEN 7 THEN 'prompt' WHEN 3 THEN 'version'
                    WHEN 13 THEN 'model' WHEN 14 THEN 'environment' END,
       {GROUP}, {ADDED}, array_agg(bucket ORDER BY bucket), array_agg(n ORDER BY bucket)
FROM counted GROUP BY missing, {GROUP}
"""  # noqa: S608 - names of ours


def stale_projects() -> list[UUID]:
    """Those that have something to be added up."""
    read_across_on(db.session.connection())
    is_stale = exists().where(StaleHour.project_id == Project.id)
    return list(db.session.scalars(select(Project.id).where(is_stale).order_by(Project.id)))


def add_up_an_hour(project_id: UUID, before: datetime | None = None) -> datetime | None:
    """The newest stale hour (before another), in the caller's transaction; None if none is left.

    Who goes down from hour to hour also has each day counted, with the last of its stale hours.

    Of several workers one at a time does this in a project; for the others nothing is left.
    """
    act_in(project_id)
    if not hold(project_id):
        return None
    newest = select(func.max(StaleHour.hour)).where(StaleHour.project_id == project_id)
    if before is not None:
        newest = newest.where(StaleHour.hour < before)
    hour: datetime | None = db.session.scalar(newest)
    if hour is None:
        return None
    remove(project_id, StaleHour, StaleHour.hour == hour)
    if hour >= kept_since(project_id):
        count_hour(project_id, hour)
        if not has_stale_hour(project_id, floor(hour, DAY), hour):
            count_day(project_id, floor(hour, DAY))
    return hour


def kept_since(project_id: UUID) -> datetime:
    """Before this nothing is added up again: what retention deletes stays in the sums."""
    days = db.session.scalar(select(Project.retention_days).where(Project.id == project_id))
    if days is None:
        return datetime.min.replace(tzinfo=UTC)
    return floor(now(), DAY) - timedelta(days=days)


def count_hour(project_id: UUID, hour: datetime) -> None:
    remove(project_id, UsageHour, UsageHour.hour == hour)
    values = {"project": project_id, "hour": hour, "next": hour + timedelta(hours=1)}
    db.session.execute(text(HOUR_OF_SPANS), values)
    count_dimensions(project_id, HOUR, hour)


def has_stale_hour(project_id: UUID, since: datetime, until: datetime) -> bool:
    within = (StaleHour.hour >= since, StaleHour.hour < until)
    marked = exists().where(StaleHour.project_id == project_id, *within)
    return bool(db.session.scalar(select(marked)))


def count_day(project_id: UUID, day: datetime) -> None:
    remove(project_id, UsageDay, UsageDay.day == day)
    values = {"project": project_id, "day": day, "next": day + timedelta(days=1)}
    db.session.execute(text(DAY_OF_HOURS), values)
    count_dimensions(project_id, DAY, day)
    db.session.execute(text(DAY_OF_USERS), values)


def count_dimensions(project_id: UUID, step: str, at: datetime) -> None:
    model: Any = DimensionHour if step == HOUR else DimensionDay
    # Each by name, since the index begins with them.
    every = model.dimension.in_((*DIMENSIONS, USER))
    remove(project_id, model, every, getattr(model, step) == at)
    values = {"project": project_id, "at": at}
    db.session.execute(text(OF_DIMENSIONS.format(at=step)), values)


def remove(project_id: UUID, model: Any, *clauses: ColumnElement[bool]) -> None:
    statement = delete(model).where(model.project_id == project_id, *clauses)
    db.session.execute(statement.execution_options(synchronize_session=False))
