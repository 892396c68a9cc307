"""Rows that changed between the page before an action and its form: nothing is done unseen."""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import inspect

from app.db import db, now, transaction
from app.models import (
    Dataset,
    Evaluator,
    Experiment,
    Gate,
    MaskingRule,
    Price,
    Prompt,
    Run,
    Scale,
    Score,
    Trace,
)
from app.services import connections, policy, prompts, releases
from app.services.access import invitations, keys, members, people, sessions
from tests.admin.conftest import fields_of, text_of
from tests.factories.access import make_invitation, make_key, make_person, the_system
from tests.factories.audit import events
from tests.factories.connections import make_connection, settings_here
from tests.factories.datasets import make_dataset
from tests.factories.experiments import ask_for_experiment, put_evaluator
from tests.factories.gates import make_gate, make_items, make_judging
from tests.factories.prompts import make_prompt, save_version
from tests.factories.scores import make_scale
from tests.factories.traces import make_price, make_rule, make_run, make_score, make_trace


def again(prompt):
    db.session.expire_all()
    return db.session.get(Prompt, prompt.id)


class TestChangedMeanwhile:
    @pytest.fixture
    def two(self, panel):
        return make_prompt("steady", versions=2), make_prompt("moving", versions=2)

    @pytest.fixture
    def refused(self, panel, two):
        """Both are shown, then somebody saves another version of one, then the form is sent."""
        ids = [str(prompt.id) for prompt in two]
        shown = panel.get("/prompts/action/", do="activate", id=ids)
        save_version(two[1], "Version 3 of {{ subject }}")
        return panel.post("/prompts/action/", {**fields_of(shown), "reason": "Weekly"})

    def test_nothing_is_done_and_the_page_says_which(self, refused, two):
        assert refused.status_code == 409
        said = text_of(refused)
        assert "Nothing was changed. 1 of 2 prompts has changed since" in said
        assert "v3 was saved by system" in said
        assert [again(prompt).active_version for prompt in two] == [1, 1]
        assert not [event for event in events("prompt.activated") if event.reason == "Weekly"]

    def test_it_says_what_changed_and_keeps_the_reason(self, refused):
        assert ">Weekly</textarea>" in refused.text.replace("\n", "")
        assert "<del>2</del>" in refused.text
        assert "<ins>3</ins>" in refused.text

    @pytest.mark.parametrize(("choice", "version"), [("leave", 1), ("new", 3), ("seen", 2)])
    def test_the_row_is_left_out_or_taken_as_it_is_or_was(
        self, panel, refused, two, choice, version
    ):
        fields = {**fields_of(refused), f"choice.{two[1].id}": choice, "reason": "Weekly"}

        r = panel.post("/prompts/action/", fields)

        assert r.status_code == 302
        assert [again(prompt).active_version for prompt in two] == [2, version]

    def test_it_is_left_out_unless_somebody_says_otherwise(self, panel, refused, two):
        panel.post("/prompts/action/", fields_of(refused))

        assert [again(prompt).active_version for prompt in two] == [2, 1]

    def test_a_second_change_is_noticed_like_the_first(self, panel, refused, two):
        save_version(two[1], "Version 4")

        r = panel.post("/prompts/action/", {**fields_of(refused), f"choice.{two[1].id}": "new"})

        assert r.status_code == 409
        assert "v4 was saved" in text_of(r)
        assert [again(prompt).active_version for prompt in two] == [1, 1]

    def test_a_deleted_row_is_named_and_the_rest_can_go_on(self, panel, two):
        shown = panel.get("/prompts/action/", do="activate", id=[str(p.id) for p in two])
        with transaction():
            prompts.delete_prompt(the_system(), two[1].id)

        r = panel.post("/prompts/action/", fields_of(shown))

        assert r.status_code == 409
        assert "Nothing was changed. moving is gone meanwhile." in text_of(r)
        assert again(two[0]).active_version == 1
        assert panel.post("/prompts/action/", fields_of(r)).status_code == 302
        assert again(two[0]).active_version == 2

    def test_many_deleted_rows_are_named_up_to_ten(self, panel):
        found = [make_prompt(f"p{number}", versions=2) for number in range(13)]
        shown = panel.get("/prompts/action/", do="activate", id=[str(p.id) for p in found])
        with transaction():
            for prompt in found[:12]:
                prompts.delete_prompt(the_system(), prompt.id)

        said = text_of(panel.post("/prompts/action/", fields_of(shown)))

        assert "p0, p1, p2, p3, p4, p5, p6, p7, p8, p9 and 2 more are gone meanwhile." in said

    def test_seen_states_that_were_tampered_with_count_as_changed(self, panel, two):
        shown = panel.get("/prompts/action/", do="activate", id=str(two[0].id))

        for seen in ("", "null", "[", "[1]", "9" * 5000, '{"etag": 1}'):
            fields = {**fields_of(shown), f"seen.{two[0].id}": seen}
            assert panel.post("/prompts/action/", fields).status_code == 409, seen
        assert again(two[0]).active_version == 1


def moved_prompt():
    prompt = make_prompt("greet", versions=2)
    with transaction():
        releases.activate(the_system(), prompt.id, 2)
    return prompt


def archived_prompt():
    prompt = make_prompt("greet")
    with transaction():
        prompts.archive_prompt(the_system(), prompt.id)
    return prompt


def person_off():
    ada = make_person("ada")
    with transaction():
        people.deactivate_person(the_system(), ada.id)
    return ada


def session_of_ada():
    with transaction():
        return sessions.authenticate_session(
            sessions.open_session(the_system(), make_person("ada"))
        )[0]


def person_signed_in():
    return people.get_person(session_of_ada().user_id)


def describe(prompt):
    prompts.update_prompt(the_system(), prompt.id, description="Other")


def promote(person):
    people.update_person(the_system(), person.id, name=person.name, is_operator=True)


def sign_in_again(person):
    sessions.open_session(the_system(), people.get_person(person.id))


def revoke(key):
    keys.revoke_key(the_system(), key.id)


def demote(person):
    members.set_role(the_system(), person.id, "viewer")


def revoke_invitation(invitation):
    invitations.revoke_invitation(the_system(), invitation.id)


def greeting_connection():
    return make_connection("greet")


def hurry(connection):
    connections.update_connection(the_system(), settings_here(), connection.id, timeout_s=5)


def make_default(connection):
    connections.update_connection(the_system(), settings_here(), connection.id, is_default=True)


def end(session):
    sessions.revoke_session(the_system(), session.id)


def delete(prompt):
    prompts.delete_prompt(the_system(), prompt.id)


@dataclass(frozen=True)
class Named:
    """A row that is named within its project: its id in addresses, and its own key."""

    id: str
    key: tuple[Any, ...]


def named(table, row):
    key = inspect(table).primary_key_from_instance(row)
    return Named(".".join(map(str, key)), key)


def changes(table, **fields):
    """Whatever it is by, somebody gives the row these values."""

    def change(row):
        policy.require(the_system(), policy.ADMIN)
        found = db.session.get(table, getattr(row, "key", row.id))
        for name, value in fields.items():
            setattr(found, name, value)

    return change


def waiting():
    return ask_for_experiment(name="greet")


def gate():
    return make_gate(make_items(), make_judging())


def archived(table, make):
    """The same, archived before anybody looked."""

    def made():
        row = make()
        with transaction():
            changes(table, archived_at=now())(row)
        return row

    return made


CHANGED, RUNS = "It was changed.", "It is running now."
DESCRIBED, OPERATOR = "Its description was changed.", "It is an operator now."
DEMOTED = "The role is viewer now, and was releaser."
MEANWHILE = {
    ("prompts", "activate"): (moved_prompt, describe, DESCRIBED),
    ("prompts", "roll_back"): (moved_prompt, describe, DESCRIBED),
    ("prompts", "tag"): (moved_prompt, describe, DESCRIBED),
    ("prompts", "archive"): (moved_prompt, describe, DESCRIBED),
    ("prompts", "restore"): (archived_prompt, describe, DESCRIBED),
    ("prompts", "delete"): (moved_prompt, describe, DESCRIBED),
    ("people", "deactivate"): (lambda: make_person("ada"), promote, OPERATOR),
    ("people", "reactivate"): (person_off, promote, OPERATOR),
    ("people", "sign_out"): (person_signed_in, sign_in_again, "It has 2 sessions now, not 1."),
    ("people", "set_role"): (lambda: make_person("ada"), demote, DEMOTED),
    ("people", "remove"): (lambda: make_person("ada"), demote, DEMOTED),
    ("projects", "revoke"): (make_invitation, revoke_invitation, "It was used or revoked,"),
    ("keys", "rotate"): (lambda: make_key("ci").row, revoke, "It was revoked,"),
    ("keys", "revoke"): (lambda: make_key("ci").row, revoke, "It was revoked."),
    ("connections", "make_default"): (greeting_connection, hurry, "It was changed."),
    ("connections", "delete"): (greeting_connection, make_default, "It became the default."),
    ("runs", "cancel"): (
        lambda: make_run(status="queued"),
        changes(Run, status="running"),
        "It is running now.",
    ),
    ("traces", "delete"): (
        lambda: named(Trace, make_trace()),
        changes(Trace, name="other"),
        CHANGED,
    ),
    ("scores", "remove"): (lambda: named(Score, make_score()), changes(Score, value=0.5), CHANGED),
    ("scales", "archive"): (lambda: make_scale("a"), changes(Scale, name="other"), CHANGED),
    ("scales", "restore"): (
        lambda: make_scale("a", archived=True),
        changes(Scale, name="other"),
        CHANGED,
    ),
    ("prices", "delete"): (make_price, changes(Price, input_usd=Decimal(2)), CHANGED),
    ("masking", "delete"): (make_rule, changes(MaskingRule, pattern="x"), CHANGED),
    ("datasets", "archive"): (lambda: make_dataset("a"), changes(Dataset, name="b"), CHANGED),
    ("datasets", "restore"): (archived(Dataset, make_dataset), changes(Dataset, name="b"), CHANGED),
    ("evaluators", "archive"): (put_evaluator, changes(Evaluator, name="b"), CHANGED),
    ("evaluators", "restore"): (
        archived(Evaluator, put_evaluator),
        changes(Evaluator, name="b"),
        CHANGED,
    ),
    ("experiments", "cancel"): (waiting, changes(Experiment, status="running"), RUNS),
    ("experiments", "delete"): (waiting, changes(Experiment, status="running"), RUNS),
    ("gates", "archive"): (gate, changes(Gate, tag="other"), CHANGED),
    ("gates", "restore"): (archived(Gate, gate), changes(Gate, tag="other"), CHANGED),
    ("sessions", "end"): (session_of_ada, end, "The session of ada@example.com is gone meanwhile."),
}
"""Every action: a row that can take it, what happens to it meanwhile, and what is said then."""


def test_every_action_is_told_what_happened_meanwhile(app):
    views = app.extensions["admin"][0]._views

    of_views = {
        (view.listing.name, action.name)
        for view in views
        for action in getattr(view, "actions", ())
        if not action.leads_to
    }
    assert of_views == set(MEANWHILE)


def shown_then_changed(panel, noun, action):
    """What is answered to a form whose row somebody changed after it was shown."""
    make, change, _ = MEANWHILE[noun, action]
    row = make()
    query = {"add": "x", f"version.{row.id}": "1", "project": "default", "role": "editor"}
    shown = panel.get(f"/{noun}/action/", do=action, id=str(row.id), **query)
    with transaction():
        change(row)
    return row, panel.post(f"/{noun}/action/", {**fields_of(shown), "typed": "greet"})


@pytest.mark.parametrize(("noun", "action"), MEANWHILE)
def test_nothing_is_done_to_what_changed_meanwhile(panel, noun, action):
    _, r = shown_then_changed(panel, noun, action)

    assert r.status_code in (404, 409)
    assert "Nothing was changed." in text_of(r)
    assert MEANWHILE[noun, action][2] in text_of(r)
    assert not [event for event in events() if event.request_id]


OVER = {("keys", "revoke"), ("keys", "rotate"), ("projects", "revoke"), ("sessions", "end")}
STILL_THERE = [one for one in MEANWHILE if one not in OVER]


@pytest.mark.parametrize(("noun", "action"), STILL_THERE)
def test_a_changed_row_is_left_out_or_taken_as_it_is(panel, noun, action):
    row, r = shown_then_changed(panel, noun, action)
    before = len(events())

    assert panel.post(f"/{noun}/action/", fields_of(r)).status_code == 302
    assert len(events()) == before
    taken = {**fields_of(r), f"choice.{row.id}": "new", "typed": "greet"}
    assert panel.post(f"/{noun}/action/", taken).status_code == 302
    assert len(events()) == before + 1


@pytest.mark.parametrize(("noun", "action"), STILL_THERE)
def test_where_both_come_out_alike_there_is_no_third_choice(panel, noun, action):
    _, r = shown_then_changed(panel, noun, action)

    assert choices(r) == ["leave", "new"]
    assert "It comes out the same as when you looked" in text_of(r)


def choices(response):
    return re.findall(r'type="radio" name="choice\.[^"]+" value="(\w+)"', response.text)


def test_what_was_done_by_others_meanwhile_can_only_be_left_out(panel):
    _, r = shown_then_changed(panel, "keys", "revoke")

    assert choices(r) == ["leave"]
    assert "Leave it out It is revoked already." in text_of(r)


def test_who_deletes_what_changed_types_its_name(panel):
    row, r = shown_then_changed(panel, "prompts", "delete")

    assert "Type greet to go on" in text_of(r)
    assert "0 prompts" not in text_of(r)
    assert 'data-many="delete 2 prompts"' in r.text
    assert 'data-title="greet"' in r.text
    refused = {**fields_of(r), f"choice.{row.id}": "new", "typed": "delete 0 prompts"}
    assert "Type greet to say that you mean it." in text_of(panel.post("/prompts/action/", refused))
