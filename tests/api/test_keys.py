"""API keys: made, narrowed, rotated and revoked, and the two ways to send one."""

from base64 import b64encode
from datetime import datetime, timedelta

import pytest

from app.db import now
from tests.browsing import Browser
from tests.conftest import with_key
from tests.factories.access import make_key, make_project
from tests.factories.prompts import make_prompt

KEYS = "/api/keys"


@pytest.fixture
def admin(app):
    return Browser(app, role="admin")


def basic(user, password):
    return {"Authorization": "Basic " + b64encode(f"{user}:{password}".encode()).decode()}


def test_a_key_is_shown_once_and_opens_what_it_was_made_for(app, admin):
    r = admin.send("POST", KEYS, json={"name": "ci", "scopes": ["read"]})

    assert (r.status_code, r.json["prefix"]) == (201, r.json["key"][:11])
    assert admin.send("GET", r.headers["Location"]).json.get("key") is None
    assert with_key(app, r.json["key"]).get("/api/me").json["rights"] == ["read"]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"scopes": ["everything"]}, "scopes"),
        ({"scopes": []}, "scopes"),
        ({"scopes": ["read"], "labels": ["production"]}, "labels"),
        ({"scopes": ["release"], "labels": ["a b"]}, "labels"),
        ({"scopes": ["read"], "rate_limit": 0}, "rate_limit"),
        ({"scopes": ["read"], "expires_at": "2020-01-01T00:00:00Z"}, "expires_at"),
    ],
)
def test_a_key_that_makes_no_sense_is_refused_by_field(admin, body, field):
    r = admin.send("POST", KEYS, json={"name": "ci", **body})

    assert r.status_code == 422
    assert field in str(r.json["errors"])


def test_who_does_not_administer_makes_none(app):
    ben = Browser(app, "ben", role="releaser")

    r = ben.send("POST", KEYS, json={"name": "mine", "scopes": ["read"]})

    assert (r.status_code, r.json["code"]) == (403, "missing_right")


def test_a_key_gives_no_scope_that_it_has_not(app):
    narrow = with_key(app, make_key(scopes=["read", "admin"]).token)

    r = narrow.post(KEYS, json={"name": "more", "scopes": ["read", "write"]})

    assert (r.status_code, r.json["code"]) == (403, "missing_right")


@pytest.mark.parametrize(
    ("labels", "status"), [(None, 200), (["prod*"], 200), (["staging-*", "eu"], 403)]
)
def test_a_key_moves_the_labels_that_it_may(app, labels, status):
    prompt = make_prompt("greet", versions=2)
    mover = with_key(app, make_key(scopes=["read", "release"], labels=labels).token)

    r = mover.post(f"/api/prompts/{prompt.id}/activate", json={"version": 2})

    assert r.status_code == status


def test_rotation_leaves_the_old_one_for_the_overlap(app, admin):
    old = make_key("ci", scopes=["read"])

    r = admin.send("POST", f"{KEYS}/{old.row.id}/rotate", json={"overlap_hours": 2})

    assert (r.status_code, r.json["scopes"]) == (201, ["read"])
    assert with_key(app, r.json["key"]).get("/api/me").status_code == 200
    assert with_key(app, old.token).get("/api/me").status_code == 200
    ends = datetime.fromisoformat(admin.send("GET", f"{KEYS}/{old.row.id}").json["expires_at"])
    assert timedelta(minutes=119) < ends - now() <= timedelta(hours=2)


def test_without_overlap_it_ends_at_once_and_is_not_rotated_again(real_app):
    app, admin, old = real_app, Browser(real_app, role="admin"), make_key("ci", scopes=["read"])
    address = f"{KEYS}/{old.row.id}/rotate"

    admin.send("POST", address, json={"overlap_hours": 0})

    assert with_key(app, old.token).get("/api/me").status_code == 401
    again = admin.send("POST", address, json={"overlap_hours": 0})
    assert (again.status_code, again.json["code"]) == (409, "key_is_over")


def test_a_revoked_key_is_refused_at_the_next_request(app, admin):
    key = make_key("ci")
    assert with_key(app, key.token).get("/api/me").status_code == 200

    assert admin.send("DELETE", f"{KEYS}/{key.row.id}").status_code == 204

    assert with_key(app, key.token).get("/api/me").status_code == 401


def test_another_projects_key_is_not_there(admin):
    theirs = make_key("theirs", make_project("other")).row.id

    for method, path in (("GET", ""), ("DELETE", ""), ("POST", "/rotate")):
        r = admin.send(method, f"{KEYS}/{theirs}{path}", json={} if path else None)
        assert (r.status_code, r.json["code"]) == (404, "no_such_key")


@pytest.mark.parametrize("path", ["/api/me", "/api/prompts/by-name/greet"])
def test_a_key_may_come_by_http_basic(app, path):
    make_prompt("greet")
    key = make_key("ci")
    client = app.test_client()

    assert client.get(path, headers=basic(key.row.prefix, key.token)).status_code == 200
    for user, password in (("ps_00000000", key.token), (key.row.prefix, "x"), ("", key.token)):
        assert client.get(path, headers=basic(user, password)).status_code == 401
