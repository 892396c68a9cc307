"""Pages of others: none but the named ones, with a key and never by cookie."""

from dataclasses import replace

import pytest

from app import create_app
from tests.browsing import Browser
from tests.conftest import dispose
from tests.factories.access import make_key

PAGE = "https://tools.example.org"
ASKING = {
    "Origin": PAGE,
    "Access-Control-Request-Method": "POST",
    "Access-Control-Request-Headers": "authorization,content-type",
}


@pytest.fixture
def opened(real_app):
    app = create_app(replace(real_app.extensions["settings"], cors_origins=(PAGE,)))
    yield app
    dispose(app)


def allowed(r):
    told = {key.lower(): value for key, value in r.headers.items()}
    assert "access-control-allow-credentials" not in told
    return told.get("access-control-allow-origin")


def with_key(token, origin=PAGE):
    return {"Origin": origin, "Authorization": f"Bearer {token}"}


def test_a_named_page_may_ask_and_then_call_with_a_key(opened):
    client, told = opened.test_client(), with_key(make_key().token)

    asked = client.options("/api/prompts", headers=ASKING)
    called = client.post("/api/prompts", json={"name": "x", "content": "x"}, headers=told)

    assert (asked.status_code, allowed(asked)) == (204, PAGE)
    for header in ("Authorization", "X-Langfuse-Sdk-Name"):
        assert header in asked.headers["Access-Control-Allow-Headers"]
    assert (called.status_code, allowed(called)) == (201, PAGE)
    assert "ETag" in called.headers["Access-Control-Expose-Headers"]
    assert "Origin" in called.vary


def test_it_may_read_why_a_key_was_refused(opened):
    r = opened.test_client().get("/api/prompts", headers=with_key("ps_wrong"))

    assert (r.status_code, allowed(r)) == (401, PAGE)


@pytest.mark.parametrize("origin", ["https://evil.example", f"{PAGE}.evil.example", "null", ""])
def test_no_other_page_may(opened, origin):
    client = opened.test_client()

    asked = client.options("/api/prompts", headers={**ASKING, "Origin": origin})
    called = client.get("/api/prompts", headers=with_key(make_key().token, origin))

    assert (asked.status_code, allowed(asked)) == (401, None)
    assert (called.status_code, allowed(called)) == (200, None)
    assert "Origin" in called.vary, "or a cache would hand on what was meant for another"


def test_nobody_reads_by_cookie(opened):
    ada = Browser(opened)

    read = ada.send("GET", "/api/prompts", origin=PAGE)
    written = ada.send("POST", "/api/prompts", origin=PAGE, json={"name": "x", "content": "x"})

    assert (read.status_code, allowed(read)) == (200, None)
    assert (written.status_code, allowed(written)) == (403, None)


@pytest.mark.parametrize("path", ["/admin/", "/live", "/static/x", "/admin/sign-in"])
def test_only_the_api_is_opened(opened, path):
    assert allowed(opened.test_client().options(path, headers=ASKING)) is None


@pytest.mark.parametrize("left_out", ["Access-Control-Request-Headers", "Origin"])
def test_a_question_that_names_no_key_is_none(opened, left_out):
    told = {name: value for name, value in ASKING.items() if name != left_out}

    r = opened.test_client().options("/api/prompts", headers=told)

    assert (r.status_code, allowed(r)) == (401, None)


def test_by_default_nobody_may(app, client):
    asked = app.test_client().options("/api/prompts", headers=ASKING)
    called = client.get("/api/prompts", headers={"Origin": PAGE})

    assert (asked.status_code, allowed(asked)) == (401, None)
    assert (allowed(called), "Origin" in called.vary) == (None, False)
