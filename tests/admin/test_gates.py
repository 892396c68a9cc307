"""Gates in the panel: made, changed, archived, and told of by releases."""

import re

import pytest

from app.db import transaction
from app.services import evaluators, prompts, releases
from app.services.gates import rules
from tests.admin.conftest import fields_of, text_of
from tests.factories.access import make_project, the_system
from tests.factories.audit import events
from tests.factories.gates import make_evidence, make_gate, make_items, make_judging
from tests.factories.prompts import make_prompt

ASKED = {
    "project": "default",
    "tag": "guarded",
    "dataset_id": "qa",
    "evaluator_id": "exact",
    "minimum": "0.9",
    "connection": "echo",
}


def names(response):
    return re.findall(r'<tr data-row>.*?data-open href="[^"]+">([^<]+)<', response.text, re.S)


def gates(caller=None):
    return rules.list_gates(caller or the_system(), archived=None).rows


def test_a_gate_is_a_sentence(panel):
    gate = make_gate(make_items(), make_judging(), max_drop=0.05, description="Never worse")

    said = text_of(panel.get("/gates/details/", id=str(gate.id)))

    assert "A version of a prompt tagged guarded may take production only if" in said
    assert "at least 0.75, at most 0.05 worse than active" in said
    assert "Never worse" in said
    assert "Made a gate" in said


def test_a_gate_is_made_in_its_project(panel):
    other = make_project("other")
    make_items(caller=other)
    make_judging(caller=other)

    r = panel.post("/gates/new/", {**ASKED, "project": "other", "trials": "2"})

    made = gates(other)[0]
    assert r.status_code == 302
    assert (made.tag, made.minimum, made.trials, made.evaluator_version) == ("guarded", 0.9, 2, 1)
    assert (made.accept_recorded, made.max_drop) == (False, None)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"tag": ""}, "exactly one"),
        ({"prompt_name": "greet"}, "exactly one"),
        ({"dataset_id": "nowhere"}, "There is no dataset"),
        ({"evaluator_id": "nobody"}, "There is no evaluator"),
        ({"evaluator_version": "9"}, "no such version"),
        ({"minimum": "2"}, "gives 0 to 1"),
        ({"minimum": ""}, "it would ask nothing"),
        ({"minimum": "nan"}, "A finite number"),
        ({"max_drop": "-1"}, "0 or more"),
        ({"connection": ""}, "through which connection"),
        ({"connection": "nowhere"}, "nowhere"),
        ({"trials": "1000"}, "Between 1 and"),
        ({"min_dataset_version": "7"}, "The newest version"),
        ({"project": "nowhere"}, "no project has this slug"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(panel, fields, said):
    make_items()
    make_judging()

    r = panel.post("/gates/new/", {**ASKED, **fields})

    assert r.status_code == 422
    assert said in text_of(r)
    assert gates() == []


def test_a_gate_is_changed_and_stays_pinned(panel):
    gate = make_gate(make_items(), make_judging(versions=2), evaluator_version=1)
    shown = panel.get("/gates/edit/", id=str(gate.id)).text
    assert 'value="qa"' in shown
    assert 'value="exact"' in shown

    r = panel.edit("gates", gate.id, {**ASKED, "minimum": "0.5", "evaluator_version": ""})

    assert r.status_code == 302
    assert [(g.minimum, g.evaluator_version) for g in gates()] == [(0.5, 1)]


def test_a_form_of_a_gate_that_changed_meanwhile_changes_nothing(panel):
    gate = make_gate(make_items(), make_judging())

    r = panel.edit("gates", gate.id, {**ASKED, "etag": "older"})

    assert r.status_code == 422
    assert gates()[0].minimum == 0.75


def test_gates_are_archived_and_restored(panel):
    other = make_project("other")
    dataset, evaluator = make_items(caller=other), make_judging(caller=other)
    theirs = make_gate(dataset, evaluator, other).id
    mine = make_gate(make_items(), make_judging()).id

    panel.act("gates", "archive", [theirs, mine])
    assert len(names(panel.get("/gates/", state="archived"))) == 2

    panel.act("gates", "restore", [mine])
    assert gates()[0].archived_at is None
    assert len(events("gate.updated")) == 3


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"q": "math"}, {"math/…"}),
        ({"q": "guarded"}, {"#guarded"}),
        ({"q": "exact"}, {"#guarded", "math/…", "greet"}),
        ({"state": "archived"}, set()),
    ],
)
def test_gates_are_narrowed(panel, query, found):
    dataset, evaluator = make_items(), make_judging()
    for fields in ({}, {"prompt_prefix": "math/"}, {"prompt_name": "greet"}):
        make_gate(dataset, evaluator, **fields)

    assert set(names(panel.get("/gates/", **query))) == found


def test_gates_are_found_by_what_they_ask_for(panel):
    dataset, evaluator = make_items(), make_judging()
    gate = make_gate(dataset, evaluator)

    for query in (
        {"dataset": dataset.id},
        {"evaluator": evaluator.id},
        {"id": gate.id},
        {"q": dataset.id},
    ):
        asked = {name: str(value) for name, value in query.items()}
        assert names(panel.get("/gates/", **asked)) == ["#guarded"], query


def test_for_a_judge_whose_less_is_better_it_says_at_most(panel):
    make_prompt("judging")
    with transaction():
        judge = evaluators.create_evaluator(
            the_system(),
            name="rude",
            kind="judge",
            config={"prompt": "judging", "direction": "lower"},
        )
    gate = make_gate(make_items(), judge, minimum=0.25)

    assert "at most 0.25" in text_of(panel.get("/gates/details/", id=str(gate.id)))


def guarded(**gate):
    """A prompt with two versions behind a gate."""
    dataset, evaluator = make_items(), make_judging()
    prompt = make_prompt("greet", versions=2)
    return make_gate(dataset, evaluator, prompt_name="greet", **gate), prompt, dataset, evaluator


def test_a_release_says_what_it_was_let_through_by(panel):
    gate, prompt, dataset, evaluator = guarded()
    evidence = make_evidence(prompt, 2, dataset, evaluator)
    with transaction():
        releases.activate(the_system(), prompt.id, 2)

    r = panel.get("/prompts/details/", id=str(prompt.id), tab="releases")

    said = text_of(r)
    assert re.search(r"1 passed .* A gate let it through by an experiment , mean 1", said)
    assert f"/admin/gates/?id={gate.id}" in r.text
    assert f"/admin/experiments/?id={evidence.id}" in r.text
    assert "Passed" in text_of(panel.get("/releases/", gate="passed"))


def test_a_release_past_a_gate_stands_out(panel):
    _, prompt, _, _ = guarded()
    with transaction():
        releases.activate(the_system(), prompt.id, 2, reason="Urgent", override_gates=True)

    shown = text_of(panel.get("/prompts/details/", id=str(prompt.id), tab="releases"))
    listed = panel.get("/releases/", gate="overridden")

    assert "Overridden" in shown
    assert "A gate was overridden:" in shown
    assert '<b class="strong bad-text">' in listed.text
    assert "1 release went past a gate" in text_of(panel.get("/"))
    assert "Overrode a gate" in text_of(panel.get("/audit/"))


def test_a_move_that_a_gate_refused_can_be_made_all_the_same_with_a_reason(panel):
    _, prompt, _, _ = guarded()
    before = panel.get("/prompts/action/", do="activate", id=str(prompt.id))
    assert "override_gates" not in before.text

    refused = panel.act("prompts", "activate", [prompt.id])

    assert refused.status_code == 409
    assert "Run an experiment of version 2" in text_of(refused)
    assert 'name="override_gates"' in refused.text
    silent = panel.post("/prompts/action/", {**fields_of(refused), "override_gates": "1"})
    assert "Say why the gates are overridden" in text_of(silent)
    done = panel.post(
        "/prompts/action/",
        {**fields_of(refused), "override_gates": "1", "reason": "It must be"},
    )
    assert done.status_code == 302
    assert prompts.get_prompt(the_system(), prompt.id).active_version == 2
    assert events("gate.overridden")[-1].reason == "It must be"


def test_so_can_a_rollback(panel):
    _, prompt, dataset, evaluator = guarded()
    make_evidence(prompt, 2, dataset, evaluator)
    with transaction():
        releases.activate(the_system(), prompt.id, 2)

    refused = panel.act("prompts", "roll_back", [prompt.id])
    done = panel.post(
        "/prompts/action/",
        {**fields_of(refused), "override_gates": "1", "reason": "It must be"},
    )

    assert (refused.status_code, done.status_code) == (409, 302)
    assert prompts.get_prompt(the_system(), prompt.id).active_version == 1


@pytest.mark.parametrize("query", [{}, {"id": "nonsense"}])
def test_what_names_no_gate_is_not_found(panel, query):
    assert panel.get("/gates/details/", **query).status_code == 404
