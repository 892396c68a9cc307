"""Connections by the API: what is shown, what never is, and who may do what."""

import pytest

from app.allow_list import AllowList
from tests.browsing import Browser
from tests.factories.connections import KEY, make_connection
from tests.outbound.servers import serving
from tests.providers.answers import PATH, hello

CONNECTIONS = "/api/connections"


@pytest.fixture
def admin(app):
    return Browser(app, role="admin")


@pytest.fixture
def opened(app, monkeypatch):
    """Loopback may be called, as an operator would allow it."""
    allowed = AllowList.parse("127.0.0.1")
    settings = app.extensions["settings"]
    monkeypatch.setitem(settings.__dict__, "outbound_allowed", allowed)


def make(admin, **fields):
    return admin.send("POST", CONNECTIONS, json={"name": "main", "provider": "openai", **fields})


def test_a_connection_is_made_and_its_key_never_shown(admin):
    r = make(admin, api_key=KEY, default_model="m", timeout_s=5)

    assert r.status_code == 201
    assert (
        r.json.items()
        >= {
            "name": "main",
            "base_url": None,
            "has_key": True,
            "key_hint": "wxyz",
            "default_model": "m",
            "timeout_s": 5,
            "is_default": False,
            "is_built_in": False,
        }.items()
    )
    one, every = admin.send("GET", r.headers["Location"]), admin.send("GET", CONNECTIONS)
    assert one.json == r.json
    assert one.headers["ETag"] == r.headers["ETag"]
    assert [row["name"] for row in every.json] == ["echo", "main"]
    assert KEY not in r.text + one.text + every.text


def test_it_is_changed_by_its_etag(admin):
    made = make(admin, api_key=KEY)
    where, known = made.headers["Location"], {"If-Match": made.headers["ETag"]}

    r = admin.send("PATCH", where, json={"is_default": True}, headers=known)
    late = admin.send("PATCH", where, json={"timeout_s": 9}, headers=known)

    assert (r.status_code, r.json["is_default"]) == (200, True)
    assert (late.status_code, late.json["code"]) == (412, "etag_differs")
    assert admin.send("DELETE", where, headers=known).status_code == 412
    assert admin.send("DELETE", where).status_code == 204
    assert admin.send("GET", where).status_code == 404


def test_a_new_address_needs_the_key_again(admin):
    where = make(admin, api_key=KEY).headers["Location"]

    r = admin.send("PATCH", where, json={"base_url": "https://evil.example"})

    assert (r.status_code, list(r.json["errors"]["json"])) == (422, ["api_key"])


def test_the_built_in_one_is_there_to_be_the_default(admin):
    make(admin, is_default=True)
    (echo, _) = admin.send("GET", CONNECTIONS).json
    where = f"{CONNECTIONS}/{echo['id']}"

    assert (echo["is_built_in"], echo["is_default"], echo["created_by"]) == (True, False, "system")
    assert admin.send("PATCH", where, json={"is_default": True}).json["is_default"]
    assert (
        admin.send("PATCH", where, json={"timeout_s": 9}).json["code"] == "connection_is_built_in"
    )
    assert admin.send("DELETE", where).status_code == 409


@pytest.mark.parametrize(
    ("fields", "status", "said"),
    [
        ({"base_url": "http://10.0.0.1/v1"}, 422, "base_url"),
        ({"provider": "oracle"}, 422, "provider"),
        ({"timeout_s": 601}, 422, "timeout_s"),
        ({"name": " x"}, 422, "name"),
        ({"api_key": "a b"}, 422, "api_key"),
        ({"key_hint": "wxyz"}, 422, "key_hint"),
        ({"name": "echo"}, 409, "connection_name_is_taken"),
    ],
)
def test_what_makes_no_sense_is_refused(admin, fields, status, said):
    r = make(admin, **fields)

    assert r.status_code == status
    assert said in r.text


def test_a_test_says_whether_it_works(admin, opened):
    with serving() as vendor:
        vendor.answers[PATH] = hello()
        base_url = f"http://{vendor.here}/v1"
        where = make(admin, base_url=base_url, api_key=KEY).headers["Location"]

        works = admin.send("POST", f"{where}/test", json={"model": "m"})
        without = admin.send("POST", f"{where}/test")

    assert works.json.items() >= {"ok": True, "model": "m", "kind": None}.items()
    assert (without.status_code, without.json["ok"], without.json["kind"]) == (
        200,
        False,
        "invalid",
    )
    assert "model" in without.json["message"]


@pytest.mark.parametrize("model", [" m", "m\x9d", "m\nn", "m" * 201])
def test_a_test_takes_no_model_that_a_connection_could_not_have(admin, model):
    made = make_connection("main")

    r = admin.send("POST", f"{CONNECTIONS}/{made.id}/test", json={"model": model})

    assert r.status_code == 422
    assert list(r.json["errors"]["json"]) == ["model"]


def test_who_reads_sees_connections_and_changes_none(app):
    made = make_connection("main")
    ben = Browser(app, "ben", role="releaser")

    assert [row["name"] for row in ben.send("GET", CONNECTIONS).json] == ["echo", "main"]
    assert make(ben).json["code"] == "missing_right"
    assert ben.send("POST", f"{CONNECTIONS}/{made.id}/test").json["code"] == "missing_right"


def test_a_key_that_cannot_be_decrypted_is_said_to_be_so(admin, app, monkeypatch):
    where = make(admin, api_key=KEY).headers["Location"]
    settings = app.extensions["settings"]
    monkeypatch.setitem(settings.__dict__, "encryption_keys", ("x" * 32,))

    r = admin.send("POST", f"{where}/test", json={"model": "m"})

    assert (r.status_code, r.json["code"]) == (409, "key_is_unreadable")
    assert "ENCRYPTION_KEYS" in r.json["detail"]
