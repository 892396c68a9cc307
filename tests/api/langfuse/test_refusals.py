"""Whatever is refused under `/api/public` is refused in Langfuse's shape, and as JSON."""

import pytest

from tests.api.langfuse.conftest import speaking
from tests.factories.access import make_key


@pytest.mark.parametrize(
    ("method", "path", "status", "error"),
    [
        ("GET", "/api/public/nothing", 404, "LangfuseNotFoundError"),
        ("GET", "/api/public/v2/datasets/nothing", 404, "LangfuseNotFoundError"),
        ("GET", "/api/public/dataset-items/nothing", 404, "LangfuseNotFoundError"),
        ("GET", "/api/public/dataset-items", 400, "InvalidRequestError"),
        ("POST", "/api/public/dataset-run-items", 400, "InvalidRequestError"),
        ("POST", "/api/public/media", 404, "LangfuseNotFoundError"),
        ("PUT", "/api/public/projects", 405, "MethodNotAllowedError"),
        ("POST", "/api/public/v2/prompts", 400, "InvalidRequestError"),
        ("GET", "/api/public/v2/prompts/nothing", 404, "LangfuseNotFoundError"),
        ("GET", "/api/public/projects?x=1", 400, "InvalidRequestError"),
    ],
)
def test_a_refusal_has_a_message_and_a_name(sdk, method, path, status, error):
    r = sdk.open(path, method=method)

    assert (r.status_code, r.mimetype, r.json["error"]) == (status, "application/json", error)
    assert r.json["message"].endswith(".")


def test_what_is_not_offered_says_what_is(sdk):
    assert "no media" in sdk.get("/api/public/media/x").json["message"]


def test_without_a_key_nothing_is_told(anonymous):
    r = anonymous.get("/api/public/projects")

    assert (r.status_code, r.json["error"]) == (401, "UnauthorizedError")


def test_a_public_key_that_is_not_the_keys_own_is_refused(app):
    key = make_key()
    key.row.prefix = "ps_00000000"

    assert speaking(app, key).get("/api/public/projects").status_code == 401


def test_a_body_that_is_too_large_is_refused_as_json(sdk):
    r = sdk.post("/api/public/scores", data=b"[" + b" " * (9 * 1024 * 1024) + b"]")

    assert (r.status_code, r.json["error"]) == (413, "PayloadTooLargeError")


def test_a_fault_of_ours_is_told_as_json(sdk, app, monkeypatch):
    monkeypatch.setitem(app.view_functions, "langfuse.projects", lambda: 1 / 0)
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)

    r = sdk.get("/api/public/projects")

    assert (r.status_code, r.json["error"]) == (500, "InternalServerError")


def test_everybody_else_gets_problems(sdk):
    assert sdk.get("/api/nothing").mimetype == "application/problem+json"


def test_the_project_is_the_keys(sdk):
    (project,) = sdk.get("/api/public/projects").json["data"]

    assert (project["name"], project["organization"]["name"]) == ("Default", "Promptside")


@pytest.mark.parametrize("path", ["health", "ready"])
def test_health_is_told_to_anybody(anonymous, path):
    assert anonymous.get(f"/api/public/{path}").json["status"] == "OK"


def test_a_get_with_a_json_content_type_and_no_body_is_fine(sdk):
    r = sdk.get("/api/public/projects", content_type="application/json")

    assert r.status_code == 200
