"""Headers of every answer."""

import re
from dataclasses import replace

import pytest

from app import create_app
from tests.browsing import ORIGIN, Browser
from tests.factories.prompts import make_prompt


@pytest.fixture
def answers(client, anonymous):
    make_prompt("greet")
    return [
        client.get("/api/prompts"),
        client.get("/api/prompts/by-name/greet"),
        client.get("/api/nowhere"),
        client.post("/api/prompts", json={}),
        anonymous.get("/api/prompts"),
        anonymous.get("/live"),
        anonymous.get("/admin"),
    ]


def test_no_answer_is_taken_for_another_type(answers):
    assert {r.headers["X-Content-Type-Options"] for r in answers} == {"nosniff"}


def test_no_answer_is_kept_by_others(answers):
    kept = {r.headers["Cache-Control"] for r in answers}

    assert kept == {"no-store", "private, no-cache"}


def test_no_other_origin_may_read_an_answer(client):
    r = client.get("/api/prompts", headers={"Origin": ORIGIN})

    assert not [name for name in r.headers.keys() if name.startswith("Access-Control")]  # noqa: SIM118


def test_every_answer_has_an_id(answers):
    ids = [r.headers["X-Request-Id"] for r in answers]

    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"[0-9a-f]{16}", id_) for id_ in ids)


def test_a_plain_id_of_the_caller_is_taken(client):
    r = client.get("/api/nowhere", headers={"X-Request-Id": "build-1.2_3"})

    assert (r.headers["X-Request-Id"], r.json["request_id"]) == ("build-1.2_3", "build-1.2_3")


@pytest.mark.parametrize("id_", ["short", "x" * 65, "with space", "é" * 8, "<script>alert"])
def test_any_other_id_is_not(client, id_):
    assert client.get("/live", headers={"X-Request-Id": id_}).headers["X-Request-Id"] != id_


@pytest.mark.parametrize("path", ["/admin", "/admin/prompts"])
def test_a_redirect_stays_at_the_address_people_typed(app, path):
    """The host Flask sees may be one that only the pages can reach."""
    client = Browser(app, operator=True).client

    r = client.get(f"{path}?q=x")

    assert (r.status_code, r.headers["Location"]) == (308, f"{path}/?q=x")


def test_no_redirect_leads_to_a_host_named_in_the_path(app):
    client = Browser(app, operator=True).client

    for path in ("//evil.example/admin", "/admin//evil.example", "/%2F/evil.example/admin"):
        location = client.get(path).headers.get("Location", "")

        assert not location.startswith(("//", "http", "/\\")), path


def test_pages_may_load_nothing_from_elsewhere_and_be_framed_by_nobody(anonymous):
    r = anonymous.get("/api/docs")

    rules = dict(rule.split(" ", 1) for rule in r.headers["Content-Security-Policy"].split("; "))
    assert rules["default-src"] == "'self'"
    assert rules["frame-ancestors"] == rules["object-src"] == rules["base-uri"] == "'none'"
    assert "unsafe" not in r.headers["Content-Security-Policy"]
    assert r.headers["X-Frame-Options"] == "DENY"
    assert r.headers["Referrer-Policy"] == "same-origin"


def test_each_page_has_a_nonce_of_its_own(server):
    client = create_app(server.settings("promptside")).test_client()

    policies = {client.get("/api/docs").headers["Content-Security-Policy"] for _ in range(3)}

    assert len(policies) == 3


def test_pages_have_no_use_for_a_camera_and_no_opener(anonymous):
    pages = [anonymous.get(path) for path in ("/api/docs", "/admin/sign-in", "/admin/nowhere")]
    pages.append(anonymous.get("/admin/set-password"))

    for r in pages:
        if r.mimetype == "text/html" and r.status_code != 302:
            assert "'nonce-" in r.headers["Content-Security-Policy"]
            assert r.headers["Cross-Origin-Opener-Policy"] == "same-origin"
            assert "camera=()" in r.headers["Permissions-Policy"]


def test_no_page_of_others_embeds_an_answer(answers):
    assert {r.headers["Cross-Origin-Resource-Policy"] for r in answers} == {"same-origin"}


@pytest.mark.parametrize(
    ("environment", "url", "sent"),
    [
        ("production", "https://example.com", "max-age=31536000"),
        ("production", "http://example.com", None),
        ("development", "https://example.com", None),
    ],
)
def test_only_what_is_in_production_by_https_insists_on_it(server, environment, url, sent):
    settings = replace(server.settings("promptside"), environment=environment, public_url=url)
    client = create_app(settings).test_client()

    for path in ("/live", "/admin/sign-in", "/api/prompts", "/api/nowhere"):
        assert client.get(path).headers.get("Strict-Transport-Security") == sent, path
