"""The statements that add up a period by user, or of one user."""

from __future__ import annotations

from collections.abc import Iterable

from app.services.usage import statements
from app.services.usage.statements import ADDED_UP, NONE, SUMS, USER, narrowing

# There may be very many users. Only those that are shown are read as a whole; all others are what
# is left of every user's sums.
BY_USER = """
WITH ranked AS (
    SELECT user_id, row_number() OVER (ORDER BY sum(calls) DESC, user_id) AS place
    FROM user_days
    WHERE project_id = :project AND day >= :since AND day < :until {narrowed}
    GROUP BY user_id ORDER BY place LIMIT {most}
), shown AS (
    SELECT d.at, r.place, {sums}
    FROM ranked r
    CROSS JOIN generate_series(
        CAST(:since AS timestamptz), CAST(:until AS timestamptz) - interval '1 day', '1 day'
    ) AS d (at)
    JOIN user_days u ON u.project_id = :project AND u.day = d.at AND u.user_id = r.user_id
), placed AS (
    SELECT at, place, CASE WHEN place <= {lines} THEN place ELSE {most} + 1 END AS line, {sums}
    FROM shown
    UNION ALL SELECT at, {most} + 1, {most} + 1, {negated} FROM shown
    UNION ALL SELECT day, {most} + 1, {most} + 1, {sums} FROM {everybody}
    WHERE project_id = :project AND day >= :since AND day < :until {narrowed} {of_all}
), {added_up}
SELECT s.*, r.user_id, NULL::smallint AS p50, NULL::smallint AS p95
FROM sums s LEFT JOIN ranked r ON r.place = s.place
ORDER BY s.place, s.at, s.line
"""
OF_USER = """
WITH placed AS (
    SELECT day AS at, 1 AS place, 1 AS line, {sums} FROM user_days
    WHERE project_id = :project AND day >= :since AND day < :until {narrowed}
), {added_up}
SELECT s.*, NULL::smallint AS p50, NULL::smallint AS p95 FROM sums s
ORDER BY s.place, s.at, s.line
"""
OF_ALL = f"AND dimension = '{USER}'"


def statement_of_users(by: str, narrowed: Iterable[str]) -> str:
    """With the parameters of `statement`; by user or by nothing, narrowed by user or nothing."""
    narrowed = list(narrowed)
    everybody, of_all = ("user_days", "") if narrowed else ("dimension_days", OF_ALL)
    return {USER: BY_USER, NONE: OF_USER}[by].format(
        sums=", ".join(SUMS),
        negated=", ".join(f"-{name}" for name in SUMS),
        narrowed=narrowing(narrowed),
        everybody=everybody,
        of_all=of_all,
        added_up=ADDED_UP,
        most=statements.MOST_GROUPS,
        lines=statements.MOST_LINES,
    )
