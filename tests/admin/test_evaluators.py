"""Evaluators in the panel: made, changed, given versions, archived."""

import re

import pytest

from app.db import transaction
from app.services import evaluators
from tests.admin.conftest import text_of
from tests.factories.access import make_project, the_system
from tests.factories.audit import events
from tests.factories.experiments import put_evaluator


def names(response):
    return re.findall(r'<tr data-row>.*?class="leaf">([^<]+)<', response.text, re.S)


def make_evaluator(name="sum", kind="numeric", caller=None, **fields):
    with transaction():
        return evaluators.create_evaluator(caller or the_system(), name=name, kind=kind, **fields)


def as_it_is(evaluator):
    return evaluators.get_evaluator(the_system(), evaluator.id)


def test_an_evaluator_shows_its_versions_with_their_configuration(panel):
    evaluator = make_evaluator(config={"tolerance": 0.5}, description="Of sums")
    with transaction():
        evaluators.add_version(
            the_system(), evaluator.id, config={"tolerance": 0.25}, message="Stricter"
        )

    said = text_of(panel.get("/evaluators/details/", id=str(evaluator.id)))

    assert re.search(r'v2 Stricter .*"tolerance": 0.25 .*v1 .*"tolerance": 0.5', said)
    assert "Of sums" in said
    assert "Number" in said


def test_versions_come_ten_at_a_time(panel):
    evaluator = make_evaluator()
    with transaction():
        for number in range(11):
            config = {"tolerance": number + 1}
            evaluators.add_version(the_system(), evaluator.id, config=config)

    first = panel.get("/evaluators/details/", id=str(evaluator.id))
    second = panel.get("/evaluators/details/", id=str(evaluator.id), after="3")

    assert re.findall(r"<h2>v(\d+)</h2>", first.text) == [str(n) for n in range(12, 2, -1)]
    assert "after=3" in first.text
    assert re.findall(r"<h2>v(\d+)</h2>", second.text) == ["2", "1"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"kind": "exact"}, {"same"}),
        ({"project": "other"}, {"far"}),
        ({"q": "SA"}, {"same"}),
        ({"state": "open"}, {"same", "sum", "far"}),
    ],
)
def test_evaluators_are_narrowed(panel, query, found):
    make_evaluator("sum")
    make_evaluator("same", "exact")
    make_evaluator("far", caller=make_project("other"))

    assert set(names(panel.get("/evaluators/", **query))) == found


def test_an_evaluator_is_made_in_its_project(panel):
    other = make_project("other")

    r = panel.post(
        "/evaluators/new/",
        {"project": "other", "name": "sum", "kind": "numeric", "config": '{"tolerance": 1}'},
    )

    assert r.status_code == 302
    made = evaluators.find_evaluator(other, "sum")
    assert evaluators.get_version(made).config == {"tolerance": 1}


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"config": '{"tolerance": "much"}'}, "tolerance: 'much' is not of type"),
        ({"kind": "regex", "config": "{}"}, "'pattern' is a required property"),
        ({"config": "[1]"}, "an object, in braces"),
        ({"kind": "nonsense"}, "Not a valid choice"),
        ({"name": ""}, "Give it a name"),
    ],
)
def test_what_makes_no_evaluator_is_refused(panel, fields, said):
    asked = {"project": "default", "name": "sum", "kind": "numeric", **fields}

    r = panel.post("/evaluators/new/", asked)

    assert r.status_code == 422
    assert said in text_of(r)


def test_a_version_is_added_and_an_equal_one_is_not(panel):
    evaluator = make_evaluator(config={"tolerance": 0.5})
    page, asked = "/evaluators/version/", {"id": str(evaluator.id)}
    assert "&#34;tolerance&#34;: 0.5" in panel.get(page, **asked).text

    for _ in range(2):
        panel.post(page, {"config": '{"tolerance": 0.25}', "message": "Stricter"}, **asked)

    assert as_it_is(evaluator).latest_version == 2
    assert "this is v2 as it stands" in text_of(panel.get("/evaluators/"))


def test_a_version_that_is_none_keeps_what_was_typed(panel):
    evaluator = make_evaluator()

    asked = {"config": '{"tolerance": "much"}'}
    r = panel.post("/evaluators/version/", asked, id=str(evaluator.id))

    assert r.status_code == 422
    assert "much" in r.text
    assert as_it_is(evaluator).latest_version == 1


def try_out(panel, evaluator, **typed):
    return panel.post("/evaluators/try/", typed, id=str(evaluator.id))


def test_an_evaluator_is_tried_out_and_nothing_is_saved(panel):
    evaluator = put_evaluator("sum", "numeric", tolerance=0.5)
    assert panel.get("/evaluators/try/", id=str(evaluator.id)).status_code == 200

    right = try_out(panel, evaluator, output="So it is 18.", expected='"#### 18"')
    wrong = try_out(panel, evaluator, output="So it is 17.", expected="18")

    assert (right.status_code, wrong.status_code) == (200, 200)
    assert "1 passed 18, expected 18." in text_of(right)
    assert "0 not passed 17, expected 18." in text_of(wrong)
    assert as_it_is(evaluator).latest_version == 1


def test_a_judge_is_tried_with_what_a_model_answered(panel):
    judge = put_evaluator("taste", "judge", prompt="judge")

    fine = try_out(panel, judge, answer='{"score": 0.75, "reason": "fine"}')
    garbage = try_out(panel, judge, answer="I like it")

    assert "0.75" in text_of(fine)
    assert "I like it" in text_of(garbage)


@pytest.mark.parametrize(
    "typed", [{"output": ""}, {"output": "x", "expected": "{"}, {"output": "x", "cost_usd": "much"}]
)
def test_what_cannot_be_tried_is_said_and_stays_typed(panel, typed):
    r = try_out(panel, put_evaluator("exact"), **typed)

    assert r.status_code == 422
    assert "It was not judged." in text_of(r)


def test_an_evaluator_is_renamed_unless_it_changed_meanwhile(panel):
    evaluator = make_evaluator()

    panel.edit("evaluators", evaluator.id, {"name": "total", "description": "Other"})
    assert as_it_is(evaluator).name == "total"

    r = panel.edit("evaluators", evaluator.id, {"name": "third", "etag": "older"})
    assert r.status_code == 422
    assert as_it_is(evaluator).name == "total"


def test_an_evaluator_is_archived_and_restored(panel):
    evaluator = make_evaluator()

    panel.act("evaluators", "archive", [evaluator.id])
    assert as_it_is(evaluator).archived_at is not None
    assert "New version" not in text_of(panel.get("/evaluators/details/", id=str(evaluator.id)))

    panel.act("evaluators", "restore", [evaluator.id])
    assert as_it_is(evaluator).archived_at is None
    assert len(events("evaluator.updated")) == 2
    history = panel.get("/evaluators/details/", id=str(evaluator.id), tab="history")
    assert "Changed an evaluator" in text_of(history)


@pytest.mark.parametrize(
    "query", [{}, {"id": "nonsense"}, {"id": "{id}", "tab": "x"}, {"id": "{id}", "after": "x"}]
)
def test_what_names_nothing_is_not_found(panel, query):
    evaluator = make_evaluator()
    query = {name: value.format(id=evaluator.id) for name, value in query.items()}

    assert panel.get("/evaluators/details/", **query).status_code == 404
