"""`flask worker`, and asking whether one is running."""

import subprocess
import sys
import time
from contextlib import ExitStack

import pytest
from sqlalchemy import text

from app.db import db
from tests.live import ROOT, environment_of, free_port, running

WORKER = [sys.executable, "-m", "flask", "worker"]
BEATS = "SELECT count(*) FROM jobs.procrastinate_workers WHERE last_heartbeat > :moment"
NOW = "SELECT now()"
TRIES_AGAIN = "tries again"


@pytest.fixture
def environment(real_app):
    return environment_of(real_app.extensions["settings"], free_port())


def check(environment) -> int:
    return subprocess.run([*WORKER, "--check"], cwd=ROOT, env=environment).returncode


def ask(question, **values):
    """By a new connection, since the database goes away in between."""
    db.engine.dispose()
    answer = db.session.scalar(text(question), values)
    db.session.remove()
    return answer


def until(fact, worker, log):
    deadline = time.monotonic() + 60
    while not fact():
        assert worker.poll() is None, log.read_text()
        assert time.monotonic() < deadline, log.read_text()
        time.sleep(0.05)


def test_it_is_known_to_run_until_it_is_stopped(environment, tmp_path):
    assert check(environment) == 1

    log = tmp_path / "worker.log"
    with log.open("wb") as out, running(WORKER, environment, out) as worker:
        until(lambda: check(environment) == 0, worker, log)

    assert worker.returncode == 0
    assert check(environment) == 1


@pytest.mark.more
def test_it_goes_on_when_the_database_is_back(real_app, durable_server, environment, tmp_path):
    log, start = tmp_path / "worker.log", ask(NOW)
    with log.open("wb") as out, running(WORKER, environment, out) as worker:
        until(lambda: ask(BEATS, moment=start), worker, log)
        with durable_server.away(real_app.extensions["settings"]):
            until(lambda: TRIES_AGAIN in log.read_text(), worker, log)
        back = ask(NOW)
        until(lambda: ask(BEATS, moment=back), worker, log)

    assert worker.returncode == 0, log.read_text()


@pytest.mark.more
def test_it_begins_while_the_database_is_away(real_app, durable_server, environment, tmp_path):
    log, start = tmp_path / "worker.log", ask(NOW)
    with log.open("wb") as out, ExitStack() as away:
        away.enter_context(durable_server.away(real_app.extensions["settings"]))
        with running(WORKER, environment, out) as worker:
            until(lambda: TRIES_AGAIN in log.read_text(), worker, log)
            away.close()
            until(lambda: ask(BEATS, moment=start), worker, log)

    assert worker.returncode == 0, log.read_text()


@pytest.mark.more
def test_it_ends_when_told_to_though_the_database_is_away(
    real_app, durable_server, environment, tmp_path
):
    log = tmp_path / "worker.log"
    with (
        log.open("wb") as out,
        durable_server.away(real_app.extensions["settings"]),
        running(WORKER, environment, out) as worker,
    ):
        until(lambda: TRIES_AGAIN in log.read_text(), worker, log)

    assert worker.returncode == 0, log.read_text()
