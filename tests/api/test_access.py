"""Signing in and out, the first operator, and who one is, by REST."""

import pytest
from sqlalchemy import func, select

from app.db import db
from app.models import AuditEvent, Session, User
from app.services.access import attempts, people, sessions
from app.web.session_cookie import COOKIE
from tests.browsing import ORIGIN, Browser, sign_in
from tests.conftest import with_key
from tests.databases import SECRET
from tests.factories.access import PASSWORD, make_key, make_person, see_everything

ME = ["person", "key", "project", "role", "rights", "csrf_token"]


def test_a_key_is_told_what_it_is_and_may_do(app):
    r = with_key(app, make_key("ci", scopes=["read", "write"]).token).get("/api/me")

    assert sorted(r.json) == sorted(ME)
    assert (r.json["person"], r.json["csrf_token"]) == (None, None)
    assert (r.json["key"]["name"], r.json["key"]["scopes"]) == ("ci", ["read", "write"])
    assert set(r.json["key"]) == {"id", "name", "prefix", "scopes"}
    assert (r.json["project"]["slug"], r.json["rights"]) == ("default", ["read", "write"])


def test_a_person_is_told_who_they_are_and_gets_the_token_for_changes(app):
    ada = Browser(app, operator=True)

    r = ada.send("GET", "/api/me")

    assert r.json["person"] == {
        "id": str(ada.person.id),
        "email": "ada@example.com",
        "name": "Ada",
        "is_operator": True,
    }
    assert r.json["rights"] == ["admin", "ingest", "operate", "read", "release", "write"]
    assert r.json["role"] == "operator"
    assert (r.json["key"], r.json["csrf_token"]) == (None, ada.csrf_token)


def test_signing_in_answers_what_me_will_say(app):
    make_person("ada")
    client = app.test_client()

    r = sign_in(client)

    assert r.status_code == 200
    assert r.json == client.get("/api/me").json


@pytest.mark.parametrize(
    ("name", "password"), [("ada", "wrong password"), ("nobody", PASSWORD), ("ada", "x")]
)
def test_a_wrong_password_and_an_unknown_address_look_alike(app, name, password):
    make_person("ada")

    r = sign_in(app.test_client(), name, password)

    assert (r.status_code, r.json["code"]) == (401, "not_signed_in")
    assert r.json["detail"] == "E-mail address and password do not go together."
    assert "Set-Cookie" not in r.headers
    assert db.session.scalar(select(func.count()).select_from(Session)) == 0


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"email": "ada@example.com"},
        {"email": "", "password": "x"},
        {"email": "a@b", "password": ""},
        {"email": "a@b", "password": "x" * 1025},
        {"email": "x" * 255, "password": "x"},
        {"email": "a@b", "password": "x", "remember": True},
        {"email": ["a@b"], "password": "x"},
        [],
        None,
    ],
)
def test_a_malformed_sign_in_is_refused(anonymous, body):
    r = anonymous.post("/api/login", json=body)

    assert r.status_code == 422


def test_signing_in_from_a_page_of_others_is_refused(app):
    make_person("ada")

    r = sign_in(app.test_client(), Origin="https://evil.example")

    assert (r.status_code, r.json["code"]) == (403, "origin_not_allowed")
    assert "Set-Cookie" not in r.headers


@pytest.mark.parametrize("name", ["ada", "nobody"])
def test_guessing_is_stopped_and_told_when_to_come_back(real_app, name):
    make_person("ada")
    client = real_app.test_client()
    for _ in range(attempts.OF_ACCOUNT):
        assert sign_in(client, name, "wrong password").status_code == 401

    refused = [sign_in(client, name) for _ in range(3)]

    assert [(r.status_code, r.json["code"]) for r in refused] == [(429, "too_many_failures")] * 3
    assert all(840 < int(r.headers["Retry-After"]) <= 900 for r in refused)
    assert refused[0].json["detail"] == "Too many failed sign-ins; try again in 15 minutes."
    assert events("session.refused") == attempts.OF_ACCOUNT
    assert events("session.throttled") == 1


def events(action):
    see_everything()
    return db.session.scalar(
        select(func.count()).select_from(AuditEvent).where(AuditEvent.action == action)
    )


def test_signing_in_again_makes_a_new_session_and_ends_the_old_one(app):
    make_person("ada")
    client, other = app.test_client(), app.test_client()
    sign_in(other)

    first = (sign_in(client), client.get_cookie(COOKIE).value)[1]
    second = (sign_in(client), client.get_cookie(COOKIE).value)[1]

    assert first != second
    assert sessions.authenticate_session(first) is None
    assert sessions.authenticate_session(second)
    assert other.get("/api/me").status_code == 200


def test_signing_out_twice_is_no_error(app):
    ada = Browser(app)

    assert ada.send("POST", "/api/logout").status_code == 204
    assert ada.send("POST", "/api/logout").status_code == 401


def test_a_key_signs_nobody_out(app):
    ada, token = Browser(app), make_key().token

    r = ada.send("POST", "/api/logout", headers={"Authorization": f"Bearer {token}"})

    assert (r.status_code, r.headers.getlist("Set-Cookie")) == (204, [])
    assert ada.send("GET", "/api/me").json["person"]


def set_up(client, **changed):
    body = {"token": people.setup_token(SECRET), "email": "ada@example.com", "name": "Ada"}
    return client.post(
        "/api/setup", json={**body, "password": PASSWORD} | changed, headers={"Origin": ORIGIN}
    )


def test_the_link_makes_the_first_operator_and_signs_them_in(app):
    client = app.test_client()

    r = set_up(client)

    assert r.status_code == 201
    assert r.json["person"]["is_operator"]
    assert client.get("/api/me").json == r.json


def test_the_link_works_once(app):
    set_up(app.test_client())

    r = set_up(app.test_client(), email="eve@example.com")

    assert (r.status_code, r.json["code"]) == (409, "link_is_spent")
    assert db.session.scalars(select(User.email)).all() == ["ada@example.com"]


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"token": "x"}, 409),
        ({"token": ""}, 422),
        ({"email": "nobody"}, 422),
        ({"name": ""}, 422),
        ({"password": "short"}, 422),
        ({"is_operator": True}, 422),
    ],
)
def test_setting_up_is_refused(app, changed, status):
    r = set_up(app.test_client(), **changed)

    assert r.status_code == status
    assert db.session.scalars(select(User.email)).all() == []
