"""Every write leaves an audit event in its transaction."""

from dataclasses import replace

import pytest
from sqlalchemy import func, select

from app.db import db, transaction
from app.models import Prompt
from app.services import audit, prompts, releases
from app.services.access import keys, passwords, people, projects, sessions
from tests.factories.access import (
    PASSWORD,
    make_key,
    make_person,
    make_project,
)
from tests.factories.audit import events, last_event
from tests.factories.prompts import make_prompt


@pytest.fixture
def somebody(caller):
    """A caller of whom everything is known."""
    return replace(
        caller, actor="person:1", request_id="request-1", address="10.0.0.1", agent="curl/8"
    )


def test_it_says_who_did_what_when_and_from_where(somebody):
    prompt = make_prompt("greet", caller=somebody, activate=False, message="first try")

    event = last_event()
    assert (event.actor, event.action) == ("person:1", "prompt.created")
    assert (event.object_type, event.object_id) == ("prompt", str(prompt.id))
    assert (event.object_name, event.project_id) == ("greet", somebody.project_id)
    assert (event.request_id, event.address, event.agent) == ("request-1", "10.0.0.1", "curl/8")
    assert event.reason == "first try"
    assert event.created_at.tzinfo


def test_it_says_what_was_there_before_and_after_field_by_field(caller):
    prompt = make_prompt("greet", description="old", tags=["a"])

    prompts.update_prompt(caller, prompt.id, name="hello", description="old", tags=["b"])

    event = last_event()
    assert event.action == "prompt.updated"
    assert event.changes == {"name": ["greet", "hello"], "tags": [["a"], ["b"]]}


PROMPT_WRITES = {
    "prompt.version_saved": lambda c, p: prompts.save_version(c, p.id, content="new"),
    "prompt.updated": lambda c, p: prompts.update_prompt(c, p.id, description="new"),
    "prompt.archived": lambda c, p: prompts.archive_prompt(c, p.id),
    "prompt.activated": lambda c, p: releases.activate(c, p.id, 1),
    "prompt.rolled_back": lambda c, p: releases.roll_back(c, p.id),
    "prompt.deleted": lambda c, p: prompts.delete_prompt(c, p.id),
}


@pytest.mark.parametrize("action", PROMPT_WRITES)
def test_each_write_of_a_prompt_is_one_event(somebody, action):
    prompt = make_prompt(versions=2)
    releases.activate(somebody, prompt.id, 2)
    before = len(events())

    PROMPT_WRITES[action](somebody, prompt)

    (event,) = events()[before:]
    assert (event.action, event.actor) == (action, "person:1")
    assert event.changes
    assert event.request_id == "request-1"


def test_restoring_is_recorded_too(somebody):
    prompt = make_prompt()
    prompts.archive_prompt(somebody, prompt.id)

    prompts.restore_prompt(somebody, prompt.id, reason="needed again")

    assert (last_event().action, last_event().reason) == ("prompt.restored", "needed again")


def test_what_changes_nothing_is_no_event(caller):
    prompt = make_prompt(content="a", tags=["a"])
    before = len(events())

    prompts.save_version(caller, prompt.id, content="a")
    prompts.update_prompt(caller, prompt.id, name=prompt.name, tags=["A "])
    prompts.restore_prompt(caller, prompt.id)
    releases.activate(caller, prompt.id, 1)

    assert len(events()) == before


def test_a_refused_write_leaves_no_event(caller):
    make_prompt("greet")
    before = len(events())

    with pytest.raises(prompts.NameIsTaken):
        make_prompt("greet")

    assert len(events()) == before


def test_event_and_change_stand_and_fall_together(caller):
    def create_and_fail():
        with transaction():
            prompts.create_prompt(caller, name="greet", content="a")
            assert last_event().action == "prompt.activated"
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        create_and_fail()

    assert db.session.scalar(select(func.count()).select_from(Prompt)) == 0
    assert not [event for event in events() if event.object_name == "greet"]


def test_bodies_are_not_kept_twice(caller):
    prompt = make_prompt(content="a secret text")
    prompts.save_version(caller, prompt.id, content="another secret text")

    assert not [event for event in events() if "secret" in str(event.changes)]


def person_writes(caller):
    ada = make_person("ada", operator=True)
    ben = make_person("ben")
    people.update_person(caller, ben.id, name="Benjamin", is_operator=False)
    passwords.set_password(caller, ben, PASSWORD + "!")
    people.deactivate_person(caller, ben.id, reason="left")
    people.reactivate_person(caller, ben.id)
    sessions.sign_in(caller, "ada@example.com", "wrong password")
    _, token = sessions.sign_in(caller, "ada@example.com", PASSWORD)
    sessions.sign_out(caller, token)
    sessions.sign_out_everywhere(caller, ada.id)


def test_writes_of_people_are_events_without_their_addresses(caller):
    before = len(events())

    person_writes(caller)

    written = events()[before:]
    assert [event.action for event in written] == [
        "person.created",
        "member.added",
        "person.created",
        "member.added",
        "person.updated",
        "person.password_set",
        "person.deactivated",
        "person.reactivated",
        "session.refused",
        "session.opened",
        "session.closed",
        "person.signed_out_everywhere",
    ]
    for event in written:
        words = f"{event.object_name} {event.changes} {event.reason}"
        assert "@" not in words
        assert PASSWORD not in words
        assert "argon2" not in words


def test_writes_of_keys_and_projects_are_events(caller):
    before = len(events())

    key = make_key("ci")
    keys.revoke_key(caller, key.row.id, reason="leaked")
    made = make_project("other")
    projects.update_project(caller, made.project_id, name="Others")

    written = [(event.action, event.object_name) for event in events()[before:]]
    assert written == [
        ("key.created", "ci"),
        ("key.revoked", "ci"),
        ("project.created", "other"),
        ("project.updated", "other"),
    ]
    assert key.token not in str([event.changes for event in events()])


def test_a_difference_holds_only_what_differs():
    assert audit.difference({"a": 1, "b": 2}, {"b": 3, "a": 1}) == {"b": [2, 3]}
