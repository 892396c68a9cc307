"""Real workers carry out experiments: told of them or not, alone or beside others, until killed."""

from __future__ import annotations

import sys
import time
from contextlib import ExitStack, contextmanager

import pytest
from sqlalchemy import text

from app.db import db
from app.services import policy
from tests.factories.access import the_system
from tests.factories.experiments import (
    as_it_is,
    ask_for_experiment,
    put_dataset,
    put_evaluator,
    results_of,
)
from tests.live import environment_of, free_port, live_api_on, running

WORKER = [sys.executable, "-m", "flask", "worker"]
LIMIT_S = 120
KILLS = 5
ITEMS = 10_000

STATES = text("""
    SELECT count(*) AS results, count(DISTINCT (item_id, trial)) AS places,
           count(*) FILTER (WHERE status = 'succeeded') AS succeeded,
           count(DISTINCT run_id) AS runs, max(attempts) AS most, sum(attempts) AS attempts,
           (SELECT count(*) FROM result_scores WHERE experiment_id = :id) AS scores,
           (SELECT count(*) FROM runs WHERE group_id = :id) AS kept,
           (SELECT count(*) FROM spans) AS spans
    FROM experiment_results WHERE experiment_id = :id
""")


@contextmanager
def working(app, tmp_path):
    environment = environment_of(app.extensions["settings"], free_port())
    with (tmp_path / "worker.log").open("ab") as out, running(WORKER, environment, out) as worker:
        yield worker


def until(condition, limit_s=LIMIT_S):
    deadline = time.monotonic() + limit_s
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_who_asks_by_rest_gets_it_done_by_a_worker(real_app, tmp_path):
    put_evaluator("exact")
    put_dataset(5, name="numbers")
    asked = {
        "dataset": "numbers",
        "prompts": [{"content": "{{ q }}"}],
        "evaluators": [{"name": "exact"}],
    }
    with working(real_app, tmp_path), live_api_on(real_app, tmp_path / "api.log") as api:
        made = api.call("POST", "/api/experiments", asked)
        place = made.headers["Location"]
        until(lambda: api.call("GET", place).json["status"] == "finished")
        results = api.call("GET", f"{place}/results").json

    assert [one["scores"][0]["value"] for one in results] == [1] * 5


@pytest.mark.more
def test_one_that_the_queue_was_not_told_of_is_found(real_app, tmp_path):
    experiment_id = ask_for_experiment().id

    with working(real_app, tmp_path):
        until(lambda: as_it_is(experiment_id).status == "finished")


@pytest.mark.more
def test_several_workers_are_at_one(real_app, tmp_path):
    slow = {"echo": {"latency_ms": 1000}}
    experiment_id = ask_for_experiment(put_dataset(200), parameters=slow).id
    busy = text("SELECT count(*) FROM experiment_results WHERE status = 'running'")

    def at_once():
        policy.require(the_system(), policy.READ)
        db.session.rollback()
        return db.session.scalar(busy)

    with working(real_app, tmp_path), working(real_app, tmp_path):
        # One worker is at no more than 32.
        until(lambda: at_once() > 32)
        until(lambda: as_it_is(experiment_id).status == "finished")

    assert {r.attempts for r in results_of(as_it_is(experiment_id))} == {1}


@pytest.mark.more
def test_a_worker_that_is_told_to_end_leaves_the_rest_to_the_next(real_app, tmp_path):
    slow = {"echo": {"latency_ms": 2000}}
    experiment_id = ask_for_experiment(put_dataset(400), parameters=slow).id
    with working(real_app, tmp_path) as worker:
        until(lambda: as_it_is(experiment_id).done_count)
        worker.terminate()
        began = time.monotonic()
        worker.wait(20)
        took_s = time.monotonic() - began

    after = as_it_is(experiment_id)
    states = {(r.status, r.attempts) for r in results_of(after)}
    assert (worker.returncode, after.status) == (0, "running")
    assert states == {("succeeded", 1), ("waiting", 0)}
    assert took_s < 10, "it began some more"


@pytest.mark.more
def test_workers_that_are_killed_lose_nothing_and_run_nothing_too_often(real_app, tmp_path):
    put_evaluator("exact")
    experiment_id = ask_for_experiment(
        put_dataset(ITEMS), evaluators=[{"name": "exact"}], name="killed"
    ).id
    for kill in range(1, KILLS + 1):
        with ExitStack() as workers:
            one, _ = (workers.enter_context(working(real_app, tmp_path)) for _ in range(2))
            until(lambda kill=kill: as_it_is(experiment_id).done_count > kill * 1000)
            one.kill()
            one.wait()
    with working(real_app, tmp_path):
        until(lambda: as_it_is(experiment_id).is_over)

    done = as_it_is(experiment_id)
    found = db.session.execute(STATES, {"id": experiment_id}).one()
    assert (done.status, done.done_count, done.failed_count) == ("finished", ITEMS, 0)
    assert (found.results, found.places, found.succeeded) == (ITEMS, ITEMS, ITEMS)
    # Every result has a run, a trace and a score of its own, and there is no other.
    assert (found.runs, found.kept, found.spans, found.scores) == (ITEMS,) * 4
    assert found.most <= 4
    # No more than those the killed ones held were begun again.
    assert ITEMS <= found.attempts <= ITEMS + KILLS * 2 * 32
