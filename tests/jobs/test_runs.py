"""Real workers carry out runs: told of them or not, alone or beside others, until killed."""

from __future__ import annotations

import sys
import time
from contextlib import ExitStack, contextmanager
from datetime import datetime
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from app.db import db
from app.models import RunPiece
from app.services import policy
from app.services.runs.due import GRACE
from tests.factories.access import the_system
from tests.factories.runs import as_it_is, ask_for_run
from tests.live import environment_of, free_port, live_api_on, running

WORKER = [sys.executable, "-m", "flask", "worker"]
LIMIT_S = 90
SLOW = {"echo": {"latency_ms": 400}}
SAID = " ".join(f"word{number}" for number in range(20))


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


def state(run_id):
    return as_it_is(run_id, the_system().project_id)


def is_over(run_id):
    return lambda: state(run_id).is_over


def test_who_asks_by_rest_is_answered_by_a_worker(real_app, tmp_path):
    with working(real_app, tmp_path), live_api_on(real_app, tmp_path / "api.log") as api:
        made = api.call("POST", "/api/runs?wait=55", {"content": "Hello"})
        again = api.call("POST", "/api/runs?wait=55", {"content": "Hello"})

    assert (made.status, made.json["status"]) == (201, "succeeded")
    assert made.json["output"] == {"role": "assistant", "content": "Hello"}
    assert again.json["status"] == "succeeded"
    # Told by the queue: the sweep lets a run alone for as long as this.
    created, started = (
        datetime.fromisoformat(again.json[at]) for at in ("created_at", "started_at")
    )
    assert started - created < GRACE


@pytest.mark.more
def test_a_run_that_the_queue_was_not_told_of_is_found(real_app, tmp_path):
    run_id = ask_for_run("Hello").id

    with working(real_app, tmp_path):
        until(is_over(run_id))

    assert state(run_id).status == "succeeded"


@pytest.mark.more
def test_a_failed_try_is_made_again_by_itself(real_app, tmp_path):
    failing = {"echo": {"fail": "unavailable", "times": 1}}
    run_id = ask_for_run("Hello", parameters=failing).id

    with working(real_app, tmp_path):
        until(is_over(run_id))

    assert (state(run_id).status, state(run_id).attempts) == ("succeeded", 2)


@pytest.mark.more
def test_a_run_whose_worker_was_killed_is_carried_out_by_another_once(real_app, tmp_path):
    run_id = ask_for_run(SAID, parameters=SLOW).id
    with ExitStack() as others:
        with working(real_app, tmp_path) as worker:
            until(lambda: state(run_id).status == "running")
            others.enter_context(working(real_app, tmp_path))
            worker.kill()
            worker.wait()
        assert state(run_id).status == "running"
        until(is_over(run_id))

    done = state(run_id)
    assert (done.status, done.attempts, done.output["content"]) == ("succeeded", 2, SAID)
    policy.require(the_system(), policy.READ)
    assert db.session.scalar(select(func.count()).select_from(RunPiece)) == 0


@pytest.mark.more
def test_two_workers_carry_out_each_run_once(real_app, tmp_path):
    ids = [ask_for_run(f"Run {number}").id for number in range(60)]

    with working(real_app, tmp_path), working(real_app, tmp_path):
        for run_id in ids:
            until(is_over(run_id))

    assert {(state(run_id).status, state(run_id).attempts) for run_id in ids} == {("succeeded", 1)}


@pytest.mark.more
def test_several_long_runs_are_carried_out_at_once(real_app, tmp_path):
    ids = [ask_for_run(SAID, parameters=SLOW, group_id=uuid4()).id for _ in range(10)]

    with working(real_app, tmp_path):
        until(lambda: all(state(run_id).started_at for run_id in ids))
        for run_id in ids:
            until(is_over(run_id))

    # The last one had begun before the first one ended.
    done = [state(run_id) for run_id in ids]
    assert max(run.started_at for run in done) < min(run.ended_at for run in done)


@pytest.mark.more
def test_a_worker_that_is_told_to_end_leaves_long_runs_to_the_next(real_app, tmp_path):
    run_id = ask_for_run(SAID, parameters={"echo": {"latency_ms": 3000}}).id
    with working(real_app, tmp_path) as worker:
        until(lambda: state(run_id).status == "running")
        worker.terminate()
        worker.wait(20)

    assert worker.returncode == 0
    assert state(run_id).status == "queued"
