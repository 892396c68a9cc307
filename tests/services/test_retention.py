"""What is older than a project keeps goes, and nothing else; sums stay."""

from datetime import UTC, datetime, timedelta
from itertools import islice
from uuid import uuid4

import pytest
from sqlalchemy import select

from app.db import db, transaction
from app.errors import Invalid
from app.models import AuditEvent, Run, Score, SharedObject, Span, StaleHour, Trace, UsageDay
from app.services import deleting, retention, traces
from app.services.access import projects
from app.services.usage.adding_up import add_up_an_hour
from app.wall import act_in, read_across
from tests.factories.access import make_project, the_system
from tests.factories.otlp import sent_span
from tests.factories.traces import add, make_run, make_score

TODAY = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
KEPT_DAYS = 10
CUTOFF = TODAY - timedelta(days=KEPT_DAYS)
MOMENT = timedelta(microseconds=1)
HOUR = timedelta(hours=1)


@pytest.fixture
def caller(real_app):
    caller = the_system()
    keep(caller, KEPT_DAYS)
    return caller


def keep(caller, days):
    with transaction():
        projects.update_project(caller, caller.project_id, retention_days=days)


def store(caller, *moments, trace_id=None):
    with transaction():
        traces.store_spans(
            caller,
            [sent_span(trace_id=trace_id or uuid4(), started_at=m, latency_ms=0) for m in moments],
        )


def make_days():
    with transaction():
        traces.make_days()


def apply():
    done = list(retention.apply_retention())
    db.session.remove()
    return {(gone.what, gone.slug, gone.count) for gone in done}


def left(model, column):
    read_across(the_system().project_id)
    found = sorted(db.session.scalars(select(column)))
    db.session.remove()
    return found


def test_what_no_span_shares_any_more_goes(caller):
    """A span may begin a day after it came, on that day's last moment."""
    edge = CUTOFF.date() - timedelta(days=2)
    for day in (edge - timedelta(days=1), edge):
        row = SharedObject(project_id=caller.project_id, id=uuid4(), used_on=day, value={"a": 1})
        add(caller, row)

    apply()

    assert left(SharedObject, SharedObject.used_on) == [edge]


@pytest.mark.parametrize("has_table", [True, False])
def test_what_is_older_goes_and_the_rest_stays(caller, has_table):
    store(caller, CUTOFF - HOUR, CUTOFF - MOMENT, CUTOFF, TODAY)
    for moment in (CUTOFF - MOMENT, CUTOFF):
        make_run(created_at=moment)
        make_score(created_at=moment)
    if has_table:
        make_days()

    gone = apply()

    assert left(Span, Span.started_at) == [CUTOFF, TODAY]
    assert left(Trace, Trace.started_at) == [CUTOFF, TODAY]
    assert left(Run, Run.created_at) == left(Score, Score.created_at) == [CUTOFF]
    spans = ("spans", None, None) if has_table else ("spans", "default", 2)
    assert gone == {spans, *((what, "default", n) for what, n in COUNTS.items())}
    assert apply() == set()


COUNTS = {"traces": 2, "runs": 1, "scores": 1}


def test_a_day_is_kept_whole_for_a_project_that_keeps_it(caller):
    there = make_project("other")
    for who in (caller, there):
        store(who, CUTOFF - HOUR)
    make_days()

    assert apply() == {("spans", "default", 1), ("traces", "default", 1)}
    assert left(Span, Span.project_id) == [there.project_id]

    keep(there, 5)
    assert ("spans", None, None) in apply()
    assert left(Span, Span.project_id) == []


def test_a_trace_stays_while_a_part_of_it_does(caller):
    trace_id = uuid4()
    store(caller, CUTOFF - HOUR, CUTOFF + HOUR, trace_id=trace_id)

    apply()

    assert left(Trace, Trace.trace_id) == [trace_id]
    assert left(Span, Span.started_at) == [CUTOFF + HOUR]


def test_a_run_that_is_not_over_stays(caller):
    for status in ("queued", "running", "failed"):
        make_run(status=status, created_at=CUTOFF - HOUR)

    apply()

    assert left(Run, Run.status) == ["queued", "running"]


def test_what_judges_a_result_stays_with_its_experiment(caller):
    experiment_id = uuid4()
    for target in ("run", "experiment_result"):
        make_score(shard_id=experiment_id, target=target, created_at=CUTOFF - HOUR)

    apply()

    assert left(Score, Score.target) == ["experiment_result"]


def test_sums_stay_and_are_not_made_of_what_is_left(caller):
    keep(caller, None)
    store(caller, CUTOFF - HOUR)
    with transaction():
        assert add_up_an_hour(caller.project_id) == CUTOFF - HOUR
    keep(caller, KEPT_DAYS)
    with transaction():
        act_in(caller.project_id)
        db.session.add(StaleHour(project_id=caller.project_id, hour=CUTOFF - HOUR))

    apply()
    with transaction():
        assert add_up_an_hour(caller.project_id) is None

    assert left(UsageDay, UsageDay.calls) == [1]


def test_who_keeps_for_ever_loses_nothing(caller):
    keep(caller, None)
    store(caller, CUTOFF - HOUR)

    assert apply() == set()
    assert left(Span, Span.started_at) == [CUTOFF - HOUR]


def test_it_goes_in_pieces_and_goes_on_after_a_break(caller, monkeypatch):
    monkeypatch.setattr(deleting, "FIRST_ROWS", 1)
    monkeypatch.setattr(deleting, "MOST_ROWS", 3)
    store(caller, *(CUTOFF - HOUR + n * MOMENT for n in range(10)))
    of_traces = next(old for old in everything(caller) if old.what == "traces")
    steps = deleting.delete_in_pieces(caller.project_id, of_traces)

    # Larger ones after quick ones, up to the most.
    assert list(islice(filter(None, steps), 3)) == [1, 3, 3]
    steps.close()
    assert len(left(Trace, Trace.trace_id)) in (3, 6)

    assert ("spans", "default", 10) in apply()
    assert left(Trace, Trace.trace_id) == []


def everything(caller):
    return list(retention.everything_old(retention.Kept(caller.project_id, "default", CUTOFF)))


def test_a_preview_tells_by_day_and_deletes_nothing(caller):
    store(caller, CUTOFF - HOUR, CUTOFF - 30 * HOUR, CUTOFF)
    make_run(created_at=CUTOFF - HOUR)

    told = {(g.slug, g.what, g.day, g.count) for g in retention.preview_retention()}

    first, second = (CUTOFF - 30 * HOUR).date(), (CUTOFF - HOUR).date()
    assert told == {
        *(("default", what, day, 1) for what in ("spans", "traces") for day in (first, second)),
        ("default", "runs", second, 1),
    }
    assert len(left(Span, Span.started_at)) == 3


@pytest.mark.parametrize("days", [0, -1, 3651])
def test_a_retention_that_makes_no_sense_is_refused(caller, days):
    with pytest.raises(Invalid, match="retention_days"):
        keep(caller, days)


def test_a_change_of_retention_is_recorded(caller):
    keep(caller, 90)

    act_in(caller.project_id)
    query = select(AuditEvent.changes).where(AuditEvent.action == "project.updated")
    changes = db.session.scalars(query.order_by(AuditEvent.created_at)).all()
    assert changes[-1] == {"retention_days": [KEPT_DAYS, 90]}
