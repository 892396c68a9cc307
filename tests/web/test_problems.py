"""Every refusal in one shape."""

import pytest

from app.db import db
from app.errors import DomainError, Invalid, TooMany
from app.services.prompts import NameIsTaken
from tests.conftest import with_key
from tests.factories.access import make_key
from tests.factories.prompts import make_prompt


def test_a_refusal_is_a_problem_in_words(client):
    r = client.get("/api/prompts/by-name/nobody")

    assert r.mimetype == "application/problem+json"
    assert r.json == {
        "type": "about:blank",
        "title": "Not found",
        "status": 404,
        "detail": "There is no prompt named 'nobody' here.",
        "code": "no_such_prompt",
        "request_id": r.headers["X-Request-Id"],
    }


def test_it_says_what_is_wrong_field_by_field(client):
    r = client.post("/api/prompts", json={"content": "a", "tags": ["ok", 3], "colour": "red"})

    assert r.json["title"] == "Not valid"
    assert r.json["errors"] == {
        "json": {
            "tags": {"1": ["Not a valid string."]},
            "name": ["Missing data for required field."],
            "colour": ["Unknown field."],
        }
    }


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/api/nowhere", 404, "not_found"),
        ("PUT", "/api/prompts", 405, "method_not_allowed"),
        ("TRACE", "/api/prompts", 405, "method_not_allowed"),
        ("GET", "/api/prompts/x", 404, "not_found"),
    ],
)
def test_so_are_the_frameworks_own(client, method, path, status, code):
    r = client.open(path, method=method)

    assert (r.status_code, r.mimetype) == (status, "application/problem+json")
    assert (r.json["status"], r.json["code"]) == (status, code)
    assert r.json["detail"].endswith(".")


def test_a_wrong_method_is_told_the_right_ones(client):
    r = client.put("/api/prompts")

    assert set(r.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS", "POST"}


def test_a_fault_of_ours_tells_nothing_but_where_to_look(app, client):
    app.view_functions["health.version"], kept = fail, app.view_functions["health.version"]
    try:
        r = client.get("/version")
    finally:
        app.view_functions["health.version"] = kept

    assert (r.status_code, r.json["code"]) == (500, "internal_error")
    assert "secret" not in r.text
    assert r.json["request_id"] == r.headers["X-Request-Id"]


def fail():
    raise RuntimeError("a secret of the database")


LOSING = """
    CREATE FUNCTION lose() RETURNS trigger LANGUAGE plpgsql
        AS $$ BEGIN RAISE 'a deadlock' USING ERRCODE = '40P01'; END $$;
    CREATE TRIGGER losing BEFORE UPDATE ON {} EXECUTE FUNCTION lose()
"""


@pytest.mark.parametrize(
    ("table", "method", "path"),
    [("api_keys", "GET", "/api/me"), ("prompts", "PATCH", "/api/prompts/{}")],
)
def test_a_race_lost_at_every_try_can_be_tried_again(real_app, durable_server, table, method, path):
    """In a view, and already while it is found out who asks."""
    client = with_key(real_app, make_key().token)
    address = path.format(make_prompt().id)
    with durable_server.connect("promptside_owner", db.engine.url.database) as owner:
        owner.execute(LOSING.format(table))

    r = client.open(address, method=method, json={"tags": ["a"]})

    assert (r.status_code, r.json["code"], r.headers["Retry-After"]) == (503, "race_lost", "1")


def test_the_databases_own_words_are_not_told(client):
    make_prompt("greet")

    r = client.post("/api/prompts", json={"name": "greet", "content": "a"})

    assert r.status_code == 409
    assert not [word for word in ("uq_", "psycopg", "duplicate key", "INSERT") if word in r.text]


def test_a_class_names_its_code():
    assert NameIsTaken("x").code == "name_is_taken"
    assert (Invalid.status, TooMany.status, DomainError.status) == (422, 429, 400)
