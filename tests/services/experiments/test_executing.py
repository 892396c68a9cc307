"""A worker carries out an experiment: every item's call, its retries, its scores, its end."""

from sqlalchemy import select

from app.db import db
from app.models import Run, Span
from tests.factories.experiments import (
    ask_for_experiment,
    put_dataset,
    put_evaluator,
    results_of,
    worked_at,
)
from tests.factories.prompts import make_prompt


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
    assert done.totals["evaluators"][0]["mean"] == 0.5
    runs = db.session.scalars(select(Run).order_by(Run.created_at)).all()
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
