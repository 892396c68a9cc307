"""What the worker does by itself: expired rows go, stalled jobs start again."""

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
from tests.factories.access import make_person, the_system
from tests.live import environment_of, free_port, running

WORKER = [sys.executable, "-m", "flask", "worker"]
LIMIT_S = 60
DOING = (
    "SELECT count(*) FROM jobs.procrastinate_jobs"
    " WHERE status = 'doing' AND task_name = 'housekeeping.delete_expired'"
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
    sessions = db.session.scalars(select(Session.token_hash))
    keys = db.session.scalars(select(IdempotencyKey.key))
    return {token.decode() for token in sessions}, set(keys)


def is_doing():
    return db.session.scalar(text(DOING)) == 1


def test_what_is_expired_goes_without_anybody_asking(real_app, rows, tmp_path):
    assert left() == ({"new", "old"}, {"new", "old"})

    with working(real_app, tmp_path):
        until(lambda: left() == ({"new"}, {"new"}))


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
    queue = make_queue(app_url(real_app.extensions["settings"]))
    with queue.open():
        enqueue(queue, "housekeeping.retry_stalled", timestamp=0)
    with working(real_app, tmp_path):
        until(lambda: left() == ({"new"}, {"new"}))
        until(lambda: not is_doing())
