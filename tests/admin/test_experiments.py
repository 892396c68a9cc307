"""Experiments in the panel: found, opened with what they came to, cancelled and deleted."""

import re

import pytest
from sqlalchemy import delete

from app.db import db, transaction
from app.models import Experiment, Run
from app.services import datasets, experiments, policy
from app.services.experiments.totals import write_totals
from tests.admin.conftest import text_of
from tests.factories.access import make_project, see_everything, the_system
from tests.factories.audit import events
from tests.factories.datasets import make_dataset
from tests.factories.experiments import (
    ask_for_experiment,
    put_dataset,
    put_evaluator,
    worked_at,
)
from tests.factories.prompts import make_prompt
from tests.factories.results import make_experiment, make_items


def names(response):
    return re.findall(r'<tr data-row>.*?data-open href="[^"]+">([^<]+)<', response.text, re.S)


def details(panel, experiment, **query):
    return panel.get("/experiments/details/", id=str(experiment.id), **query)


def added_up(experiment):
    with transaction():
        policy.require(the_system(), policy.READ)
        write_totals(experiment.id)
    return experiment


def executed():
    """Of three items the second is answered otherwise than expected."""
    items = [{"input": {"q": q}, "expected": e} for q, e in (("2", "2"), ("3", "4"), ("6", "6"))]
    evaluator = put_evaluator()
    asked = ask_for_experiment(
        put_dataset(items, "sums"), evaluators=[{"name": "exact"}], name="first"
    )
    return worked_at(asked), evaluator


def test_an_experiment_says_what_it_came_to(panel):
    experiment, evaluator = executed()

    r = details(panel, experiment)

    said = text_of(r)
    assert "first Finished" in said
    assert "3 of 3 done (100 %)" in said
    assert "sums v1" in said
    assert re.search(r"exact v1 exact 0.6667 \d\.\d+ to \d\.\d+ 66.7 %", said)
    assert f"/admin/evaluators/?id={evaluator.id}" in r.text
    assert "<svg" in r.text


def test_results_stand_with_their_scores_and_lead_to_all_there_is(panel):
    experiment, _ = executed()

    r = details(panel, experiment)
    said = text_of(r)
    assert re.search(r'k2 Succeeded .*?3.*? "4" 0 not passed', said)
    links = re.findall(r'href="/admin/(experiments/result/\?id=[^"]+)"', r.text)
    page = panel.client.get(f"/admin/{links[1]}")

    said = text_of(page)
    assert "k2 Succeeded" in said
    assert '"q": "3"' in said
    assert re.search("exact v1 exact 0 Not passed", said)
    assert "Open the run" in said
    assert "Open the trace" in said


def test_what_has_no_totals_yet_says_so(panel):
    experiment = make_experiment(make_items(2), {"exact": [1.0, None]}, waiting=[1])

    said = text_of(details(panel, experiment))

    assert "1 of 2 done (50 %)" in said
    assert "nothing is added up yet" in said
    assert "not yet" in said


def test_errors_stand_among_the_results_and_by_themselves(panel):
    items = make_items(3)
    experiment = added_up(make_experiment(items, {"exact": [1.0, 0.0, None]}, failed=[1]))

    everything, failed = details(panel, experiment), details(panel, experiment, show="failed")

    assert "It did not answer." in text_of(everything)
    assert "error: It could not tell." in text_of(everything)
    assert names(everything) == ["item-1", "item-2", "item-3"]
    assert names(failed) == ["item-2"]
    assert "errors only" in text_of(failed)
    one = text_of(panel.get("/experiments/result/", id=f"{experiment.id}.{items.ids[1]}.1"))
    assert "Timeout. It did not answer." in one
    assert "not yet" in one


def test_results_come_a_hundred_at_a_time_trial_after_trial(panel):
    experiment = make_experiment(make_items(60), {"exact": [1.0] * 120}, trials=2)

    first = details(panel, experiment)
    after = re.search(r"after=([\d.]+)", first.text)[1]
    second = details(panel, experiment, after=after)

    keys = [f"item-{n}" for n in range(1, 61) for _ in range(2)]
    assert names(first) + names(second) == keys
    assert "Next 100" in text_of(first)
    assert "Next" not in text_of(second)


def test_what_was_deleted_since_is_shown_as_deleted(panel):
    items = make_items(1, "gone")
    experiment = make_experiment(
        items, {"exact": [1.0]}, prompt_id=items.ids[0], prompt_name="greet", prompt_version=2
    )
    with transaction():
        datasets.delete_dataset(the_system(), items.dataset.id)

    r = details(panel, experiment)
    one = text_of(panel.get("/experiments/result/", id=f"{experiment.id}.{items.ids[0]}.1"))

    assert text_of(r).count("was deleted") == 2
    assert "The item was deleted with its dataset" in one


def test_a_result_outlives_its_run(panel):
    experiment, _ = executed()
    with transaction():
        policy.require(the_system(), policy.READ)
        db.session.execute(delete(Run))

    link = re.search(
        r'href="/admin/(experiments/result/\?id=[^"]+)"', details(panel, experiment).text
    )

    said = text_of(panel.client.get(f"/admin/{link[1]}"))
    assert "is not here" in said
    assert "Open the run" not in said


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"state": "running"}, {"open"}),
        ({"source": "executed"}, {"done"}),
        ({"dataset": "sums"}, {"open", "done"}),
        ({"project": "other"}, {"far"}),
        ({"q": "DON"}, {"done"}),
        ({"q": "greet"}, {"done"}),
        ({"q": "far away"}, {"far"}),
        ({"group": "nonsense"}, set()),
    ],
)
def test_experiments_are_narrowed(panel, query, found):
    items = make_items(1, "sums")
    make_experiment(items, name="open", waiting=[0])
    make_experiment(items, name="done", source="executed", prompt_name="greet")
    other = make_project("other")
    make_experiment(make_items(1, "far away", other), caller=other, name="far")

    assert set(names(panel.get("/experiments/", **query))) == found


def test_experiments_are_found_by_what_they_are_about(panel):
    prompt = make_prompt("greet")
    experiment, evaluator = executed()
    make_experiment(make_items(1), name="other", prompt_id=prompt.id, prompt_name="greet")

    for query, found in [
        ({"evaluator": evaluator.id}, ["first"]),
        ({"of": experiment.dataset_id}, ["first"]),
        ({"prompt": prompt.id}, ["other"]),
        ({"q": str(experiment.id)}, ["first"]),
    ]:
        asked = {name: str(value) for name, value in query.items()}
        assert names(panel.get("/experiments/", **asked)) == found, query


def test_an_experiment_is_cancelled_once(panel):
    experiment = ask_for_experiment(name="slow")
    id_ = experiment.id

    panel.act("experiments", "cancel", [id_])
    r = panel.get("/experiments/action/", do="cancel", id=str(id_))

    assert experiments.get_experiment(the_system(), id_).status == "cancelled"
    assert "It is over." in text_of(r)
    assert [event.object_name for event in events("experiment.cancelled")] == ["slow"]
    said = text_of(panel.get("/experiments/details/", id=str(id_)))
    assert "It was cancelled." in said
    assert "Not run" in said


def test_experiments_of_several_projects_are_deleted_by_typing_so(panel):
    other = make_project("other")
    ids = [
        make_experiment(make_items(1), name="one").id,
        make_experiment(make_items(1, caller=other), caller=other, name="two").id,
    ]

    refused = panel.act("experiments", "delete", ids)
    assert refused.status_code == 409
    panel.act("experiments", "delete", ids, typed="delete 2 experiments")

    see_everything()
    assert db.session.query(Experiment).count() == 0
    assert len(events("experiment.deleted")) == 2


def test_an_experiment_that_ended_since_it_was_shown_is_not_cancelled(panel):
    id_ = ask_for_experiment(name="quick").id

    r = panel.act(
        "experiments", "cancel", [id_], **{f"seen.{id_}": '{"name": "quick", "status": "running"}'}
    )

    assert r.status_code == 409
    assert "It is queued now." in text_of(r)
    assert experiments.get_experiment(the_system(), id_).status == "queued"


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"id": "nonsense"},
        {"id": "{id}", "tab": "x"},
        {"id": "{id}", "show": "x"},
        {"id": "{id}", "after": "1"},
        {"id": "{id}", "after": f"1.{2**31}"},
    ],
)
def test_what_names_nothing_is_not_found(panel, query):
    experiment = make_experiment(make_items(1))
    query = {name: value.format(id=experiment.id) for name, value in query.items()}

    assert panel.get("/experiments/details/", **query).status_code == 404


@pytest.mark.parametrize("trial", ["0", "2", "x", "²", "9" * 12, ""])
def test_what_is_no_trial_has_no_page(panel, trial):
    items = make_items(1)
    experiment = make_experiment(items)

    id_ = f"{experiment.id}.{items.ids[0]}.{trial}"

    assert panel.get("/experiments/result/", id=id_).status_code == 404


def test_the_log_tells_of_an_experiment(panel):
    experiment = ask_for_experiment(name="first")

    assert "Asked for an experiment" in text_of(details(panel, experiment, tab="history"))
    assert f"/admin/experiments/details/?id={experiment.id}" in panel.get("/audit/").text


ASKED = {"project": "default", "dataset": "questions"}


def test_an_experiment_is_asked_for_as_one_types(panel):
    make_dataset("questions", {"who": "Ada"}, {"who": "Ben"})
    make_prompt("greet", content="Hi {{ who }}", versions=3)
    put_evaluator("exact")

    r = panel.post(
        "/experiments/new/",
        {**ASKED, "prompts": "greet@2\ngreet@latest\n", "evaluators": "exact@1", "trials": "2"},
    )

    made = experiments.list_experiments(the_system(), limit=10).rows
    assert r.status_code == 302
    assert {(one.prompt_version, one.result_count, one.status) for one in made} == {
        (2, 4, "queued"),
        (3, 4, "queued"),
    }
    assert len({one.group_id for one in made}) == 1


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"dataset": ""}, "Over which?"),
        ({"dataset": "nowhere"}, "There is no dataset"),
        ({"prompts": "nobody"}, "nobody"),
        ({"prompts": "greet@newest"}, "What follows the @ is a version"),
        ({"prompts": "greet@9"}, "9"),
        ({"evaluators": "nobody"}, "nobody"),
        ({"connection": "nowhere"}, "nowhere"),
        ({"trials": "0"}, "Between 1 and"),
        ({"dataset_version": "7"}, "7"),
        ({"project": "nowhere"}, "no project has this slug"),
    ],
    ids=str,
)
def test_what_cannot_be_asked_for_is_said_at_its_field(panel, fields, said):
    make_dataset("questions", {"who": "Ada"})
    make_prompt("greet")

    r = panel.post("/experiments/new/", {**ASKED, "prompts": "greet", **fields})

    assert r.status_code == 422
    assert said in text_of(r)
    assert experiments.list_experiments(the_system(), limit=10).rows == []
