"""A worker carries out an experiment: every item's call, its retries, its scores, its end."""

import threading
from decimal import Decimal

import pytest
from sqlalchemy import select, update

from app.db import db, transaction
from app.models import Connection, ExperimentResult, Run, Span
from app.services import experiments, masking, policy, prices
from app.services.experiments import claiming
from app.services.experiments.claiming import claim
from app.services.experiments.executing import AT_ONCE, Wishes
from app.services.experiments.taking_up import take_up
from app.services.traces import put_shared
from tests.factories.access import the_system
from tests.factories.connections import settings_here
from tests.factories.experiments import (
    as_it_is,
    ask_for_experiment,
    put_dataset,
    put_evaluator,
    results_of,
    worked_at,
)
from tests.factories.prompts import make_prompt


def failing(kind, **echo):
    return {"echo": {"fail": kind, **echo}}


def runs_made():
    policy.require(the_system(), policy.READ)
    return db.session.scalars(select(Run).order_by(Run.created_at, Run.id)).all()


def limited(name="slow", **limits):
    """A connection to echo, which makes no calls elsewhere."""
    with transaction():
        policy.require(the_system(), policy.READ)
        row = Connection(
            project_id=the_system().project_id,
            name=name,
            provider="echo",
            created_by="system",
            **limits,
        )
        db.session.add(row)
    return name


def claimed(experiment, most=100):
    with transaction():
        work = take_up(experiment.project_id, experiment.id, settings_here())
    with transaction():
        return claim(work, most)


def test_every_item_is_run_once_and_judged(app):
    put_evaluator("exact")
    make_prompt("ask", content="{{ q }}")
    items = [{"input": {"q": "1"}, "expected": "1"}, {"input": {"q": "2"}, "expected": "3"}]

    done = worked_at(
        ask_for_experiment(
            put_dataset(items), prompts=[{"prompt_name": "ask"}], evaluators=[{"name": "exact"}]
        )
    )

    assert (done.status, done.done_count, done.failed_count) == ("finished", 2, 0)
    first, second = results_of(done)
    assert (first.status, first.attempts, first.due_at) == ("succeeded", 1, None)
    assert first.output == {"role": "assistant", "content": "1"}
    assert (first.scores["1"]["value"], second.scores["1"]["value"]) == (1, 0)
    assert done.totals["evaluators"]
    runs = runs_made()
    assert {run.id for run in runs} == {first.run_id, second.run_id}
    assert {(run.source, run.prompt_name, run.prompt_version) for run in runs} == {
        ("experiment", "ask", 1)
    }
    traces = set(db.session.scalars(select(Span.trace_id)))
    assert traces == {first.trace_id, second.trace_id}


def test_trials_are_results_of_their_own(app):
    done = worked_at(ask_for_experiment(put_dataset(2), trials=3))

    assert [(r.item_key, r.trial) for r in results_of(done)] == [
        (key, trial) for key in ("k1", "k2") for trial in (1, 2, 3)
    ]
    assert done.done_count == done.result_count == 6


@pytest.mark.parametrize(
    ("given", "body", "said"),
    [
        ({"q": "Ada"}, "Say {{ q }}", "Say Ada"),
        ({"q": [1, 2]}, "Say {{ q }}", "Say [1,2]"),
        ([{"role": "user", "content": "Last"}], "First", "Last"),
        ("plain", "Say {{ input }}", "Say plain"),
        (7, "Say {{ input }}", "Say 7"),
    ],
)
def test_an_input_fills_the_prompt(app, given, body, said):
    prompt = {"messages": [{"role": "user", "content": body}]}

    done = worked_at(ask_for_experiment(put_dataset([{"input": given}]), prompts=[prompt]))

    assert results_of(done)[0].output["content"] == said


def test_what_an_item_lacks_is_named_and_no_model_is_called(app):
    put_evaluator("exact")
    dataset = put_dataset([{"input": {"other": 1}}, {"input": {"q": "2"}, "expected": "2"}])

    done = worked_at(ask_for_experiment(dataset, evaluators=[{"name": "exact"}]))

    lacking, fine = results_of(done)
    assert (lacking.status, lacking.error_kind, lacking.run_id) == ("failed", "invalid", None)
    assert "q" in lacking.error
    assert lacking.scores["1"]["value"] is None
    assert "There is no output" in lacking.scores["1"]["error"]
    assert (fine.status, done.status, done.failed_count) == ("succeeded", "finished", 1)
    assert len(runs_made()) == 1


def test_what_may_pass_is_tried_again(app):
    done = worked_at(ask_for_experiment(put_dataset(1), parameters=failing("unavailable", times=1)))

    (result,) = results_of(done)
    assert (result.status, result.attempts, result.error) == ("succeeded", 2, None)
    assert [run.attempts for run in runs_made()] == [2]


def test_what_fails_is_a_result(app):
    put_evaluator("exact")
    done = worked_at(
        ask_for_experiment(
            put_dataset(2), parameters=failing("refused"), evaluators=[{"name": "exact"}]
        )
    )

    assert (done.status, done.done_count, done.failed_count) == ("finished", 2, 2)
    assert {(r.status, r.error_kind, r.attempts) for r in results_of(done)} == {
        ("failed", "refused", 1)
    }
    assert all(r.scores["1"]["error"] for r in results_of(done))
    assert {run.status for run in runs_made()} == {"failed"}


def test_a_prompt_that_is_gone_ends_it(app):
    experiment = ask_for_experiment()
    with transaction():
        policy.require(the_system(), policy.READ)
        experiment.prompt_id, experiment.prompt_name = experiment.id, "gone"

    done = worked_at(experiment)

    assert (done.status, done.is_prompt_deleted) == ("failed", True)
    assert "gone was deleted" in done.stop_reason


def test_an_evaluator_that_cannot_be_made_any_more_ends_it(app):
    put_evaluator("odd", kind="numeric", unknown=True)

    done = worked_at(ask_for_experiment(evaluators=[{"name": "odd"}]))

    assert done.status == "failed"
    assert "unknown" in done.stop_reason


def test_a_dataset_that_is_deleted_meanwhile_leaves_failed_results(app):
    dataset = put_dataset(2)
    experiment = ask_for_experiment(dataset)
    with transaction():
        policy.require(the_system(), policy.READ)
        db.session.delete(dataset)

    done = worked_at(experiment)

    assert (done.status, done.failed_count) == ("finished", 2)


def test_a_worker_that_is_to_end_gives_back_what_it_holds(app):
    experiment = ask_for_experiment(put_dataset(3), parameters={"echo": {"latency_ms": 5000}})
    wishes = Wishes()
    threading.Timer(0.3, wishes.stop.set).start()

    after = worked_at(experiment, wishes)

    assert after.status == "running"
    assert {(r.status, r.attempts) for r in results_of(after)} == {("waiting", 1)}
    assert len(claimed(after)) == 3, "they are due at once"


def test_a_worker_that_is_to_begin_nothing_more_ends_what_it_is_at(app):
    experiment = ask_for_experiment(put_dataset(40), parameters={"echo": {"latency_ms": 700}})
    wishes = Wishes()
    threading.Timer(0.3, wishes.no_more.set).start()

    after = worked_at(experiment, wishes)

    states = [(r.status, r.attempts) for r in results_of(after)]
    assert (after.status, after.done_count) == ("running", AT_ONCE)
    assert states == [("succeeded", 1)] * AT_ONCE + [("waiting", 0)] * (40 - AT_ONCE)


def test_who_comes_second_finds_nothing_to_do(app):
    experiment = ask_for_experiment(put_dataset(3))

    assert [len(claimed(experiment)), len(claimed(experiment))] == [3, 0]


def test_lost_workers_are_survived_so_often_and_not_more(app):
    experiment = ask_for_experiment(put_dataset(1))
    due = update(ExperimentResult).values(due_at=experiment.created_at)
    for attempt in (1, 2, 3, 4):
        (item,) = claimed(experiment)
        assert (item.attempt, item.is_lost) == (attempt, False)
        with transaction():
            db.session.execute(due)

    done = worked_at(experiment)

    (result,) = results_of(done)
    assert (result.status, result.error_kind, result.attempts) == ("failed", "interrupted", 4)
    assert runs_made() == []


def test_a_late_answer_of_a_lost_worker_changes_nothing(app):
    experiment = ask_for_experiment(put_dataset(1))
    with transaction():
        work = take_up(experiment.project_id, experiment.id, settings_here())
    (item,) = claimed(experiment)
    with transaction():
        db.session.execute(update(ExperimentResult).values(due_at=experiment.created_at))
    (again,) = claimed(experiment)

    with transaction():
        kept = claiming.renew(work, [item, again])

    assert (again.attempt, kept) == (2, {again.place})
    assert item.place == again.place
    with transaction():
        assert claiming.renew(work, [item]) == set()


def test_it_runs_so_many_at_once(app):
    experiment = ask_for_experiment(put_dataset(5), concurrency=2)

    assert [len(claimed(experiment)), len(claimed(experiment))] == [2, 0]


def test_a_connection_is_called_so_often_at_once_by_all_experiments(app):
    limited(max_concurrency=3)
    one, other = (ask_for_experiment(put_dataset(2), connection="slow") for _ in range(2))

    assert [len(claimed(one)), len(claimed(other)), len(claimed(other))] == [2, 1, 0]


def test_a_connection_is_called_so_often_a_minute(app):
    limited(requests_per_minute=3)
    one, other = (ask_for_experiment(put_dataset(2), connection="slow") for _ in range(2))

    assert [len(claimed(one)), len(claimed(other)), len(claimed(other))] == [2, 1, 0]


def test_limits_slow_it_down_and_nothing_is_lost(app):
    limited(max_concurrency=1)

    done = worked_at(ask_for_experiment(put_dataset(10), connection="slow"))

    assert (done.status, done.done_count) == ("finished", 10)


def test_once_it_has_cost_enough_no_item_is_begun(app):
    with transaction():
        prices.add_price(the_system(), model="echo", input_usd=Decimal(1), output_usd=Decimal(0))
    # A word costs a millionth.
    experiment = ask_for_experiment(put_dataset(20), concurrency=1, budget_usd=Decimal("0.000003"))

    done = worked_at(experiment)

    assert (done.status, done.stop_reason, done.done_count) == ("cancelled", "budget", 3)
    assert done.cost_usd == Decimal("0.000003")
    assert [r.status for r in results_of(done)].count("waiting") == 17
    assert len(runs_made()) == 3


def test_cancelling_waits_for_no_model_and_keeps_its_calls(real_app):
    experiment = ask_for_experiment(put_dataset(3), parameters={"echo": {"latency_ms": 5000}})
    experiment_id, project_id = experiment.id, experiment.project_id

    def cancel():
        with real_app.app_context(), transaction():
            experiments.cancel_experiment(the_system(), experiment_id)

    threading.Timer(1.0, cancel).start()
    after = worked_at(experiment)

    assert (after.status, after.stop_reason, after.done_count) == ("cancelled", "cancelled", 0)
    assert (after.ended_at - after.started_at).total_seconds() < 4
    assert {r.status for r in results_of(after)} == {"waiting"}
    assert [run.status for run in runs_made()] == ["cancelled"] * 3
    assert as_it_is(experiment_id, project_id).ended_at == after.ended_at


def test_what_rules_name_is_kept_nowhere(app):
    with transaction():
        masking.add_rule(the_system(), name="cards", pattern="[0-9]{16}")
    put_evaluator("number", kind="numeric")
    card = "4111111111111111"
    dataset = put_dataset([{"input": {"q": card}, "expected": card}])

    done = worked_at(ask_for_experiment(dataset, evaluators=[{"name": "number"}]))

    (result,) = results_of(done)
    (span,) = db.session.scalars(select(Span)).all()
    put_shared([span])
    assert result.output["content"] == "[masked]"
    assert result.scores["1"]["value"] == 1, "it is judged by what was said"
    kept = [repr(vars(row)) for row in (runs_made()[0], span)]
    assert not any(card in text for text in kept)
