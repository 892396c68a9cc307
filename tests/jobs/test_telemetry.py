"""The worker makes days ahead, adds up what came, and deletes what is too old."""

from datetime import timedelta

from sqlalchemy import select, text

from app.db import db, now, transaction
from app.jobs import telemetry
from app.models import StaleHour, Trace, UsageDay
from app.services import traces
from app.services.access import projects
from app.wall import act_in
from tests.factories.access import make_project, the_system
from tests.factories.otlp import sent_span
from tests.jobs.test_housekeeping import until, working


def store(caller, *moments):
    with transaction():
        traces.store_spans(caller, [sent_span(started_at=moment) for moment in moments])


def test_every_project_is_added_up(real_app):
    callers = [the_system(), make_project("other")]
    for caller in callers:
        store(caller, *(now() - timedelta(hours=n) for n in (1, 2, 30)))

    telemetry.add_up()

    for caller in callers:
        act_in(caller.project_id)
        assert sum(db.session.scalars(select(UsageDay.calls))) == 3
        assert db.session.scalars(select(StaleHour)).all() == []


def test_when_the_time_is_over_the_rest_is_left_for_the_next(real_app, monkeypatch):
    store(the_system(), *(now() - timedelta(hours=n) for n in range(3)))
    monkeypatch.setattr(telemetry, "LONGEST_S", -1)

    telemetry.add_up()

    act_in(the_system().project_id)
    assert len(db.session.scalars(select(StaleHour)).all()) == 3


def test_what_is_too_old_goes(real_app):
    caller = the_system()
    with transaction():
        projects.update_project(caller, caller.project_id, retention_days=5)
    store(caller, now() - timedelta(days=9), now())

    telemetry.apply_retention()

    act_in(caller.project_id)
    assert len(db.session.scalars(select(Trace)).all()) == 1


def test_a_worker_begins_by_making_the_days_that_are_missing(real_app, tmp_path):
    store(the_system(), now() - timedelta(days=9))

    def days():
        with db.engine.connect() as connection:
            return connection.scalar(text("SELECT count(*) FROM span_days()"))

    before = days()
    with working(real_app, tmp_path):
        until(lambda: days() == before + 1)
