"""What is added up equals what is there, whatever came, whenever, and in how many pieces."""

import math
from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text

from app.db import db, transaction
from app.models import DimensionDay, DimensionHour, StaleHour, UsageDay, UsageHour, UserDay
from app.services import traces
from app.services.access import projects
from app.services.usage.adding_up import SUMS, add_up_an_hour
from app.services.usage.statements import DIMENSIONS, KEYS, USER
from app.wall import act_in
from tests.factories.access import make_project
from tests.factories.otlp import sent_span
from tests.racing import outcomes_at_once

TODAY = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
NOON = TODAY - timedelta(days=2, hours=12)
HOUR = timedelta(hours=1)
GROUP = ("kind", "prompt_name", "prompt_version", "model", "environment")
RAW = text(
    """
    SELECT date_trunc('hour', started_at, 'UTC') AS hour, kind, prompt_name, prompt_version, model,
           environment, count(*) AS calls, count(*) FILTER (WHERE level = 'error') AS errors,
           coalesce(sum(input_tokens), 0), coalesce(sum(output_tokens), 0),
           coalesce(sum(cached_tokens), 0), coalesce(sum(reasoning_tokens), 0),
           coalesce(sum(total_tokens), 0), coalesce(sum(cost_usd), 0)
    FROM spans WHERE project_id = :project GROUP BY 1, 2, 3, 4, 5, 6
    """
)


def add_up(caller):
    hours = []
    while True:
        with transaction():
            hour = add_up_an_hour(caller.project_id)
        if hour is None:
            return hours
        hours.append(hour)


def store(caller, *spans):
    with transaction():
        traces.store_spans(caller, spans)


def stored(model, moment):
    rows = db.session.scalars(select(model)).all()
    sums = [name for name in SUMS if name != "latency_ms"]
    names = (moment, *GROUP, *sums)
    return sorted((tuple(getattr(row, name) for name in names) for row in rows), key=str)


def raw(caller):
    return sorted(map(tuple, db.session.execute(RAW, {"project": caller.project_id})), key=str)


def by_day(rows):
    days = {}
    for hour, *rest in rows:
        key = (hour.replace(hour=0), *rest[:5])
        sums = days.get(key, (0,) * 8)
        days[key] = tuple(a + b for a, b in zip(sums, rest[5:], strict=True))
    return sorted(((*key, *sums) for key, sums in days.items()), key=str)


counts = st.sampled_from([None, 0, 3, 2**31 - 1])
spans = st.fixed_dictionaries(
    {
        "started_at": st.sampled_from(
            [NOON + timedelta(hours=h, microseconds=u) for h in (0, 1, 13) for u in (0, -1)]
        ),
        "latency_ms": st.floats(0, 86_400_000, allow_subnormal=False),
        "kind": st.sampled_from(["generation", "tool"]),
        "level": st.sampled_from(["default", "error"]),
        "prompt_name": st.sampled_from([None, "greet"]),
        "prompt_version": st.sampled_from([None, 1]),
        "model": st.sampled_from([None, "small"]),
        "environment": st.sampled_from(["default", "eu"]),
        "user_id": st.sampled_from([None, "ada", "ben"]),
        "input_tokens": counts,
        "output_tokens": counts,
        "cached_tokens": counts,
        "reasoning_tokens": counts,
        "total_tokens": counts,
        "cost_usd": st.sampled_from([None, Decimal("0.1"), Decimal("1e-12")]),
    }
)
numbers = iter(range(10**9))


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(batches=st.lists(st.lists(spans, min_size=1, max_size=8), min_size=1, max_size=3))
def test_sums_equal_the_raw_ones_exactly(app, batches):
    caller = make_project(f"p-{next(numbers)}")
    for batch in batches:
        store(caller, *(sent_span(**one) for one in batch))
        add_up(caller)

    act_in(caller.project_id)
    expected = raw(caller)
    assert stored(UsageHour, "hour") == expected
    assert stored(UsageDay, "day") == by_day(expected)
    for row in db.session.scalars(select(UsageDay)):
        assert sum(row.bucket_calls) == row.calls
    assert db.session.scalars(select(StaleHour)).all() == []


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(batches=st.lists(st.lists(spans, min_size=1, max_size=8), min_size=1, max_size=2))
def test_sums_by_one_dimension_equal_those_by_all_of_them(app, batches):
    caller = make_project(f"p-{next(numbers)}")
    for batch in batches:
        store(caller, *(sent_span(**one) for one in batch))
        add_up(caller)

    act_in(caller.project_id)
    for whole, parts, step in (
        (UsageHour, DimensionHour, "hour"),
        (UsageDay, DimensionDay, "day"),
    ):
        for dimension in DIMENSIONS:
            keys = KEYS[dimension]
            query = select(parts).where(parts.dimension == dimension)
            expected = folded(select(whole), step, keys)
            assert folded(query, step, keys) == expected
            assert len(db.session.scalars(query).all()) == len(expected)
    every = select(DimensionDay).where(DimensionDay.dimension == USER)
    assert folded(every, "day", (), buckets=False) == folded(
        select(UserDay), "day", (), buckets=False
    )


def folded(query, step, keys, *, buckets=True):
    """Rows that are the same in these columns, added up; how often each bucket occurs, too."""
    found = defaultdict(Counter)
    for row in db.session.scalars(query):
        key = (getattr(row, step), getattr(row, "kind", "generation"))
        counted = found[(*key, *(getattr(row, name) for name in keys))]
        counted.update({name: getattr(row, name) for name in SUMS if name != "latency_ms"})
        if buckets:
            counted.update(dict(zip(row.buckets, row.bucket_calls, strict=True)))
    return found


def test_each_call_lies_in_the_bucket_of_its_latency(caller):
    took = [0.0, 0.0005, 0.001, 1.0, 1.05, 1.2, 100.0, 86_400_000.0]
    store(caller, *(sent_span(latency_ms=ms, started_at=NOON) for ms in took))
    add_up(caller)

    (row,) = db.session.scalars(select(UsageHour)).all()

    expected = [math.floor(10 * math.log(max(ms, 0.001))) for ms in took]
    counted = list(zip(row.buckets, row.bucket_calls, strict=True))
    assert counted == [(b, expected.count(b)) for b in sorted(set(expected))]


def test_users_are_their_model_calls(caller):
    store(
        caller,
        *(sent_span(user_id="ada", total_tokens=5, started_at=NOON) for _ in range(2)),
        sent_span(user_id="ada", kind="tool", started_at=NOON),
        sent_span(user_id="ben", level="error", started_at=NOON + timedelta(hours=3)),
        sent_span(started_at=NOON),
    )
    add_up(caller)

    found = {row.user_id: row for row in db.session.scalars(select(UserDay))}

    assert {user: (row.calls, row.errors, row.total_tokens) for user, row in found.items()} == {
        "ada": (2, 0, 10),
        "ben": (1, 1, 0),
    }


def test_what_comes_late_is_added_and_what_is_deleted_is_taken_off(caller):
    trace_id = uuid4()
    store(caller, sent_span(trace_id=trace_id, started_at=NOON), sent_span(started_at=NOON))
    assert add_up(caller) == [NOON]

    store(caller, sent_span(started_at=NOON + timedelta(minutes=5)))
    add_up(caller)
    assert db.session.scalar(select(UsageDay.calls)) == 3

    with transaction():
        traces.delete_trace(caller, trace_id)
    add_up(caller)
    assert db.session.scalar(select(UsageDay.calls)) == 2


def test_the_newest_hour_is_added_up_first(caller):
    hours = [NOON + timedelta(hours=n) for n in (1, 3, 2)]
    store(caller, *(sent_span(started_at=hour) for hour in hours))

    assert add_up(caller) == sorted(hours, reverse=True)


def test_a_day_is_counted_with_the_last_of_its_hours_though_newer_ones_are_stale_again(caller):
    store(caller, *(sent_span(started_at=NOON + timedelta(hours=n)) for n in (0, 1)))

    assert next_hour(caller) == NOON + HOUR
    assert db.session.scalars(select(UsageDay.calls)).all() == []
    store(caller, sent_span(started_at=NOON + HOUR))
    assert next_hour(caller, NOON + HOUR) == NOON

    assert db.session.scalars(select(UsageDay.calls)).all() == [2]
    assert next_hour(caller, NOON) is None


def next_hour(caller, before=None):
    with transaction():
        return add_up_an_hour(caller.project_id, before)


def test_hours_that_are_not_kept_any_more_stay_as_they_were(caller):
    store(caller, sent_span(started_at=NOON))
    add_up(caller)
    with transaction():
        projects.update_project(caller, caller.project_id, retention_days=1)

    store(caller, sent_span(started_at=NOON))
    add_up(caller)

    assert db.session.scalar(select(UsageDay.calls)) == 1
    assert db.session.scalars(select(StaleHour)).all() == []


def test_of_another_project_nothing_is_added(caller):
    there = make_project("other")
    store(there, sent_span(started_at=NOON))

    assert add_up(caller) == []
    assert add_up(there) == [NOON]


ACT = text("SELECT set_config('promptside.project', :project, true)")
MARK = text("INSERT INTO stale_hours VALUES (gen_random_uuid(), :project, :hour)")


def test_what_is_marked_while_an_hour_is_added_up_stays_marked(real_app):
    caller = make_project("busy")
    store(caller, sent_span(started_at=NOON))

    with transaction():
        assert add_up_an_hour(caller.project_id) == NOON
        with db.engine.begin() as other:
            other.execute(ACT, {"project": str(caller.project_id)})
            other.execute(MARK, {"project": caller.project_id, "hour": NOON})

    assert add_up(caller) == [NOON]


def test_while_one_worker_adds_up_there_is_nothing_for_another(real_app):
    caller = make_project("busy")
    store(caller, *(sent_span(started_at=NOON + timedelta(hours=n)) for n in (0, 1)))

    def work():
        assert add_up_an_hour(caller.project_id) is None

    with transaction():
        assert add_up_an_hour(caller.project_id) == NOON + timedelta(hours=1)
        assert outcomes_at_once(real_app, [work]) == ["done"]

    assert add_up(caller) == [NOON]


@pytest.mark.more
def test_many_writers_and_workers_at_once_end_in_the_same_sums(real_app):
    caller = make_project("crowd")

    def write():
        for n in range(20):
            with transaction():
                traces.store_spans(caller, [sent_span(started_at=NOON + timedelta(minutes=n))])
            db.session.commit()

    def work():
        for _ in range(30):
            add_up_an_hour(caller.project_id)
            db.session.commit()

    outcomes_at_once(real_app, [write, write, work, work])
    add_up(caller)

    act_in(caller.project_id)
    assert db.session.scalar(select(UsageDay.calls)) == 40
    assert stored(UsageHour, "hour") == raw(caller)
