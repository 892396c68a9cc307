"""What was used is told by group and over time, exactly, and with percentiles that are close."""

import math
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from app.db import db, transaction
from app.errors import Invalid
from app.models import StaleHour
from app.services import prompts, traces, usage
from app.services.policy import MissingRight
from app.services.usage import statements
from app.services.usage.adding_up import add_up_an_hour
from app.wall import act_in
from tests.factories.access import make_project, with_rights
from tests.factories.otlp import sent_span
from tests.factories.prompts import make_prompt

TODAY = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
NOON = TODAY - timedelta(hours=12)
CLOSE = math.exp(0.05)
numbers = iter(range(10**9))


def use(caller, *spans):
    with transaction():
        traces.store_spans(caller, [sent_span(**{"started_at": NOON, **one}) for one in spans])
    while True:
        with transaction():
            if add_up_an_hour(caller.project_id) is None:
                return


def get(caller, *, by="none", since=TODAY - timedelta(days=3), until=TODAY, step="day", **filters):
    period = usage.period_of(since, until, step)
    return usage.get_usage(caller, period, usage.Filters(**filters), by=by)


def calls(groups, *names):
    return [(*(g["key"][name] for name in names), g["calls"]) for g in groups]


def test_without_calls_there_are_none(caller):
    found = get(caller)

    assert (found.total["calls"], found.total["p95_ms"], found.total["cost_usd"]) == (0, None, 0)
    assert found.groups == found.series == []


def test_sums_of_a_period_by_model(caller):
    small = {"model": "small", "input_tokens": 10, "total_tokens": 15, "cost_usd": Decimal("0.5")}
    use(caller, small, {**small, "level": "error"}, {"model": "large"}, {"kind": "tool"})

    found = get(caller, by="model")

    assert calls(found.groups, "model") == [("small", 2), ("large", 1)]
    assert (found.total["calls"], found.total["errors"], found.total["total_tokens"]) == (3, 1, 30)
    assert (found.groups[0]["cost_usd"], found.groups[0]["latency_ms"]) == (Decimal("1.0"), 100)
    assert calls(get(caller, kind="tool").groups) == [(1,)]


def test_a_series_tells_each_day_or_hour(caller):
    for hours in (0, 1, 1, 24):
        use(caller, {"started_at": NOON - timedelta(hours=hours)})

    days = get(caller).series
    hours = get(caller, step="hour").series

    assert [(p["at"].day, p["calls"]) for p in days] == [
        ((NOON - timedelta(days=1)).day, 1),
        (NOON.day, 3),
    ]
    assert [(p["at"].hour, p["calls"]) for p in hours] == [(12, 1), (11, 2), (12, 1)]


def test_filters_narrow_together(caller):
    prompt = make_prompt("greet", versions=2)
    use(
        caller,
        {"prompt_name": "greet", "prompt_version": 1, "model": "small"},
        {"prompt_name": "greet", "prompt_version": 2, "model": "small", "environment": "eu"},
        {"model": "small"},
    )

    assert get(caller, prompt=prompt.id).total["calls"] == 2
    assert get(caller, prompt=prompt.id, version=2).total["calls"] == 1
    assert get(caller, model="small", environment="eu").total["calls"] == 1
    assert get(caller, model="none").total["calls"] == 0


def test_a_prompt_goes_by_the_name_it_has_now_and_unknown_ones_by_their_own(caller):
    prompt = make_prompt("greet")
    use(caller, {"prompt_name": "greet", "prompt_version": 1}, {"prompt_name": "unknown"}, {})
    with transaction():
        prompts.update_prompt(caller, prompt.id, name="welcome")

    found = calls(get(caller, by="version").groups, "prompt_name", "prompt_version")

    assert sorted(found, key=str) == [("unknown", None, 1), ("welcome", 1, 1), (None, None, 1)]


def test_beyond_so_many_groups_the_rest_is_one(caller, monkeypatch):
    monkeypatch.setattr(statements, "MOST_GROUPS", 3)
    monkeypatch.setattr(statements, "MOST_LINES", 1)
    use(caller, *({"model": f"m{n}"} for n in range(6) for _ in range(6 - n)))

    found = get(caller, by="model")

    assert calls(found.groups, "model") == [("m0", 6), ("m1", 5), ("m2", 4), (None, 6)]
    assert [g["is_other"] for g in found.groups] == [False, False, False, True]
    assert calls(found.series, "model") == [("m0", 6), (None, 15)]
    assert [p["is_other"] for p in found.series] == [False, True]


def test_percentiles_of_every_group_and_point_are_those_of_its_own_calls(caller, monkeypatch):
    monkeypatch.setattr(statements, "MOST_GROUPS", 3)
    monkeypatch.setattr(statements, "MOST_LINES", 1)
    latencies = {f"m{n}": [10.0 * 2**n, 15.0 * 2**n] * (6 - n) for n in range(6)}
    days = (NOON - timedelta(days=1), NOON)
    use(
        caller,
        *(
            {"model": model, "latency_ms": took * (day + 1), "started_at": at}
            for model, each in latencies.items()
            for took in each
            for day, at in enumerate(days)
        ),
    )

    found = get(caller, by="model")

    def of(*models, days=(1, 2)):
        return percentiles([took * day for m in models for took in latencies[m] for day in days])

    told = [(group["p50_ms"], group["p95_ms"]) for group in [found.total, *found.groups]]
    rest = ("m3", "m4", "m5")
    assert told == [of(*latencies), of("m0"), of("m1"), of("m2"), of(*rest)]
    points = [(point["p50_ms"], point["p95_ms"]) for point in found.series]
    others = ("m1", "m2", *rest)
    assert sorted(points) == sorted(of(*who, days=(d,)) for who in (["m0"], others) for d in (1, 2))


def percentiles(latencies):
    """Where they lie in the histogram: the middle of the bucket that holds them."""
    took = sorted(latencies)
    places = (math.ceil(share * len(took)) - 1 for share in (0.5, 0.95))
    return tuple(math.exp((math.floor(10 * math.log(took[at])) + 0.5) / 10) for at in places)


def test_users_are_told_by_the_day(caller):
    use(caller, {"user_id": "ada", "total_tokens": 4}, {"user_id": "ada"}, {"user_id": "ben"}, {})

    assert calls(get(caller, by="user").groups, "user_id") == [("ada", 2), ("ben", 1)]
    of_ada = get(caller, user="ada").total
    assert of_ada["total_tokens"] == 4
    assert of_ada["latency_ms"] is not None
    assert of_ada["p50_ms"] is of_ada["p95_ms"] is None, "docs/USAGE.md says why there are none"
    for refused in ({"by": "user", "model": "m"}, {"user": "ada", "by": "model"}):
        with pytest.raises(Invalid, match="by user alone"):
            get(caller, **refused)
    with pytest.raises(Invalid, match="by the day"):
        get(caller, by="user", step="hour")


def test_beyond_so_many_users_the_rest_is_one(caller, monkeypatch):
    monkeypatch.setattr(statements, "MOST_GROUPS", 3)
    monkeypatch.setattr(statements, "MOST_LINES", 1)
    use(caller, *({"user_id": f"u{n}"} for n in range(6) for _ in range(6 - n)), {})

    found = get(caller, by="user")

    assert found.total["calls"] == 21
    assert calls(found.groups, "user_id") == [("u0", 6), ("u1", 5), ("u2", 4), (None, 6)]
    assert [g["is_other"] for g in found.groups] == [False, False, False, True]
    assert calls(found.series, "user_id") == [("u0", 6), (None, 15)]
    assert calls(get(caller, by="user", user="u4").groups, "user_id") == [("u4", 2)]


@pytest.mark.parametrize("step", ["day", "hour"])
def test_a_group_is_the_same_by_whatever_table_it_is_told(caller, step):
    prompt = make_prompt("greet", versions=2)
    of = {"prompt_name": "greet", "environment": "eu"}
    use(
        caller,
        *({**of, "prompt_version": 1, "model": model, "latency_ms": 9} for model in "aab"),
        {**of, "prompt_version": 2, "model": "a", "latency_ms": 900},
        {"model": "b", "latency_ms": 30},
    )
    wanted = {"step": step, "prompt": prompt.id, "version": 1}

    few, many = get(caller, **wanted), get(caller, **wanted, environment="eu")

    assert few.total == many.total
    assert few.series == many.series
    assert few.total["calls"] == 3


def test_hours_that_wait_are_counted(caller):
    act_in(caller.project_id)
    with transaction():
        for hours in (0, 0, 1, 100):
            hour = NOON.replace(minute=0) - timedelta(hours=hours)
            db.session.add(StaleHour(project_id=caller.project_id, hour=hour))

    assert get(caller).stale_hours == 2


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.floats(0.001, 1e6), min_size=1, max_size=40), st.data())
def test_percentiles_are_within_the_width_of_a_bucket(app, latencies, data):
    caller = make_project(f"p-{next(numbers)}")
    models = [data.draw(st.sampled_from(["a", "b"])) for _ in latencies]
    hours = [data.draw(st.sampled_from([0, 1])) for _ in latencies]
    use(
        caller,
        *(
            {"latency_ms": ms, "model": model, "started_at": NOON + timedelta(hours=hour)}
            for ms, model, hour in zip(latencies, models, hours, strict=True)
        ),
    )

    found = get(caller, by="model")

    for group in (found.total, *found.groups):
        model = group.get("key", {}).get("model")
        mine = [ms for ms, of in zip(latencies, models, strict=True) if model in (None, of)]
        for name, part in (("p50_ms", 0.5), ("p95_ms", 0.95)):
            exact = db.session.scalar(PERCENTILE, {"part": part, "taken": mine})
            assert exact / CLOSE <= group[name] * 1.0000001
            assert group[name] <= exact * CLOSE * 1.0000001


PERCENTILE = text(
    "SELECT percentile_disc(:part) WITHIN GROUP (ORDER BY ms)"
    " FROM unnest(CAST(:taken AS double precision[])) AS t (ms)"
)


@pytest.mark.parametrize(
    ("since", "until", "step", "expected"),
    [
        (NOON, NOON, None, (NOON, NOON, "hour")),
        (NOON, NOON + timedelta(seconds=1), None, (NOON, NOON + timedelta(hours=1), "hour")),
        (NOON, NOON + timedelta(seconds=1), "day", (TODAY - timedelta(days=1), TODAY, "day")),
        (TODAY - timedelta(days=3), TODAY, None, (TODAY - timedelta(days=3), TODAY, "day")),
    ],
)
def test_a_period_is_widened_to_whole_steps(since, until, step, expected):
    period = usage.period_of(since, until, step)

    assert (period.since, period.until, period.step) == expected


@pytest.mark.parametrize(
    ("since", "until", "step"),
    [
        (TODAY, NOON, None),
        (TODAY - timedelta(days=30), TODAY, "hour"),
        (TODAY - timedelta(days=500), TODAY, "day"),
        (datetime.min.replace(tzinfo=UTC), None, None),
        (None, datetime.max.replace(tzinfo=UTC), "day"),
        (None, datetime.min.replace(tzinfo=UTC), None),
    ],
)
def test_a_period_that_makes_no_sense_or_is_too_long_is_refused(since, until, step):
    with pytest.raises(Invalid):
        usage.period_of(since, until, step)


def test_who_may_not_read_is_told_nothing(caller):
    with pytest.raises(MissingRight):
        get(with_rights("ingest", caller=caller))
