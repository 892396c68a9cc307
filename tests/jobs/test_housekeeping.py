"""What the worker does by itself: what is old goes, stalled jobs start again."""

import sys
import time
from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlalchemy import select, text

from app.db import db, now, transaction
from app.migrating import app_url
from app.models import IdempotencyKey, Session
from app.queue import enqueue, make_queue
from tests.factories.access import make_person, see_everything, the_system
from tests.live import environment_of, free_port, running

WORKER = [sys.executable, "-m", "flask", "worker"]
LIMIT_S = 60
DOING = (
    "SELECT count(*) FROM jobs.procrastinate_jobs"
    " WHERE status = 'doing' AND task_name = 'housekeeping.delete_expired'"
)
ADD_JOB = (
    "INSERT INTO jobs.procrastinate_jobs (queue_name, task_name, args, queueing_lock, scheduled_at)"
    " VALUES ('default', 'housekeeping.delete_expired', '{\"timestamp\": 0}', :lock,"
    " :at) RETURNING id"
)
GO_ON = "UPDATE jobs.procrastinate_jobs SET status = :status WHERE id = :id AND status != :status"
BACKDATE = (
    "UPDATE jobs.procrastinate_events SET at = at - make_interval(days => :days) WHERE job_id = :id"
)
GROW_OLD = "UPDATE jobs.procrastinate_workers SET last_heartbeat = now() - interval '1 minute'"


@contextmanager
def working(app, tmp_path):
    environment = environment_of(app.extensions["settings"], free_port())
    with (tmp_path / "worker.log").open("ab") as out, running(WORKER, environment, out) as worker:
        yield worker


def until(condition):
    deadline = time.monotonic() + LIMIT_S
    while not condition():
        assert time.monotonic() < deadline
        db.session.remove()
        time.sleep(0.05)


@pytest.fixture
def rows(real_app):
    """A session and an idempotency key past their time, and one of each that is not."""
    person, caller, moment = make_person(), the_system(), now()
    own = {"project_id": caller.project_id, "actor": caller.actor}
    with transaction():
        for name, days in (("old", -1), ("new", 1)):
            until_then = moment + timedelta(days=days)
            db.session.add_all(
                [
                    Session(user_id=person.id, token_hash=name.encode(), expires_at=until_then),
                    IdempotencyKey(
                        **own,
                        route="/",
                        key=name,
                        request_hash=b"",
                        created_at=until_then - timedelta(hours=24),
                    ),
                ]
            )


def left():
    see_everything()
    sessions = db.session.scalars(select(Session.token_hash))
    keys = db.session.scalars(select(IdempotencyKey.key))
    return {token.decode() for token in sessions}, set(keys)


def is_doing():
    return db.session.scalar(text(DOING)) == 1


def test_what_is_expired_goes_without_anybody_asking(real_app, rows, tmp_path):
    assert left() == ({"new", "old"}, {"new", "old"})

    with working(real_app, tmp_path):
        until(lambda: left() == ({"new"}, {"new"}))

    log = (tmp_path / "worker.log").read_text()
    assert (
        log.count("deleted 1 expired sessions, 1 idempotency keys, 0 counts, 0 pieces of answers")
        == 1
    )


@pytest.mark.more
def test_a_job_whose_worker_was_killed_is_done_by_the_next(real_app, rows, tmp_path):
    with db.engine.connect() as other, working(real_app, tmp_path) as worker:
        # Or it would be over before it can be killed.
        other.execute(text("SELECT 1 FROM sessions FOR UPDATE"))
        until(is_doing)
        worker.kill()
        worker.wait()
    assert is_doing()
    assert left() == ({"new", "old"}, {"new", "old"})

    # Half a minute without a sign of life, and the minute of the job that looks after the others.
    with db.engine.begin() as connection:
        connection.execute(text(GROW_OLD))
    hand_over(real_app, "housekeeping.retry_stalled")
    with working(real_app, tmp_path):
        until(lambda: left() == ({"new"}, {"new"}))
        until(lambda: not is_doing())


def hand_over(app, job):
    """What the clock would, at its next full minute."""
    queue = make_queue(app_url(app.extensions["settings"]))
    with queue.open():
        enqueue(queue, job, timestamp=0)


def add_job(status, lock=None, days=0):
    """One of no worker, whose story is that old; one to do is for tomorrow."""
    at = now() + timedelta(days=1) if status == "todo" else None
    with db.engine.begin() as connection:
        connection.execute(text("SET LOCAL search_path = jobs"))
        number = connection.scalar(text(ADD_JOB), {"lock": lock, "at": at})
        connection.execute(text(GO_ON), {"id": number, "status": status})
        connection.execute(text(BACKDATE), {"id": number, "days": days})
    return number


def statuses():
    return dict(db.session.execute(text("SELECT id, status FROM jobs.procrastinate_jobs")).all())


def test_a_stalled_job_in_the_way_of_another_stops_no_third(real_app, rows, tmp_path):
    blocked, other = add_job("doing", lock="one"), add_job("doing")
    add_job("todo", lock="one")

    hand_over(real_app, "housekeeping.retry_stalled")
    with working(real_app, tmp_path):
        until(lambda: statuses()[other] == "succeeded")

    assert statuses()[blocked] == "doing"


@pytest.mark.more
def test_jobs_that_are_over_go_after_a_week(real_app, rows, tmp_path):
    ended = ("succeeded", "failed", "cancelled", "aborted")
    old = {add_job(status, days=8) for status in ended}
    kept = {add_job(status, days=6) for status in ended}

    hand_over(real_app, "housekeeping.delete_old_jobs")
    with working(real_app, tmp_path):
        until(lambda: not old & statuses().keys())

    assert kept <= statuses().keys()
