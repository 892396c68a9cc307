"""Whoever is refused is recorded, though the request itself is undone."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select

from app.db import db
from app.models import AuditEvent
from app.services.access import keys
from app.web import refusals
from tests.admin.conftest import make_panel
from tests.conftest import with_key
from tests.factories.access import make_key
from tests.factories.audit import events
from tests.factories.prompts import make_prompt


@pytest.fixture(autouse=True)
def nobody_came_before(monkeypatch):
    monkeypatch.setattr(refusals, "strangers", refusals.Strangers())


def refused():
    return events("access.refused")


def test_a_missing_right_is_recorded_with_who_where_and_what(app):
    prompt, key = make_prompt(versions=2), make_key(scopes=["read"])
    client = with_key(app, key.token)

    r = client.post(f"/api/prompts/{prompt.id}/activate", json={"version": 2})

    assert r.status_code == 403
    (event,) = refused()
    assert (event.actor, event.reason) == (f"key:{key.row.id}", "missing_right")
    assert event.changes == {"route": [None, "POST /api/prompts/<uuid:prompt_id>/activate"]}
    assert (event.object_id, event.project_id) == (str(prompt.id), prompt.project_id)
    assert (event.request_id, event.address) == (r.json["request_id"], "127.0.0.1")
    assert event.agent.startswith("Werkzeug")


def test_known_callers_are_recorded_each_time(app):
    client = with_key(app, make_key(scopes=["write"]).token)

    for _ in range(3):
        assert client.get("/api/prompts").status_code == 403

    assert len(refused()) == 3


def test_a_fetch_without_the_right_is_laid_to_its_key(app):
    make_prompt("greet")
    key = make_key(scopes=["write"])

    assert with_key(app, key.token).get("/api/prompts/by-name/greet").status_code == 403

    assert [event.actor for event in refused()] == [f"key:{key.row.id}"]


def test_a_bad_key_is_recorded_once_a_minute_and_then_with_how_often(app, monkeypatch):
    client = with_key(app, "ps_00000000_nobody-has-this")
    for path in ("/api/prompts", "/api/me", "/api/prompts/by-name/greet"):
        assert client.get(path).status_code == 401
    (event,) = refused()
    assert (event.actor, event.reason, event.project_id) == ("anonymous", "bad_key", None)

    monkeypatch.setattr(refusals, "AGAIN_S", -1)
    client.get("/api/me")

    assert refused()[-1].changes == {"route": [None, "GET /api/me"], "not_recorded": [None, 2]}
    assert "nobody" not in str([event.changes for event in events()])


def test_each_address_and_reason_counts_by_itself(app):
    keyed, cookied = with_key(app, "x"), app.test_client()
    cookied.set_cookie("promptside_session", "forged")
    keyed.get("/api/me")
    keyed.get("/api/me", environ_base={"REMOTE_ADDR": "10.0.0.9"})
    cookied.get("/api/me")

    assert [(event.address, event.reason) for event in refused()] == [
        ("127.0.0.1", "bad_key"),
        ("10.0.0.9", "bad_key"),
        ("127.0.0.1", "not_signed_in"),
    ]


def test_strangers_from_everywhere_do_not_fill_the_log(monkeypatch):
    strangers = refusals.Strangers()
    admitted = [strangers.admit((f"10.0.{i // 250}.{i % 250}", "bad_key")) for i in range(1000)]

    assert [skipped for skipped in admitted if skipped is not None] == [0] * 100
    assert len(strangers.skipped) <= 101
    monkeypatch.setattr(refusals, "AGAIN_S", -1)
    assert strangers.admit(("10.1.1.1", "bad_key")) == 800


def test_a_forged_cookie_on_a_page_of_the_panel_is_recorded(app):
    client = app.test_client()
    client.set_cookie("promptside_session", "forged")

    assert client.get("/admin/prompts/", headers={"Accept": "text/html"}).status_code == 302

    assert [event.reason for event in refused()] == ["not_signed_in"]


def test_who_brings_no_credential_is_not_recorded(anonymous):
    assert anonymous.get("/api/prompts").status_code == 401
    assert anonymous.get("/admin/prompts/", headers={"Accept": "text/html"}).status_code == 302

    assert refused() == []


@pytest.mark.parametrize(
    ("headers", "reason"),
    [
        ({"Origin": "https://evil.example"}, "origin_not_allowed"),
        ({"Origin": "http://localhost:3000", "X-CSRF-Token": "x"}, "csrf_token_missing"),
    ],
)
def test_a_change_sent_from_elsewhere_is_recorded(app, headers, reason):
    panel = make_panel(app)

    assert panel.client.post("/api/logout", json={}, headers=headers).status_code == 403

    assert [(e.actor, e.reason) for e in refused()] == [(f"person:{panel.person.id}", reason)]


def test_the_panel_s_door_is_watched_too(app):
    panel = make_panel(app, "ben", operator=False)

    assert panel.get("/prompts/").status_code == 403

    assert [event.reason for event in refused()] == ["operators_only"]


def test_what_is_recorded_stays_though_the_request_is_undone(live_api):
    live_api.token = make_key(scopes=["read"]).token
    answer = live_api.call("POST", "/api/prompts", {"name": "a", "content": "b"})

    assert answer.status == 403
    assert [event.action for event in events()][-2:] == ["key.first_used", "access.refused"]


def test_a_refusal_that_cannot_be_recorded_is_one_all_the_same(app, monkeypatch):
    def fail(*_, **__):
        raise refusals.SQLAlchemyError("away")

    monkeypatch.setattr(refusals, "write", fail)

    assert with_key(app, "x").get("/api/me").status_code == 401


def test_the_first_use_of_a_key_is_one_event(app):
    key = make_key("ci")
    client = with_key(app, key.token)
    for _ in range(3):
        client.get("/api/me")

    (event,) = events("key.first_used")
    assert (event.actor, event.object_name) == (f"key:{key.row.id}", "ci")
    assert (event.project_id, event.address) == (key.row.project_id, "127.0.0.1")


def test_so_it_is_when_sixteen_use_it_at_once(live_api):
    make_prompt("greet")
    live_api.token = make_key("hot").token
    with ThreadPoolExecutor(16) as pool:
        asked = list(pool.map(lambda _: live_api.call("GET", "/api/me").status, range(32)))

    assert set(asked) == {200}
    query = select(func.count()).where(AuditEvent.action == "key.first_used")
    assert db.session.scalar(query.where(AuditEvent.object_name == "hot")) == 1


def test_a_later_use_is_only_noted(caller):
    key = make_key()
    keys.note_use(caller, key.row.id)
    keys.note_use(caller, key.row.id)

    assert len(events("key.first_used")) == 1
    db.session.refresh(key.row)
    assert key.row.used_at
