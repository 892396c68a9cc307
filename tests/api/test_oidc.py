"""Signing in by a provider, from the button to the session, and every way to be turned away."""

import re
from contextlib import contextmanager
from dataclasses import replace
from urllib.parse import parse_qsl, urlsplit

import pytest
import requests
from sqlalchemy import func, select

from app import create_app
from app.db import db, transaction
from app.models import AuditEvent, Identity, Session, User
from app.services.access import passwords, people
from app.services.access.attempts import OF_ADDRESS
from app.web.session_cookie import COOKIE
from app.web.single_sign_on import REFUSALS
from tests.browsing import sign_in
from tests.conftest import ForgetfulClient, dispose
from tests.databases import rolled_back
from tests.factories.access import PASSWORD, make_person, see_everything, the_system
from tests.live import ROOT, free_port, live_api_on
from tests.sign_on_providers import CLIENT_ID, at, own_provider, real_provider

HTML = {"Accept": "text/html"}


@pytest.fixture(scope="module")
def provider():
    with own_provider() as running:
        yield running


@pytest.fixture
def own(provider):
    yield provider
    provider.forget()


@pytest.fixture(scope="module")
def sso_app(shared_app, provider):
    with made(shared_app, provider.issuer, oidc_sign_up=True) as app:
        yield app


@contextmanager
def made(shared_app, issuer, **changed):
    app = create_app(replace(shared_app.extensions["settings"], **at(issuer, **changed)))
    app.test_client_class = ForgetfulClient
    yield app
    dispose(app)


@contextmanager
def signing_on(shared_app, issuer, **changed):
    """The application with this provider, in a transaction that is rolled back."""
    with made(shared_app, issuer, **changed) as app, app.app_context(), rolled_back(app):
        yield app


@pytest.fixture
def app(sso_app):
    with sso_app.app_context(), rolled_back(sso_app):
        yield sso_app


def begin(client, own, back="/prompts"):
    """To the provider and back: what its answer asks of us."""
    sent = client.get("/api/oidc/login", query_string={"next": back})
    assert sent.status_code == 302, sent.text
    return own.answer(sent.headers["Location"])


def come_back(client, own, back="/prompts", headers=HTML, **answer):
    query = {**begin(client, own, back), **answer}
    return client.get("/api/oidc/callback", query_string=query, headers=headers)


def code_of(r):
    """Why somebody was led back to the sign-in."""
    assert r.status_code == 302
    return dict(parse_qsl(urlsplit(r.headers["Location"]).query)).get("refused")


def events(action):
    see_everything()
    return db.session.scalars(select(AuditEvent).where(AuditEvent.action == action)).all()


def test_somebody_new_gets_an_account_and_is_signed_in(app, own):
    client = app.test_client()

    r = come_back(client, own, "/prompts?q=a#b")

    assert (r.status_code, r.headers["Location"]) == (302, "/prompts?q=a#b")
    me = client.get("/api/me").json
    assert (me["person"]["email"], me["person"]["name"]) == ("ada@example.com", "Ada")
    assert not me["person"]["is_operator"]
    (identity,) = db.session.scalars(select(Identity)).all()
    assert (identity.issuer, identity.subject) == (own.issuer, "ada-at-sso")
    (linked,), (opened,) = events("identity.linked"), events("session.opened")
    assert linked.object_id == me["person"]["id"]
    assert opened.actor == f"person:{me['person']['id']}"


def test_the_next_time_it_is_the_same_account_whatever_the_address_is_now(app, own):
    come_back(app.test_client(), own)
    own.claims = {"email": "lovelace@example.com", "name": "Countess"}

    come_back(app.test_client(), own)

    (person,) = db.session.scalars(select(User)).all()
    assert (person.email, person.name) == ("ada@example.com", "Ada")
    assert len(events("session.opened")) == 2


def test_a_sign_in_lasts_as_long_as_any_and_has_its_own_session(app, own):
    client = app.test_client()
    come_back(client, own)
    first = client.get_cookie(COOKIE).value

    come_back(client, own)

    assert client.get_cookie(COOKIE).value != first


def test_the_flow_is_kept_where_no_script_reads_it_and_only_for_a_while(app):
    r = app.test_client().get("/api/oidc/login")

    (cookie,) = r.headers.getlist("Set-Cookie")
    assert cookie.startswith("promptside_oidc=")
    assert {"HttpOnly", "SameSite=Lax", "Max-Age=600", "Path=/"} <= set(cookie.split("; "))
    assert r.headers["Cache-Control"] == "no-store"


def test_on_https_the_flow_is_bound_to_the_host(shared_app, own):
    with signing_on(shared_app, own.issuer, public_url="https://prompts.example") as app:
        (cookie,) = app.test_client().get("/api/oidc/login").headers.getlist("Set-Cookie")

    assert cookie.startswith("__Host-promptside_oidc=")
    assert "Secure" in cookie.split("; ")
    assert "Domain" not in cookie


@pytest.mark.parametrize(
    "back",
    [
        "https://evil.example/x",
        "//evil.example/x",
        "/\\evil.example",
        "javascript:alert(1)",
        "/.//evil.example",
        "/%2e//evil.example",
        "/admin/..//evil.example",
        "/admin/../..",
        "/\t/evil.example",
        "",
        "/" + "x" * 1000,
    ],
)
def test_the_way_back_stays_on_this_site(app, own, back):
    assert come_back(app.test_client(), own, back).headers["Location"] == "/prompts"


@pytest.mark.parametrize(
    ("claims", "code"),
    [
        ({"nonce": "another"}, "wrong_nonce"),
        ({"iss": "https://evil.example"}, "wrong_issuer"),
        ({"aud": "another"}, "wrong_audience"),
        ({"exp": 1}, "wrong_time"),
        ({"iat": 2**40, "exp": 2**41}, "wrong_time"),
        ({"sub": None}, "token_refused"),
        ({"email": None}, "address_missing"),
        ({"email_verified": False}, "address_not_verified"),
        ({"email_verified": None}, "address_not_verified"),
    ],
)
def test_what_cannot_be_believed_signs_nobody_in_and_is_recorded(app, own, claims, code):
    own.claims, client = claims, app.test_client()

    r = come_back(client, own, "/prompts/x")

    assert r.headers["Location"] == f"/sign-in?refused={code}&next=%2Fprompts%2Fx"
    assert client.get("/api/me").status_code == 401
    (event,) = events("identity.refused")
    assert (event.actor, event.changes) == ("anonymous", {"code": [None, code]})
    assert db.session.scalar(select(func.count()).select_from(User)) == 0


def test_a_token_signed_by_another_key_signs_nobody_in(app, own):
    own.published = [own.key]
    own.header = {"kid": "never-published"}

    assert code_of(come_back(app.test_client(), own)) == "wrong_signature"


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ({"state": "another"}, "state_differs"),
        ({"code": "another"}, "code_refused"),
        ({"iss": "https://evil.example"}, "wrong_issuer"),
        ({"error": "access_denied"}, "provider_refused"),
    ],
)
def test_an_answer_that_is_not_the_providers_to_this_browser_is_refused(app, own, answer, code):
    assert code_of(come_back(app.test_client(), own, **answer)) == code
    assert len(events("identity.refused")) == 1


def test_a_code_counts_once(app, own):
    client = app.test_client()
    answer = begin(client, own)
    flow = client.get_cookie("promptside_oidc").value
    client.get("/api/oidc/callback", query_string=answer)
    thief = app.test_client()
    thief.set_cookie("promptside_oidc", flow)

    r = thief.get("/api/oidc/callback", query_string=answer, headers=HTML)

    assert code_of(r) == "code_refused"


def test_an_answer_counts_only_in_the_browser_that_began(app, own):
    answer = begin(app.test_client(), own)

    r = app.test_client().get("/api/oidc/callback", query_string=answer, headers=HTML)

    assert code_of(r) == "sign_in_lost"


def test_a_flow_is_forgotten_however_it_ends(app, own):
    for answer in ({}, {"code": "another"}):
        client = app.test_client()
        come_back(client, own, **answer)
        assert client.get_cookie("promptside_oidc") is None


@pytest.mark.parametrize("forged", ["", "x", "W10.x.y", "é", "." * 3000])
def test_a_forged_flow_is_none(app, own, forged):
    client = app.test_client()
    answer = begin(client, own)
    client.set_cookie("promptside_oidc", forged)

    r = client.get("/api/oidc/callback", query_string=answer, headers=HTML)

    assert code_of(r) == "sign_in_lost"


def test_what_else_a_provider_adds_does_not_matter(app, own):
    r = come_back(app.test_client(), own, session_state="x", scope="openid", hd="example.com")

    assert r.headers["Location"] == "/prompts"


def test_a_program_is_told_in_the_usual_shape(app, own):
    r = come_back(app.test_client(), own, headers={}, code="another")

    assert (r.status_code, r.mimetype) == (401, "application/problem+json")
    assert r.json["code"] == "code_refused"


def test_a_deactivated_person_stays_out(app, own):
    come_back(app.test_client(), own)
    person = people.find_person("ada@example.com")
    with transaction():
        people.deactivate_person(the_system(), person.id)

    assert code_of(come_back(app.test_client(), own)) == "account_is_deactivated"
    (event,) = events("identity.refused")
    assert event.object_id == str(person.id)


def test_guessing_is_slowed_down_before_the_provider_is_asked(app, own):
    for _ in range(OF_ADDRESS):
        assert code_of(come_back(app.test_client(), own, state="another")) == "state_differs"
    own.asked.clear()
    client = app.test_client()

    told, led = [client.get("/api/oidc/callback", headers=headers) for headers in ({}, HTML)]

    assert (told.status_code, told.json["code"]) == (429, "too_many_failures")
    assert 0 < int(told.headers["Retry-After"]) <= 900
    assert code_of(led) == "too_many_failures"
    assert own.asked == []
    assert len(events("identity.refused")) == OF_ADDRESS + 1


def test_who_comes_in_uses_up_no_place(app, own):
    for _ in range(OF_ADDRESS + 1):
        assert come_back(app.test_client(), own).headers["Location"] == "/prompts"


def test_a_provider_that_is_away_uses_up_no_place_and_fills_no_log(app, own):
    client = app.test_client()
    for _ in range(OF_ADDRESS + 1):
        answer = begin(client, own)
        own.failing["/token"] = 503
        r = client.get("/api/oidc/callback", query_string=answer, headers=HTML)
        assert code_of(r) == "provider_away"
    own.failing.clear()

    assert come_back(client, own).headers["Location"] == "/prompts"
    assert len(events("identity.refused")) == OF_ADDRESS


def test_a_provider_that_is_away_is_said_and_passwords_go_on(shared_app):
    with signing_on(shared_app, f"http://127.0.0.1:{free_port()}") as app:
        make_person("ada")
        told = app.test_client().get("/api/oidc/login")
        led = app.test_client().get("/api/oidc/login?next=/admin/keys/", headers=HTML)
        by_password = sign_in(app.test_client())

    assert (told.status_code, told.json["code"]) == (503, "provider_away")
    assert told.json["retry"] is True
    assert told.headers["Retry-After"] == "10"
    assert led.headers["Location"].startswith("/admin/sign-in?refused=provider_away")
    assert by_password.status_code == 200


def test_without_a_provider_there_is_nothing_to_sign_in_by(shared_app):
    with shared_app.app_context(), rolled_back(shared_app):
        client = shared_app.test_client()
        shown = client.get("/api/oidc/provider").json
        refused = [client.get(f"/api/oidc/{path}") for path in ("login", "callback")]

    assert shown == {"enabled": False, "name": None, "password_sign_in": True}
    assert {(r.status_code, r.json["code"]) for r in refused} == {(404, "single_sign_on_is_off")}


def test_the_provider_is_shown_to_anybody(app):
    shown = app.test_client().get("/api/oidc/provider").json

    assert shown == {"enabled": True, "name": "Example SSO", "password_sign_in": True}


def test_the_panels_sign_in_has_the_button_and_the_reason(app):
    page = app.test_client().get("/admin/sign-in?refused=wrong_time&next=/admin/keys/").text

    assert 'href="/api/oidc/login?next=/admin/keys/"' in page
    assert "Sign in with Example SSO" in page
    assert "the clocks of both" in page
    assert 'name="password"' in page


def test_a_reason_is_never_taken_from_the_address(app):
    page = app.test_client().get("/admin/sign-in?refused=<b>call+0800</b>").text

    assert "0800" not in page
    assert "Begin again." in page


def test_without_passwords_only_the_provider_signs_in(shared_app, own):
    with signing_on(shared_app, own.issuer, password_sign_in=False, oidc_sign_up=True) as app:
        ben = make_person("ben")
        link = passwords.password_link(ben, app.extensions["settings"].secret_key)
        client = app.test_client()
        by_api = sign_in(client, "ben")
        form = {"email": "ben@example.com", "password": PASSWORD, "token": link}
        by_panel = client.post("/admin/sign-in", data=form)
        by_link = client.post("/admin/set-password", data=form)
        by_reset = client.post("/api/password-reset", json={"token": link, "password": PASSWORD})
        page = client.get("/admin/sign-in").text
        shown = client.get("/api/oidc/provider").json
        came_back = come_back(client, own)

    assert (by_api.status_code, by_api.json["code"]) == (403, "password_sign_in_off")
    assert "sign in with Example SSO" in by_api.json["detail"]
    assert (by_panel.status_code, by_link.status_code, by_reset.status_code) == (403, 403, 403)
    assert 'name="password"' not in page
    assert not shown["password_sign_in"]
    assert came_back.headers["Location"] == "/prompts"


def test_every_refusal_has_its_words_on_both_sign_in_pages():
    pages = (ROOT / "frontend/src/features/access/refusals.ts").read_text()
    found = dict(re.findall(r"^  (\w+):\s+[\"'](.*)[\"'],$", pages, re.M))

    assert found == REFUSALS


def test_the_whole_way_with_a_real_provider_and_the_real_server(real_app, tmp_path):
    with real_provider(tmp_path / "provider.log") as provider:
        provider.knows("ada", email="ada@example.com", email_verified=True, groups=["it"])
        env = {
            "OIDC_ISSUER": provider.issuer,
            "OIDC_CLIENT_ID": CLIENT_ID,
            "OIDC_CLIENT_SECRET": "any",
            "OIDC_ROLES": "it=operator",
            "OIDC_SIGN_UP": "on",
        }
        with live_api_on(real_app, tmp_path / "api.log", **env) as api, requests.Session() as web:
            sent = web.get(f"{api.url}/api/oidc/login?next=/admin/", allow_redirects=False)
            back = provider.signs_in(sent.headers["Location"], "ada")
            # Its host is the one people type, which the pages would answer and hand on.
            here = back.replace("http://localhost:3000", api.url)
            landed = web.get(here, headers=HTML, allow_redirects=False)
            me = web.get(f"{api.url}/api/me").json()
            again = web.get(here, headers=HTML, allow_redirects=False)

    assert back.startswith("http://localhost:3000/api/oidc/callback?code=")
    assert (landed.status_code, landed.headers["Location"]) == (302, "/admin/")
    assert (me["person"]["email"], me["person"]["is_operator"]) == ("ada@example.com", True)
    assert "refused=sign_in_lost" in again.headers["Location"]
    assert db.session.scalar(select(func.count()).select_from(Session)) == 1
