"""A judge is a model asked by a prompt of the registry: its calls are runs, its garbage errors."""

import json

import pytest
from sqlalchemy import select

from app.db import db, transaction
from app.models import Run
from app.services import experiments, policy, prompts, releases
from app.services.access.limits import requests_left
from tests.factories.access import the_system
from tests.factories.connections import make_connection
from tests.factories.experiments import (
    ask_for_experiment,
    put_dataset,
    put_evaluator,
    results_of,
    worked_at,
)
from tests.factories.prompts import make_prompt, save_version
from tests.outbound.servers import serving
from tests.providers.answers import PATH, refusal, whole

SAYS_GOOD = '{"score": 0.75, "reason": "fine"}'


@pytest.fixture
def judged(app):
    """By `echo`, which says what the judge's prompt says."""

    def judged(body, dataset=None, **config):
        make_prompt("judge", content=body)
        put_evaluator("taste", kind="judge", prompt="judge", **config)
        return ask_for_experiment(dataset or put_dataset(1), evaluators=[{"name": "taste"}])

    return judged


def runs_made():
    policy.require(the_system(), policy.READ)
    return db.session.scalars(select(Run).order_by(Run.created_at, Run.id)).all()


def test_its_answer_is_the_score_and_its_call_a_run(judged):
    done = worked_at(judged(SAYS_GOOD, pass_at=0.5))

    (result,) = results_of(done)
    score = result.scores["1"]
    assert (score["value"], score["passed"], score["reason"]) == (0.75, True, "fine")
    assert done.evaluators[0].judge_prompt_version == 1
    model, judge = runs_made()
    assert (model.prompt_name, judge.prompt_name, judge.source) == (None, "judge", "experiment")
    assert (judge.metadata_["evaluator"], result.run_id) == ("taste", model.id)


def test_it_is_told_what_was_asked_said_and_expected(judged):
    worked_at(judged("{{ input }} {{ output }} {{ expected }}"))

    assert runs_made()[1].messages[0]["content"] == '{"q":"1"} 1 1'


def test_garbage_is_an_error_with_what_it_said(judged):
    done = worked_at(judged("I like it"))

    (result,) = results_of(done)
    score = result.scores["1"]
    assert (score["value"], score["passed"], result.status) == (None, None, "succeeded")
    assert "I like it" in score["error"]


def test_the_version_is_that_of_when_it_was_asked_for(judged):
    experiment = judged(SAYS_GOOD)
    prompt = prompts.find_prompt(the_system(), "judge")
    with transaction():
        releases.activate(the_system(), prompt.id, version=save_version(prompt, "garbage"))

    (result,) = results_of(worked_at(experiment))

    assert result.scores["1"]["value"] == 0.75


def test_recorded_outputs_are_judged_too(judged):
    dataset = put_dataset(2, name="numbers")
    make_prompt("judge", content=SAYS_GOOD)
    put_evaluator("taste", kind="judge", prompt="judge")
    outputs = [{"key": "k1", "output": "a"}, {"key": "k2", "error": "it broke"}]
    read = experiments.read_outputs(the_system(), experiments.numbered(outputs), dataset=dataset.id)
    with transaction():
        experiment = experiments.score_outputs(the_system(), read, evaluators=[{"name": "taste"}])

    done = worked_at(experiment)

    one, other = results_of(done)
    assert (one.status, one.output, one.scores["1"]["value"]) == ("succeeded", "a", 0.75)
    assert (other.status, other.error_kind, other.error) == ("failed", "reported", "it broke")
    assert len(runs_made()) == 1


def test_a_judge_that_does_not_answer_is_an_error_of_the_score(app):
    with serving() as vendor:
        vendor.answers[PATH] = refusal(b"401 No", "Wrong key.")
        make_connection("vendor", base_url=f"http://{vendor.here}/v1", default_model="m")
        make_prompt("judge", content="Judge {{ output }}")
        put_evaluator("taste", kind="judge", prompt="judge", connection="vendor")
        (result,) = results_of(
            worked_at(ask_for_experiment(put_dataset(1), evaluators=[{"name": "taste"}]))
        )

    assert result.status == "succeeded"
    assert "did not answer (refused)" in result.scores["1"]["error"]
    assert [run.status for run in runs_made()] == ["succeeded", "failed"]


def test_a_judge_that_was_busy_is_asked_again_and_the_model_is_not(app):
    with serving() as vendor:
        body = json.dumps({"score": 1, "reason": ""})
        vendor.answers[PATH] = [refusal(b"503 Busy", "Busy."), whole(body)]
        vendor_id = make_connection(
            "vendor",
            base_url=f"http://{vendor.here}/v1",
            default_model="m",
            requests_per_minute=100,
        ).id
        make_prompt("judge", content="Judge {{ output }}")
        put_evaluator("taste", kind="judge", prompt="judge", connection="vendor")
        (result,) = results_of(
            worked_at(ask_for_experiment(put_dataset(1), evaluators=[{"name": "taste"}]))
        )

    assert (result.scores["1"]["value"], result.attempts) == (1, 1)
    assert requests_left(vendor_id, 100) == 98, "both count"
    assert [(run.status, run.attempts) for run in runs_made()] == [
        ("succeeded", 1),
        ("succeeded", 2),
    ]
