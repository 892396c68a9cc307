"""Actions: what is shown before, all or nothing, and what is recorded."""

import re

import pytest

from app.db import db, transaction
from app.models import Prompt, Release
from app.services import releases
from app.services.access import keys, people, sessions
from tests.admin.conftest import fields_of, text_of
from tests.factories.access import make_key, make_person, make_project, see_everything, the_system
from tests.factories.audit import events
from tests.factories.prompts import make_prompt


def again(prompt):
    db.session.expire_all()
    return db.session.get(Prompt, prompt.id)


def test_it_activates_the_newest_version_of_many(panel):
    found = [make_prompt(f"p{n}", versions=2) for n in range(3)]
    before = len(events())

    r = panel.act("prompts", "activate", [p.id for p in found], reason="Evals passed")

    assert r.status_code == 302
    assert [again(p).active_version for p in found] == [2, 2, 2]
    written = events()[before:]
    assert [event.action for event in written] == ["prompt.activated"] * 3
    assert {event.reason for event in written} == {"Evals passed"}
    assert {event.actor for event in written} == {f"person:{panel.person.id}"}
    assert "Activated 3 prompts." in text_of(panel.get("/prompts/"))


def test_the_page_before_shows_old_and_new_and_writes_nothing(panel):
    prompt = make_prompt("greet", versions=2)
    before = len(events())

    r = panel.get("/prompts/action/", do="activate", id=str(prompt.id))

    assert "v1 to v2" in text_of(r)
    assert "+1 −1 words" in text_of(r)
    assert again(prompt).active_version == 1
    assert len(events()) == before


def test_prompts_of_several_projects_are_acted_on_at_once(panel):
    callers = (the_system(), make_project("other"))
    ids = [make_prompt("p", versions=2, caller=caller).id for caller in callers]

    panel.act("prompts", "activate", ids)

    see_everything()
    assert [db.session.get(Prompt, id_).active_version for id_ in ids] == [2, 2]


def test_a_named_version_is_activated(panel):
    prompt = make_prompt("greet", versions=5)

    panel.act("prompts", "activate", [prompt.id], query={f"version.{prompt.id}": "3"})

    assert again(prompt).active_version == 3


def test_what_is_active_already_is_left_alone(panel):
    behind, current = make_prompt("behind", versions=2), make_prompt("current")
    before = len(events())

    panel.act("prompts", "activate", [behind.id, current.id])

    assert [event.object_name for event in events()[before:]] == ["behind"]


TARGETS = ["", "null", '"abc"', "0", "-1", "true", "1.5", "[[1]]", "[1]", "{}", "[", "9" * 5000]


@pytest.mark.parametrize("action", ["activate", "roll_back", "tag", "archive", "delete"])
@pytest.mark.parametrize("target", TARGETS)
def test_a_target_that_was_tampered_with_is_refused(panel, action, target):
    prompt = make_prompt("greet", versions=2)
    with transaction():
        releases.activate(the_system(), prompt.id, 2)
    query = {"add": "x", f"version.{prompt.id}": "1"}
    before = len(events())

    for choice in ({}, {f"seen.{prompt.id}": "{}"}):
        fields = {f"choice.{prompt.id}": "seen", f"to.{prompt.id}": target, **choice}
        r = panel.act("prompts", action, [prompt.id], query=query, typed="greet", **fields)

        assert r.status_code == 409, text_of(r)
    assert len(events()) == before


def test_one_refusal_undoes_everything(panel):
    found = [make_prompt("a", versions=2), make_prompt("b", versions=2)]
    shown = panel.get("/prompts/action/", do="activate", id=[str(p.id) for p in found])
    fields = fields_of(shown)
    # As if somebody went on with a version that is not there.
    fields |= {f"choice.{found[1].id}": "seen", f"to.{found[1].id}": "77"}

    r = panel.post("/prompts/action/", fields)

    assert r.status_code == 409
    assert "has no version 77" in text_of(r)
    assert [again(p).active_version for p in found] == [1, 1]


def test_it_rolls_back_and_forward_again(panel):
    prompt = make_prompt("greet", versions=2)
    panel.act("prompts", "activate", [prompt.id])

    panel.act("prompts", "roll_back", [prompt.id], reason="Worse")
    assert again(prompt).active_version == 1
    assert events("prompt.rolled_back")[-1].reason == "Worse"

    r = panel.post("/prompts/action/", fields_of(undo_of(panel)))
    assert r.status_code == 302
    assert again(prompt).active_version == 2


def undo_of(panel):
    """The page behind the link that is offered after an action."""
    shown = panel.get("/prompts/")
    found = re.search(r'<a class="button small right" href="([^"]+)"', shown.text)
    return panel.client.get(found[1].replace("&amp;", "&"))


def test_undo_of_an_activation_is_a_rollback(panel):
    found = [make_prompt(f"p{n}", versions=2) for n in range(2)]
    panel.act("prompts", "activate", [p.id for p in found])

    r = undo_of(panel)

    assert "v2 to v1" in text_of(r)
    panel.post("/prompts/action/", fields_of(r))
    assert [again(p).active_version for p in found] == [1, 1]


def test_what_cannot_be_rolled_back_says_why(panel):
    prompt = make_prompt("greet")

    r = panel.get("/prompts/action/", do="roll_back", id=str(prompt.id))

    assert "No release is left that could be undone." in text_of(r)


def test_it_adds_and_removes_tags(panel):
    a, b = make_prompt("a", tags=["x", "y"]), make_prompt("b", tags=["y"])

    panel.act("prompts", "tag", [a.id, b.id], query={"add": "New, z", "remove": "y"})

    assert (again(a).tags, again(b).tags) == (["x", "new", "z"], ["new", "z"])
    assert len(events("prompt.updated")) == 2


def test_a_tag_that_is_none_is_refused_in_words(panel):
    prompt = make_prompt("a")

    r = panel.get("/prompts/action/", do="tag", id=str(prompt.id), add="x" * 65)

    assert "1 to 64 characters" in text_of(r)


def test_undo_of_tags_takes_them_back(panel):
    prompt = make_prompt("a", tags=["x"])
    panel.act("prompts", "tag", [prompt.id], query={"add": "z", "remove": "x"})

    panel.post("/prompts/action/", fields_of(undo_of(panel)))

    assert again(prompt).tags == ["x"]


def test_it_archives_and_restores(panel):
    prompt = make_prompt("greet")

    panel.act("prompts", "archive", [prompt.id], reason="Replaced")
    assert again(prompt).archived_at
    assert events("prompt.archived")[-1].reason == "Replaced"

    panel.act("prompts", "restore", [prompt.id])
    assert again(prompt).archived_at is None


def test_a_prompt_goes_only_when_its_name_was_typed(panel):
    prompt = make_prompt("support/greet")

    r = panel.act("prompts", "delete", [prompt.id], typed="support/gree")
    assert r.status_code == 409
    assert "Type support/greet to say that you mean it." in text_of(r)
    assert again(prompt)

    assert panel.act("prompts", "delete", [prompt.id], typed="support/greet").status_code == 302
    assert again(prompt) is None
    assert len(events("prompt.deleted")) == 1


def test_many_prompts_go_only_when_that_was_typed(panel):
    found = [make_prompt("a"), make_prompt("b")]
    ids = [prompt.id for prompt in found]

    assert panel.act("prompts", "delete", ids, typed="a").status_code == 409
    assert panel.act("prompts", "delete", ids, typed="delete 2 prompts").status_code == 302
    assert [again(prompt) for prompt in found] == [None, None]


def test_it_revokes_keys(panel):
    made = [make_key("a"), make_key("b")]

    panel.act("keys", "revoke", [one.row.id for one in made], reason="Leaked")

    with pytest.raises(keys.BadKey):
        keys.authenticate_key(made[0].token)
    assert [event.reason for event in events("key.revoked")] == ["Leaked", "Leaked"]


def test_it_deactivates_and_reactivates_people(panel):
    ada = make_person("ada")

    panel.act("people", "deactivate", [ada.id], reason="Left")
    assert people.get_person(ada.id).deactivated_at
    panel.act("people", "reactivate", [ada.id])
    assert people.get_person(ada.id).deactivated_at is None


def test_nobody_deactivates_themselves(panel):
    r = panel.act("people", "deactivate", [panel.person.id])

    assert r.status_code == 409
    assert "Ask another operator" in text_of(r)


def test_it_signs_out_everywhere(panel):
    ada = make_person("ada")
    with transaction():
        token = sessions.open_session(the_system(), ada)

    panel.act("people", "sign_out", [ada.id], reason="Lost a laptop")

    assert sessions.authenticate_session(token) is None
    assert len(events("person.signed_out_everywhere")) == 1


def test_it_ends_one_session(panel):
    ada = make_person("ada")
    with transaction():
        tokens = [sessions.open_session(the_system(), ada) for _ in range(2)]
    session, _ = sessions.authenticate_session(tokens[0])

    panel.act("sessions", "end", [session.id])

    assert sessions.authenticate_session(tokens[0]) is None
    assert sessions.authenticate_session(tokens[1])


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({"do": "activate"}, 422),
        ({"do": "explode", "id": "01920b3d-dcd1-7e2e-a3b3-5bf46748a34c"}, 404),
        ({"do": "activate", "id": "01920b3d-dcd1-7e2e-a3b3-5bf46748a34c"}, 404),
        ({"do": "activate", "id": "nonsense"}, 404),
        ({"do": "activate", "id": "a\0"}, 404),
        ({"do": "activate", "id": [f"{n:032x}" for n in range(101)]}, 422),
    ],
)
def test_asking_for_nothing_or_nonsense_is_refused(panel, query, status):
    assert panel.get("/prompts/action/", **query).status_code == status
    assert panel.post("/prompts/action/", query).status_code == status


@pytest.mark.parametrize("reason", ["x" * 1001, "a\0b"])
def test_a_reason_that_cannot_be_kept_is_refused(panel, reason):
    prompt = make_prompt("greet", versions=2)

    r = panel.act("prompts", "activate", [prompt.id], reason=reason)

    assert r.status_code == 409
    assert again(prompt).active_version == 1


def test_it_leads_back_into_the_panel_only(panel):
    prompt = make_prompt("greet", versions=2)

    for back in ("https://elsewhere.example/", "//elsewhere", "/admin//elsewhere", "/admin/\\x"):
        r = panel.act("prompts", "archive", [prompt.id], back=back)
        assert r.headers["Location"] == "/admin/prompts/"
        panel.act("prompts", "restore", [prompt.id])


def test_a_release_for_each_move(panel):
    found = [make_prompt(f"p{n}", versions=2) for n in range(2)]
    before = db.session.query(Release).count()

    panel.act("prompts", "activate", [p.id for p in found])

    assert db.session.query(Release).count() == before + 2
    assert releases.newest_undoable(found[0].id).to_version == 2
