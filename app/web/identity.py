"""Who is asking. Everything is closed but what the table `OPEN` lists."""

from __future__ import annotations

import hmac
from functools import partial
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from flask import Flask, Response, current_app, g, redirect, request

from app.db import db, transaction
from app.errors import Forbidden, Unauthenticated
from app.models import ApiKey, User
from app.services import policy
from app.services.access import keys, sessions
from app.services.access.projects import DEFAULT, find_project
from app.services.policy import Caller
from app.settings import Settings

COOKIE = "promptside_session"
CSRF_HEADER, CSRF_FIELD = "X-CSRF-Token", "csrf_token"
PROXY_HEADER = "X-Promptside-Proxy"
SAFE = ("GET", "HEAD", "OPTIONS")

OPEN = {
    "health.live",
    "health.ready",
    "health.version",
    "access.SignIn",
    "access.Setup",
    "static",
    "admin_access.sign_in",
    "admin_access.set_password",
}
"""Endpoints that answer anybody."""

DOCUMENTS = {"document.openapi", "document.docs"}
"""Endpoints that answer anybody unless `DOCS_PUBLIC` is off."""

OWN_CHECK = {"serving.fetch"}
"""Endpoints that check a key themselves, in one statement with what they read."""


class NotSignedIn(Unauthenticated):
    """No credential, or one that does not count."""


class OriginNotAllowed(Forbidden):
    """A change sent by cookie from a page that is not ours."""


class CsrfTokenMissing(Forbidden):
    """A change sent by cookie without the session's token."""


def init_app(app: Flask, settings: Settings) -> None:
    app.before_request(partial(identify, settings))
    app.jinja_env.globals["csrf_token"] = lambda: g.get("csrf_token") or ""


def identify(settings: Settings) -> Any:
    """Put the caller into `g`, or refuse. A header, even a bad one, switches cookies off."""
    g.address = client_address(settings)
    g.caller = g.person = g.key = g.csrf_token = None
    endpoint = request.endpoint
    if endpoint in OPEN or (endpoint in DOCUMENTS and settings.docs_public):
        check_origin(settings, request.method not in SAFE)
        return None
    if request.headers.get("Authorization") is not None:
        if endpoint not in OWN_CHECK or request.method not in ("GET", "HEAD"):
            identify_key(authenticated_key())
        return None
    if (token := request.cookies.get(COOKIE)) and identify_person(token, settings):
        return None
    return anonymous()


def anonymous() -> Response:
    """Pages lead to the sign-in, programs are told in their own words."""
    if wants_page() and request.method == "GET":
        back = request.full_path.rstrip("?")
        return redirect(f"/admin/sign-in?{urlencode({'next': back})}")  # type: ignore[return-value]
    raise NotSignedIn("Sign in, or send an API key as `Authorization: Bearer <key>`.")


def wants_page() -> bool:
    """Whether somebody looks at the panel, and not a program of theirs."""
    return request.path.startswith("/admin") and "html" in request.headers.get("Accept", "html")


def bearer_token() -> str:
    """The token of `Authorization: Bearer`, or `NotSignedIn` for any other header."""
    scheme, _, token = request.headers["Authorization"].partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise NotSignedIn("Send the API key as `Authorization: Bearer <key>`.")
    return token.strip()


def authenticated_key() -> ApiKey:
    return keys.authenticate_key(bearer_token())


def identify_key(key: ApiKey) -> None:
    g.key = key
    g.caller = caller(f"key:{key.id}", key.project_id, frozenset(key.scopes))
    if keys.is_use_due(key.used_at):
        note_use(key.id)


def know_caller() -> None:
    """Where the key is checked with what is read, this comes before a refusal without reading."""
    if g.caller is None and request.endpoint in OWN_CHECK:
        identify_key(authenticated_key())


def note_use(key_id: UUID) -> None:
    with transaction():
        keys.note_use(key_id)


def identify_person(token: str, settings: Settings) -> bool:
    found = sessions.authenticate_session(token)
    if found and has_form_to_read():
        # No transaction waits for what a slow browser sends; by then the session may have ended.
        db.session.rollback()
        _ = request.form
        found = sessions.authenticate_session(token)
    if found is None:
        return False
    session, person = found
    g.person, g.session = person, session
    g.csrf_token = sessions.csrf_token(token, settings.secret_key)
    g.caller = caller(f"person:{person.id}", find_project(DEFAULT).id, rights_of(person))
    if request.method not in SAFE:
        check_origin(settings, required=True)
        check_csrf()
    if sessions.is_seen_due(session):
        with transaction():
            sessions.note_seen(session.id)
        db.session.refresh(person)
    return True


def rights_of(person: User) -> frozenset[str]:
    """Until projects have members, everybody who can sign in writes and releases."""
    return frozenset((*policy.SCOPES, *([policy.OPERATE] if person.is_operator else [])))


def caller(actor: str, project_id: UUID, rights: frozenset[str]) -> Caller:
    agent = (request.user_agent.string or "")[:300].replace("\0", "") or None
    return Caller(actor, project_id, rights, g.get("request_id"), g.address, agent)


def stranger() -> Caller:
    """Somebody at an open door: what they do is recorded without a name."""
    return caller("anonymous", find_project(DEFAULT).id, frozenset())


def first_caller() -> Caller:
    """Whoever holds the first operator's link."""
    return caller("anonymous", find_project(DEFAULT).id, frozenset([policy.OPERATE]))


def check_origin(settings: Settings, required: bool) -> None:
    """Browsers name the page a change comes from; programs without cookies need not."""
    origin = request.headers.get("Origin")
    if not required or (origin is None and not request.cookies.get(COOKIE)):
        return
    if origin not in settings.allowed_origins:
        raise OriginNotAllowed(
            f"Changes from {origin or 'a page that does not name itself'} are not accepted here;"
            " open Promptside at its PUBLIC_URL, or add the page's origin to ALLOWED_ORIGINS."
        )


def has_form_to_read() -> bool:
    """Whether the session's token, if any, comes in the body."""
    return not (request.method in SAFE or CSRF_HEADER in request.headers or request.is_json)


def check_csrf() -> None:
    given = request.headers.get(CSRF_HEADER)
    if has_form_to_read():
        given = request.form.get(CSRF_FIELD)
    if not hmac.compare_digest((given or "").encode(errors="replace"), g.csrf_token.encode()):
        raise CsrfTokenMissing("This page has been open too long: reload it, then try again.")


def client_address(settings: Settings) -> str | None:
    """The browser's address as our own pages report it, else whoever is connected."""
    proof = request.headers.get(PROXY_HEADER, "").encode(errors="replace")
    if hmac.compare_digest(proof, settings.proxy_secret.encode()):
        return request.headers.get("X-Forwarded-For", "").split(",")[0].strip()[:64] or None
    return request.remote_addr


def set_cookie(response: Response, token: str, settings: Settings) -> None:
    response.set_cookie(
        COOKIE,
        token,
        max_age=int(sessions.LIFETIME.total_seconds()),
        httponly=True,
        samesite="Lax",
        secure=settings.secure_cookies,
        path="/",
    )


def clear_cookie(response: Response, settings: Settings) -> None:
    response.delete_cookie(
        COOKIE, httponly=True, samesite="Lax", secure=settings.secure_cookies, path="/"
    )


def settings_of_app() -> Settings:
    return current_app.extensions["settings"]
