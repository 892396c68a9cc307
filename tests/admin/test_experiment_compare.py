"""Experiments beside each other in the panel, and their files."""

import json
from uuid import uuid4

import pytest

from app.db import transaction
from app.services import policy, scores
from app.services.experiments.totals import write_last_totals
from app.services.scores import Given, Target
from tests.admin.conftest import text_of
from tests.factories.access import make_project, the_system
from tests.factories.audit import events
from tests.factories.experiments import ask_for_experiment, put_dataset, put_evaluator
from tests.factories.results import make_experiment, make_items


def make_pair(n=12, **of_second):
    """The second passes the second half, and not the first item any more."""
    items = make_items(n)
    first = [1.0] + [0.0] * (n - 1)
    second = [0.0] * (n // 2) + [1.0] * (n - n // 2)
    pair = []
    for values, more in ((first, {}), (second, of_second)):
        outputs = [f"It is {'right' if value else 'wrong'}." for value in values]
        said = {"exact": values, "f1": values}
        pair.append(make_experiment(items, said, outputs=outputs, **more))
        with transaction():
            policy.require(the_system(), policy.READ)
            write_last_totals(pair[-1])
    return pair


def compare(panel, experiments, **query):
    return panel.get("/experiments/compare/", id=[str(one.id) for one in experiments], **query)


def test_rows_that_are_ticked_are_compared(panel):
    pair = make_pair()

    r = panel.get("/experiments/action/", do="compare", id=[str(one.id) for one in pair])

    assert r.status_code == 302
    assert [str(one.id) in r.location for one in pair] == [True, True]
    said = text_of(panel.client.get(r.location))
    assert "6 improved" in said
    assert "1 regressed" in said


def test_items_stand_beside_each_other_with_what_changed_marked(panel):
    pair = make_pair()

    r = compare(panel, pair, filter="regressed")

    assert r.text.count("data-row") == 1
    assert "item-1" in r.text
    assert "It is right." in r.text
    assert "<mark>wrong</mark>" in r.text


def test_they_are_held_against_each_other_by_any_evaluator_and_paged(panel):
    pair = make_pair(30)

    r = compare(panel, pair, evaluator="f1")
    assert r.text.count("data-row") == 25
    assert "Next 25" in text_of(r)
    later = compare(panel, pair, evaluator="f1", after="25")
    assert later.text.count("data-row") == 5
    assert "item-26" in later.text


def test_what_people_said_stands_there_as_well(panel):
    pair = make_pair()
    item_id = json.loads(file(panel, pair, "jsonl").data.splitlines()[0])["item_id"]
    target = Target(experiment_id=pair[1].id, item_id=item_id)
    with transaction():
        scores.give_scores(the_system(), [Given("helpful", True, target, source="person")])

    assert "helpful True" in text_of(compare(panel, pair))


def test_one_is_asked_what_to_compare_it_with(panel):
    first, second = make_pair(name="after")
    make_experiment(make_items(1), {"exact": [1.0]}, name="of another dataset")

    r = compare(panel, [first])

    said = text_of(r)
    assert "after" in said
    assert "of another dataset" not in said
    assert str(second.id) in r.text


def test_without_an_evaluator_in_common_only_outputs_are_compared(panel):
    items = make_items(2)
    pair = [make_experiment(items, {name: [1.0, 1.0]}) for name in ("exact", "f1")]

    r = compare(panel, pair)

    assert "only their outputs can be compared" in text_of(r)
    assert "answer 0" in r.text


def test_those_that_run_or_are_drafts_are_compared_as_far_as_they_are(panel):
    put_evaluator()
    dataset = put_dataset(3)
    pair = [ask_for_experiment(dataset, evaluators=[{"name": "exact"}]) for _ in range(2)]

    assert "(draft)" in text_of(compare(panel, pair))


def file(panel, experiments, kind, **query):
    ids = [str(one.id) for one in experiments]
    return panel.get("/experiments/file/", id=ids, format=kind, **query)


@pytest.mark.parametrize("kind", ["csv", "jsonl", "md"])
def test_one_or_several_go_out_as_a_file(panel, kind):
    pair = make_pair()

    one, both = file(panel, pair[:1], kind), file(panel, pair, kind, filter="improved")

    assert f"experiment-{pair[0].id}.{kind}" in one.headers["Content-Disposition"]
    assert f"comparison.{kind}" in both.headers["Content-Disposition"]
    assert "item-1" in one.text
    assert "item-12" in both.text
    assert "item-2" not in both.text
    assert len(events("experiments.exported")) == 2


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"id": "nonsense"},
        {"id": str(uuid4())},
        {"id": ["{0}", "{1}"], "filter": "x"},
        {"id": ["{0}", "{1}"], "after": "x"},
    ],
)
def test_what_names_nothing_is_not_found(panel, query):
    pair = make_pair()

    def filled(value):
        return value.format(*(one.id for one in pair))

    query = {k: list(map(filled, v)) if isinstance(v, list) else v for k, v in query.items()}
    assert panel.get("/experiments/compare/", **query).status_code == 404


def test_those_of_different_projects_are_not_compared(panel):
    here, there = make_pair(1)[0].id, make_project("other")
    elsewhere = make_experiment(make_items(1, caller=there), {"exact": [1.0]}, there).id

    r = panel.get("/experiments/compare/", id=[str(here), str(elsewhere)])

    assert r.status_code == 404
    assert "different projects" in text_of(r)
