"""Who is asking: nothing is open by default, cookies are guarded, keys count at once."""

import re
from dataclasses import replace

import pytest
from sqlalchemy import select

from app import create_app
from app.db import db, transaction
from app.models import AuditEvent
from app.services.access import people, sessions
from app.web.identity import DOCUMENTS, OPEN
from app.web.session_cookie import COOKIE, HOST_COOKIE
from tests.browsing import ORIGIN, Browser, sign_in
from tests.conftest import dispose, with_key
from tests.databases import SECRET
from tests.factories.access import PASSWORD, make_key, make_person
from tests.factories.prompts import make_prompt

MUST_BE_OPEN = {
    "/live",
    "/ready",
    "/version",
    "/api/login",
    "/api/setup",
    "/api/password-reset",
    "/api/invitations/accept",
    "/api/oidc/provider",
    "/api/oidc/login",
    "/api/oidc/callback",
    "/api/public/health",
    "/api/public/ready",
    "/api/openapi.json",
    "/api/docs",
    "/static/<path:filename>",
    "/admin/sign-in",
    "/admin/set-password",
}
"""What the product promises to be open. Whatever else is, is a mistake."""

SAMPLES = {
    "uuid": "01890000-0000-7000-8000-000000000000",
    "number": "1",
    "int": "1",
    "path": "a/b",
    "string": "x",
    "trace": "0af7651916cd43dd8448eb211c80319c",
    "span": "b7ad6b7169203331",
}


def address_of(rule):
    """An address that the rule answers."""
    return re.sub(
        r"<(?:(\w+)(?:\(.*?\))?:)?\w+>", lambda found: SAMPLES[found[1] or "string"], rule.rule
    )


def closed_routes(app):
    for rule in app.url_map.iter_rules():
        if rule.endpoint not in OPEN | DOCUMENTS:
            for method in sorted(rule.methods - {"OPTIONS", "HEAD"}):
                yield method, address_of(rule)


def test_open_is_what_was_promised_and_nothing_else(app):
    opened = {rule.rule for rule in app.url_map.iter_rules() if rule.endpoint in OPEN | DOCUMENTS}

    assert opened <= MUST_BE_OPEN
    assert {rule for rule in MUST_BE_OPEN - opened if not rule.startswith("/admin")} == set()


def test_everything_else_is_closed_to_strangers(app, anonymous):
    routes = list(closed_routes(app))
    assert len(routes) > 15

    for method, path in routes:
        r = anonymous.open(path, method=method)
        if path.startswith("/admin") and method == "GET":
            assert r.status_code == 302, path
            assert r.headers["Location"].startswith("/admin/sign-in?next="), path
        else:
            assert r.status_code == 401, (method, path)
            assert r.headers["WWW-Authenticate"].startswith("Bearer")


def test_a_program_is_not_led_to_the_sign_in(anonymous):
    for path in ("/admin/", "/admin/prompts/", "/admin/nowhere"):
        page = anonymous.get(path, headers={"Accept": "text/html,*/*;q=0.8"})
        program = anonymous.get(path, headers={"Accept": "application/json"})
        assert (page.status_code, program.status_code) == (302, 401), path
        assert program.mimetype == "application/problem+json"


def test_so_is_everything_to_a_wrong_key(app):
    stranger = with_key(app, "ps_00000000_wrong")

    for method, path in closed_routes(app):
        assert stranger.open(path, method=method).status_code == 401, (method, path)


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS", "POST"])
@pytest.mark.parametrize(
    "rest",
    [
        *("", "greet", "nobody", "greet?colour=red", "greet?label=staging", "greet?label=latest"),
        *("greet?at=x", "greet?at=2026-01-01T00:00:00Z", "greet?label=latest&version=1"),
        *("%FF", "greet?q=%00"),
    ],
)
def test_a_wrong_key_learns_nothing_from_a_fetch(app, method, rest):
    make_prompt("greet")
    wrong, cookie = with_key(app, "ps_00000000_wrong"), Browser(app)

    told = [
        wrong.open(f"/api/prompts/by-name/{rest}", method=method),
        cookie.send(method, f"/api/prompts/by-name/{rest}", headers={"Authorization": "Basic x"}),
    ]

    assert [r.status_code for r in told] == [401, 401]


@pytest.mark.parametrize("path", ["/api/openapi.json", "/api/docs"])
def test_the_documents_can_be_closed_too(server, path):
    closed = create_app(replace(server.settings("promptside"), docs_public=False))

    assert closed.test_client().get(path).status_code == 401


@pytest.mark.parametrize("path", ["/", "/nowhere", "/api/nowhere", "/api/prompts/x", "/v1/traces"])
def test_what_does_not_exist_is_closed_too(anonymous, path):
    assert anonymous.get(path).status_code == 401


@pytest.mark.parametrize("path", ["/live", "/ready", "/version", "/api/openapi.json"])
def test_what_is_open_answers_anybody(anonymous, path):
    r = anonymous.get(path)

    assert (r.status_code, r.mimetype) == (200, "application/json")


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer ", "Basic YTpi", "ps_x", "Bearer é", "Bearer\tx", "Token x"]
)
def test_any_other_authorization_is_refused(app, header):
    client = app.test_client()

    r = client.get("/api/prompts", headers={"Authorization": header})

    assert r.status_code == 401
    assert PASSWORD not in r.text


def test_the_word_bearer_is_read_in_any_case(app):
    token = make_key().token

    for word in ("bearer", "BEARER", "Bearer  "):
        r = app.test_client().get("/api/me", headers={"Authorization": f"{word} {token}"})
        assert r.status_code == 200


def test_a_key_in_the_address_is_no_credential(app):
    token = make_key().token

    r = app.test_client().get(f"/api/prompts?api_key={token}&access_token={token}")

    assert r.status_code == 401


# Cookies


def test_a_session_is_a_cookie_that_scripts_and_other_sites_do_not_get(app):
    make_person("ada")
    r = sign_in(app.test_client())

    (cookie,) = r.headers.getlist("Set-Cookie")
    assert cookie.startswith(f"{COOKIE}=")
    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= set(cookie.split("; "))
    assert not {"Domain", "Secure"} & set(re.split("; |=", cookie))
    token = cookie.partition("=")[2].partition(";")[0]
    assert len(token) == 43
    assert token not in r.text


def test_where_people_use_https_it_goes_by_nothing_else(real_app):
    make_person("ada")
    behind = create_app(replace(real_app.extensions["settings"], public_url="https://example.com"))
    client = behind.test_client()

    signed_in = sign_in(client)
    csrf = {"Origin": ORIGIN, "X-CSRF-Token": signed_in.json["csrf_token"]}
    signed_out = client.post("/api/logout", base_url="https://localhost", headers=csrf)

    assert (signed_in.status_code, signed_out.status_code) == (200, 204)
    for r in (signed_in, signed_out):
        (cookie,) = r.headers.getlist("Set-Cookie")
        assert cookie.startswith("__Host-promptside_session=")
        assert {"Secure", "Path=/"} <= set(cookie.split("; "))
        assert "Domain" not in cookie
    assert behind.config["SESSION_COOKIE_SECURE"]
    assert behind.config["SESSION_COOKIE_NAME"].startswith("__Host-")
    dispose(behind)


def test_where_people_use_https_a_cookie_that_any_neighbour_could_set_counts_for_nothing(real_app):
    ada = Browser(real_app)
    behind = create_app(replace(real_app.extensions["settings"], public_url="https://example.com"))
    answers = []
    for name in (COOKIE, HOST_COOKIE):
        client = behind.test_client()
        client.set_cookie(name, ada.token)
        answers.append(client.get("/api/me").status_code)

    assert answers == [401, 200]
    dispose(behind)


def test_a_person_reads_by_cookie(app):
    make_prompt("greet")
    ada = Browser(app)

    for path in ("/api/prompts", "/api/prompts/by-name/greet", "/api/me"):
        assert ada.send("GET", path, origin=None, csrf=None).status_code == 200


def test_a_person_writes_by_cookie_origin_and_token(app):
    ada = Browser(app)

    r = ada.send("POST", "/api/prompts", json={"name": "greet", "content": "a"})

    assert (r.status_code, r.json["versions"][0]["created_by"]) == (201, "Ada")


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        ({"csrf": None}, "csrf_token_missing"),
        ({"csrf": "x"}, "csrf_token_missing"),
        ({"csrf": sessions.csrf_token("another session", SECRET)}, "csrf_token_missing"),
        ({"origin": None}, "origin_not_allowed"),
        ({"origin": "null"}, "origin_not_allowed"),
        ({"origin": ""}, "origin_not_allowed"),
        ({"origin": "https://evil.example"}, "origin_not_allowed"),
        ({"origin": "http://localhost:3000.evil.example"}, "origin_not_allowed"),
        ({"origin": "http://localhost:3001"}, "origin_not_allowed"),
        ({"origin": "https://localhost:3000"}, "origin_not_allowed"),
        ({"origin": f"{ORIGIN}/"}, "origin_not_allowed"),
    ],
)
def test_an_unsafe_call_by_cookie_needs_both(app, sent, code):
    prompt = make_prompt("greet")
    ada = Browser(app)

    for method in ("POST", "PATCH", "DELETE", "PUT"):
        path = "/api/prompts" if method == "POST" else f"/api/prompts/{prompt.id}"
        r = ada.send(method, path, json={"name": "other", "content": "a"}, **sent)
        assert (r.status_code, r.json["code"]) == (403, code)

    assert [p["name"] for p in ada.send("GET", "/api/prompts").json] == ["greet"]


def test_a_form_of_another_site_changes_nothing(app):
    ada = Browser(app)
    form = {"csrf_token": "x", "name": "greet"}

    for origin in ("https://evil.example", None):
        r = ada.send("POST", "/api/logout", origin=origin, csrf=None, data=form)
        assert r.status_code == 403

    assert ada.send("GET", "/api/me").status_code == 200


@pytest.mark.parametrize("header", ["Bearer wrong", "Basic x", "", "x"])
def test_any_authorization_header_switches_the_cookie_off(app, header):
    ada = Browser(app)

    for method in ("GET", "POST"):
        r = ada.send(method, "/api/prompts", headers={"Authorization": header}, json={})
        assert r.status_code == 401


def test_a_key_beside_a_cookie_is_the_key(app):
    ada = Browser(app)
    token = make_key("ci", scopes=["read"]).token

    r = ada.send("GET", "/api/me", headers={"Authorization": f"Bearer {token}"})

    assert (r.json["person"], r.json["key"]["name"], r.json["rights"]) == (None, "ci", ["read"])


def test_a_program_needs_neither_origin_nor_token(client):
    r = client.post(
        "/api/prompts",
        json={"name": "greet", "content": "a"},
        headers={"Origin": "https://evil.example"},
    )

    assert r.status_code == 201


@pytest.mark.parametrize("token", ["", "x", "é", "a" * 4000, "x y"])
def test_a_cookie_that_is_no_session_is_nobody(app, token):
    client = app.test_client()
    client.set_cookie(COOKIE, token)

    assert client.get("/api/prompts").status_code == 401


def test_signing_out_takes_effect_at_the_next_request(app):
    ada = Browser(app)

    r = ada.send("POST", "/api/logout")

    assert r.status_code == 204
    assert ada.client.get_cookie(COOKIE) is None
    ada.client.set_cookie(COOKIE, ada.token)
    assert ada.send("GET", "/api/prompts").status_code == 401


def test_deactivating_takes_effect_at_the_next_request(app, caller):
    ada = Browser(app)
    assert ada.send("GET", "/api/prompts").status_code == 200

    with transaction():
        people.deactivate_person(caller, ada.person.id)

    assert ada.send("GET", "/api/prompts").status_code == 401


def test_making_somebody_an_operator_takes_effect_at_the_next_request(app, caller):
    ada = Browser(app)
    assert "operate" not in ada.send("GET", "/api/me").json["rights"]

    with transaction():
        people.update_person(caller, ada.person.id, name="Ada", is_operator=True)

    assert "operate" in ada.send("GET", "/api/me").json["rights"]


# Addresses


def address_seen(app, **headers):
    ada = Browser(app)
    headers = {name.replace("_", "-"): value for name, value in headers.items()}
    ada.client.environ_base["REMOTE_ADDR"] = "10.0.0.9"
    ada.send("POST", "/api/prompts", json={"name": "x", "content": "x"}, headers=headers)
    query = select(AuditEvent.address).where(AuditEvent.action == "prompt.created")
    return db.session.scalar(query)


def test_a_forwarded_address_is_believed_with_the_pages_secret(app):
    proof = app.extensions["settings"].proxy_secret

    assert address_seen(app, X_Promptside_Proxy=proof, X_Forwarded_For="1.2.3.4") == "1.2.3.4"


@pytest.mark.parametrize("proof", [None, "", "wrong", "é"])
def test_and_from_nobody_else(app, proof):
    sent = {} if proof is None else {"X_Promptside_Proxy": proof}

    assert address_seen(app, X_Forwarded_For="1.2.3.4", **sent) == "10.0.0.9"
