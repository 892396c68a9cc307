"""Nothing is written by the panel without an event that says so."""

from app.db import db, transaction
from app.models import AuditEvent
from app.services import prompts
from tests.admin.conftest import events, text_of
from tests.factories.access import PASSWORD, make_key, make_person, the_system
from tests.factories.prompts import make_prompt


def writes(panel):
    """Every write of the panel, by name."""
    prompt, key = make_prompt("greet", versions=2), make_key("ci").row
    ada = make_person("ada", password=None)
    pid, aid = str(prompt.id), str(ada.id)
    body = {"content": "New", "expected_latest": "2"}
    new_prompt = {"name": "n", "project": "default", "kind": "text", "content": "x"}
    return {
        "new prompt": lambda: panel.post("/prompts/new/", new_prompt),
        "new version": lambda: panel.post("/prompts/version/", body, id=pid),
        "activate": lambda: panel.act("prompts", "activate", [pid]),
        "roll back": lambda: panel.act("prompts", "roll_back", [pid]),
        "tag": lambda: panel.act("prompts", "tag", [pid], query={"add": "x"}),
        "archive": lambda: panel.act("prompts", "archive", [pid]),
        "restore": lambda: panel.act("prompts", "restore", [pid]),
        "edit": lambda: panel.post(
            "/prompts/edit/", {"name": "other", "etag": etag(prompt)}, id=pid
        ),
        "new person": lambda: panel.post(
            "/people/new/", {"email": "b@example.com", "name": "B", "password": PASSWORD}
        ),
        "edit person": lambda: panel.post("/people/edit/", {"name": "Ada L."}, id=aid),
        "link": lambda: panel.post("/people/link/", {"id": aid}),
        "sign out": lambda: panel.act("people", "sign_out", [str(panel.person.id)]),
    } | {
        "new key": lambda: panel.post(
            "/keys/new/", {"name": "k", "project": "default", "scopes": ["read"]}
        ),
        "revoke": lambda: panel.act("keys", "revoke", [key.id]),
        "new project": lambda: panel.post("/projects/new/", {"slug": "p", "name": "P"}),
        "save filter": lambda: panel.post("/prompts/filters/", {"name": "f", "tag": "a"}),
        "deactivate": lambda: panel.act("people", "deactivate", [aid]),
        "delete": lambda: panel.act("prompts", "delete", [pid], typed="other"),
    }


def etag(prompt):
    return prompts.etag_of(prompts.get_prompt(the_system(), prompt.id))


def test_every_write_leaves_its_event(panel):
    order = list(writes(panel).items())
    # Ending one's own sessions comes last.
    order.sort(key=lambda item: item[0] == "sign out")
    for name, write in order:
        before = len(events())

        r = write()

        assert r.status_code in (200, 201, 302), (name, text_of(r))
        added = events()[before:]
        assert added, name
        assert {event.actor for event in added} == {f"person:{panel.person.id}"}, name
        assert all(event.request_id for event in added), name


def test_a_refused_write_leaves_none(panel):
    make_prompt("greet")
    before = len(events())

    panel.post("/prompts/new/", {"name": "greet", "project": "default", "content": "x"})
    panel.post("/projects/new/", {"slug": "default", "name": "P"})
    panel.post("/keys/new/", {"name": "", "project": "default"})

    assert len(events()) == before


def test_looking_leaves_none(panel):
    prompt = make_prompt("greet", versions=2)
    before = len(events())

    for path in ("/", "/prompts/", "/audit/", "/people/", f"/prompts/details/?id={prompt.id}"):
        panel.client.get(f"/admin{path}")
    panel.get("/prompts/action/", do="delete", id=str(prompt.id))

    assert len(events()) == before


def test_an_event_shows_what_changed_field_by_field(panel):
    prompt = make_prompt("greet", description="Says hello to people")
    with transaction():
        prompts.update_prompt(the_system(), prompt.id, description="Says bye to people")

    r = panel.get("/audit/", action="prompt.updated")

    assert "<del>hello</del>" in r.text
    assert "<ins>bye</ins>" in r.text


def test_an_event_that_can_be_taken_back_offers_it(panel):
    prompt = make_prompt("greet", versions=2)
    panel.act("prompts", "archive", [prompt.id])

    r = panel.get("/audit/", action="prompt.archived")
    assert "do=restore" in r.text

    event = events("prompt.archived")[-1]
    assert "do=restore" in panel.get("/audit/details/", id=str(event.id)).text


def test_events_are_found_by_who_did_them_and_to_what(panel):
    prompt = make_prompt("greet", versions=2)
    panel.act("prompts", "activate", [prompt.id])

    mine = text_of(
        panel.get("/audit/", actor=f"person:{panel.person.id}", action="prompt.activated")
    )
    assert "1 event matches" in mine
    assert "4 events match" in text_of(panel.get("/audit/", object=str(prompt.id)))


def test_the_log_cannot_be_written_to(panel):
    assert panel.get("/audit/new/").status_code == 404
    assert panel.post("/audit/edit/", {}, id="1").status_code == 404
    assert db.session.query(AuditEvent).count() > 0
