"""Every refusal in one shape."""

import pytest

from app.errors import DomainError, Invalid, TooMany
from app.services.prompts import NameIsTaken
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


def test_the_databases_own_words_are_not_told(client):
    make_prompt("greet")

    r = client.post("/api/prompts", json={"name": "greet", "content": "a"})

    assert not {"uq_", "psycopg", "duplicate key", "INSERT"} & set(r.text.split())
    assert "uq_prompts" not in r.text


def test_a_class_names_its_code():
    assert NameIsTaken("x").code == "name_is_taken"
    assert (Invalid.status, TooMany.status, DomainError.status) == (422, 429, 400)
