"""Scores in the panel: found, opened and removed."""

import re
from uuid import uuid4

import pytest

from app.db import db
from app.models import Score
from app.services import policy
from tests.admin.conftest import text_of
from tests.factories.access import make_project, see_everything, the_system
from tests.factories.audit import events
from tests.factories.traces import make_run, make_score, make_trace


def key(score):
    return f"{score.project_id}.{score.shard_id}.{score.id}"


def names(response):
    return re.findall(r'<tr data-row>.*?data-open href="[^"]+">([^<]+)<', response.text, re.S)


def test_a_score_says_what_it_judges_and_leads_there(panel):
    trace, run = make_trace(), make_run()
    score = make_score(
        trace_id=trace.trace_id,
        run_id=run.id,
        value=0.75,
        comment="Nearly",
        metadata_={"model": "judge"},
    )

    r = panel.get("/scores/details/", id=key(score))

    said = text_of(r)
    assert "helpful 0.75" in said
    assert "Nearly" in said
    assert '"model": "judge"' in said
    assert f"/admin/runs/?id={run.id}" in r.text
    assert f"{trace.project_id}.{trace.trace_id.hex}" in r.text


def test_the_score_of_a_result_leads_to_its_experiment(panel):
    experiment_id, item_id = uuid4(), uuid4()
    score = make_score(
        shard_id=experiment_id,
        target="experiment_result",
        experiment_id=experiment_id,
        item_id=item_id,
        trial=2,
    )

    r = panel.get("/scores/details/", id=key(score))

    assert f"Experiment {experiment_id} Item {item_id} Trial 2" in text_of(r)
    assert f"/admin/experiments/details/?id={experiment_id}" in r.text


@pytest.mark.parametrize(
    ("fields", "shown"),
    [
        ({"value": 0.5}, "0.5"),
        ({"type": "boolean", "value": 0.0}, "no"),
        ({"type": "categorical", "value": 2.0, "text_value": "good"}, "good"),
        ({"type": "text", "value": None, "text_value": "Too long"}, "Too long"),
    ],
)
def test_a_value_is_shown_as_it_was_given(panel, fields, shown):
    score = make_score(**fields)

    assert f"helpful {shown}" in text_of(panel.get("/scores/details/", id=key(score)))
    assert re.search(rf">{shown}</td>", panel.get("/scores/").text)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"name": "polite"}, {"polite"}),
        ({"type": "boolean"}, {"yes"}),
        ({"source": "person"}, {"yes"}),
        ({"project": "other"}, {"far"}),
        ({"q": "s-1"}, {"polite"}),
        ({"session": "s-1"}, {"polite"}),
        ({"run": "nonsense"}, set()),
    ],
)
def test_scores_are_narrowed(panel, query, found):
    make_score(name="polite", session_id="s-1")
    make_score(name="yes", type="boolean", source="person")
    make_score(make_project("other"), name="far")

    assert set(names(panel.get("/scores/", **query))) == found


def test_a_score_is_removed_for_good_and_the_log_says_so(panel):
    theirs = make_project("other")
    make_score(theirs, id="a.b")
    removed = key(make_score(id="a.b", comment="x"))

    r = panel.act("scores", "remove", [removed])

    assert r.status_code == 302
    see_everything()
    assert [one.project_id for one in db.session.query(Score)] == [theirs.project_id]
    assert [(e.object_name, e.project_id) for e in events("score.removed")] == [
        ("helpful", the_system().project_id)
    ]


def test_before_it_is_removed_a_value_is_shown_as_it_was_given(panel):
    score = make_score(type="boolean", value=1.0)

    r = panel.get("/scores/action/", do="remove", id=key(score))

    assert "yes to gone" in text_of(r)


def test_scores_of_several_projects_are_removed_at_once(panel):
    callers = [the_system(), make_project("other")]
    keys = [key(make_score(caller)) for caller in callers]

    panel.act("scores", "remove", keys)

    assert "Removed 2 scores." in text_of(panel.get("/scores/"))
    see_everything()
    assert db.session.query(Score).count() == 0


def test_a_score_that_changed_since_it_was_shown_stays(panel):
    score = make_score(value=1.0)
    name = f"seen.{key(score)}"

    r = panel.act("scores", "remove", [key(score)], **{name: '{"name": "helpful", "value": 0.0}'})

    assert r.status_code == 409
    assert "has changed since you opened this page" in text_of(r)
    policy.require(the_system(), policy.READ)
    assert db.session.query(Score).count() == 1


@pytest.mark.parametrize("id_", ["", "a.b.c", "{project}.{project}.", "{project}", "\0"])
def test_what_names_no_score_is_not_found(panel, id_):
    id_ = id_.format(project=the_system().project_id)

    assert panel.get("/scores/details/", id=id_).status_code == 404
    assert panel.get("/scores/action/", do="remove", id=id_ or "x").status_code == 404
