"""Spans lie in tables by day, which the owner's functions alone make and drop."""

from datetime import UTC, datetime, timedelta

import pytest
from psycopg import errors

from tests.models.conftest import act_in

DAY = timedelta(days=1)
DAYS = "SELECT relname FROM pg_class WHERE relnamespace = 'days'::regnamespace AND relkind = 'r'"


@pytest.fixture
def owner(two):
    """What it does is undone: the other tests of the module see the same days."""
    owner = two.as_owner()
    owner.autocommit = False
    yield owner
    owner.rollback()


def day_of(connection, project, **where):
    return connection.execute(
        "SELECT tableoid::regclass::text FROM spans WHERE project_id = %s AND started_at = %s",
        [project, where["started_at"]],
    ).fetchone()[0]


def copy_span(connection, two, started_at):
    connection.execute(
        "INSERT INTO spans SELECT (jsonb_populate_record(s, jsonb_build_object('started_at',"
        " %s::timestamptz))).* FROM spans s WHERE project_id = %s LIMIT 1",
        [started_at, two.mine],
    )


def midnight(days):
    return datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0) + days * DAY


def test_a_week_is_made_ahead_and_making_it_again_makes_nothing(owner):
    found = {name for (name,) in owner.execute(DAYS)}

    wanted = {f"spans_{midnight(n):%Y%m%d}" for n in range(-1, 8)}
    assert found == wanted | {"spans_default"}
    assert owner.execute("SELECT make_span_days(7)").fetchone() == (0,)


def test_what_came_before_its_day_was_made_moves_there(owner, two):
    early = midnight(20)
    copy_span(owner, two, early)
    assert day_of(owner, two.mine, started_at=early) == "days.spans_default"

    assert owner.execute("SELECT make_span_days(7)").fetchone() == (1,)

    assert day_of(owner, two.mine, started_at=early) == f"days.spans_{early:%Y%m%d}"


def test_a_day_is_dropped_when_the_retention_of_all_whose_spans_it_holds_has_passed(owner, two):
    old = midnight(-20)
    copy_span(owner, two, old)
    owner.execute("SELECT make_span_days(7)")
    drop = "SELECT drop_span_day(%s)"
    assert owner.execute(drop, [old.date()]).fetchone() == (False,)

    owner.execute("UPDATE projects SET retention_days = 20 WHERE id = %s", [two.mine])
    assert owner.execute(drop, [old.date()]).fetchone() == (False,)
    owner.execute("UPDATE projects SET retention_days = 19 WHERE id = %s", [two.mine])

    assert owner.execute(drop, [old.date()]).fetchone() == (True,)
    assert owner.execute(drop, [old.date()]).fetchone() == (False,)


def test_the_applications_role_reaches_no_day_but_through_the_whole(two):
    mine = two.as_app(two.mine)

    with pytest.raises(errors.InsufficientPrivilege):
        mine.execute("SELECT * FROM days.spans_default")
    with pytest.raises(errors.InsufficientPrivilege):
        mine.execute("UPDATE spans SET name = 'other'")


def test_nobody_asks_for_days_without_end(two):
    nobody = two.as_app()
    act_in(nobody, None)

    for ahead in (-1, 61, None):
        with pytest.raises(errors.InvalidParameterValue):
            nobody.execute("SELECT make_span_days(%s::int)", [ahead])
