"""Who is asking. Everything is closed but what the table `OPEN` lists."""

from __future__ import annotations

import hmac
from collections.abc import Callable
from functools import partial, wraps
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from flask import Flask, Response, g, redirect, request
from werkzeug.exceptions import UnprocessableEntity

from app.db import db, transaction
from app.errors import Forbidden, Invalid, Unauthenticated
from app.models import User
from app.services import policy
from app.services.access import keys, members, sessions
from app.services.access.keys import LivingKey
from app.services.access.projects import DEFAULT, NoSuchProject, find_project
from app.services.policy import Caller
from app.settings import Settings
from app.wall import forget_project
from app.web import proxies, rates, refusals
from app.web.headers import agent
from app.web.session_cookie import session_token
from app.web.settings import settings_of_app

CSRF_HEADER, CSRF_FIELD = "X-CSRF-Token", "csrf_token"
PROXY_HEADER = "X-Promptside-Proxy"
PROJECT_HEADER = "X-Promptside-Project"
"""A project's slug: which one a person acts in. A key has one, and needs no header."""
SAFE = ("GET", "HEAD", "OPTIONS")

OPEN = {
    "health.live",
    "health.ready",
    "health.version",
    "langfuse.health",
    "langfuse.ready",
    "access.SignIn",
    "access.Setup",
    "access.AcceptInvitation",
    "access.PasswordReset",
    "oidc.SignOn",
    "oidc.Login",
    "oidc.Callback",
    "static",
    "admin_access.sign_in",
    "admin_access.set_password",
}
"""Endpoints that answer anybody."""

DOCUMENTS = {"document.openapi", "document.docs"}
"""Endpoints that answer anybody unless `DOCS_PUBLIC` is off."""

OWN_CHECK = {"serving.fetch", "traces.Traces"}
"""Endpoints that check a key themselves, in one statement with what they read."""

APART = {"otlp.Traces", "otlp.LangfuseTraces", "traces.Traces"}
"""Endpoints that open a transaction late or never: the key is checked without one."""


class NotSignedIn(Unauthenticated):
    """No credential, or one that does not count."""


class PeopleOnly(Forbidden):
    """Asked by a key, for what only a person has."""


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
    g.caller = g.person = g.key = g.role = g.csrf_token = None
    g.actor = g.project_id = g.quota = None
    g.has_credential = False
    forget_project()
    endpoint = request.endpoint
    if endpoint in OPEN or (endpoint in DOCUMENTS and settings.docs_public):
        check_origin(settings, request.method not in SAFE)
        return None
    g.has_credential = "Authorization" in request.headers or bool(session_token())
    if request.headers.get("Authorization") is not None:
        if endpoint not in OWN_CHECK or request.method not in ("GET", "HEAD"):
            identify_key(authenticated_key())
        return None
    if (token := session_token()) and identify_person(token, settings):
        return None
    return anonymous()


def anonymous() -> Response:
    """Pages lead to the sign-in, programs are told in their own words."""
    refusal = NotSignedIn("Sign in, or send an API key as `Authorization: Bearer <key>`.")
    if wants_page() and request.method == "GET":
        refusals.record(refusal)
        back = request.full_path.rstrip("?")
        return redirect(f"/admin/sign-in?{urlencode({'next': back})}")  # type: ignore[return-value]
    raise refusal


def wants_page() -> bool:
    """Whether somebody looks at the panel, and not a program of theirs."""
    return request.path.startswith("/admin") and "html" in request.headers.get("Accept", "html")


def sent_token() -> str:
    """The key of the header `Authorization`, or `NotSignedIn` for any other header.

    HTTP Basic (RFC 7617) carries the key as password, and how it begins as user: many programs
    speak only that.
    """
    scheme, _, token = request.headers["Authorization"].partition(" ")
    if scheme.lower() == "bearer" and token.strip():
        return token.strip()
    basic = request.authorization
    if basic is not None and basic.type == "basic" and basic.username and basic.password:
        if basic.password.startswith(f"{basic.username}_"):
            return basic.password
        raise keys.BadKey(
            "As HTTP Basic send how the key begins (ps_ and 8 digits) as user, and all of it as"
            " password."
        )
    raise NotSignedIn("Send the API key as `Authorization: Bearer <key>`.")


def authenticated_key() -> LivingKey:
    token = sent_token()
    return keys.check_key(token) if request.endpoint in APART else keys.authenticate_key(token)


def identify_key(key: LivingKey) -> Caller:
    g.key = key
    labels = None if key.labels is None else tuple(key.labels)
    g.caller = caller(f"key:{key.id}", key.project_id, frozenset(key.scopes), labels)
    rates.count(key.id, key.rate_limit)
    if keys.is_use_due(key.used_at):
        note_use(key.project_id, key.id)
    return g.caller


def know_caller() -> None:
    """Where the key is checked with what is read, this comes before a refusal without reading."""
    if g.caller is None and request.endpoint in OWN_CHECK:
        identify_key(authenticated_key())


def known_first(view: Callable[..., Any]) -> Callable[..., Any]:
    """There, too, what is wrong with a question is told only to those who may ask."""

    @wraps(view)
    def asked(*args: Any, **kwargs: Any) -> Any:
        try:
            return view(*args, **kwargs)
        except (Invalid, UnprocessableEntity):
            know_caller()
            raise

    return asked


def note_use(project_id: UUID, key_id: UUID) -> None:
    with transaction():
        keys.note_use(caller(f"key:{key_id}", project_id, frozenset()), key_id)


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
    g.caller, g.role = acting(person)
    if request.method not in SAFE:
        check_origin(settings, required=True)
        check_csrf()
    if sessions.is_seen_due(session):
        with transaction():
            sessions.note_seen(session.id)
        db.session.refresh(person)
    return True


def person_of_session() -> User | None:
    """At an open door: the person whose cookie came along, with the token that changes need."""
    token, settings = session_token(), settings_of_app()
    return g.person if token and identify_person(token, settings) else None


def acting(person: User, wanted: str | None = None) -> tuple[Caller, str | None]:
    """A person in the project that is wanted or the request names, else `default` or a first."""
    wanted = wanted or request.headers.get(PROJECT_HEADER)
    if person.is_operator:
        project_id = find_project(wanted or DEFAULT).id
        rights = policy.ROLES[policy.PROJECT_ADMIN] | {policy.OPERATE}
        return caller(f"person:{person.id}", project_id, rights), policy.OPERATOR
    homes = {home.slug: home for home in members.memberships_of(person.id)}
    if wanted is not None and wanted not in homes:
        raise NoSuchProject(f"There is no project {wanted[:64]!r}.")
    home = homes.get(wanted or DEFAULT) or next(iter(homes.values()), None)
    if home is None:
        return caller(f"person:{person.id}", policy.NOWHERE, frozenset()), None
    return caller(f"person:{person.id}", home.project_id, policy.ROLES[home.role]), home.role


def caller(
    actor: str, project_id: UUID, rights: frozenset[str], labels: tuple[str, ...] | None = None
) -> Caller:
    return Caller(actor, project_id, rights, g.get("request_id"), g.address, agent(), labels)


def stranger() -> Caller:
    """Somebody at an open door: what they do is recorded without a name."""
    return caller("anonymous", find_project(DEFAULT).id, frozenset())


def first_caller() -> Caller:
    """Whoever holds the first operator's link."""
    return caller("anonymous", find_project(DEFAULT).id, frozenset([policy.OPERATE]))


def check_origin(settings: Settings, required: bool) -> None:
    """Browsers name the page a change comes from; programs without cookies need not."""
    origin = request.headers.get("Origin")
    if not required or (origin is None and not session_token()):
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
    """The browser's address as our own pages or a trusted proxy report it, else whoever is
    connected.
    """
    proof = request.headers.get(PROXY_HEADER, "").encode(errors="replace")
    if hmac.compare_digest(proof, settings.proxy_secret.encode()):
        return request.headers.get("X-Forwarded-For", "").split(",")[0].strip()[:64] or None
    if not settings.trusted_proxies:
        return request.remote_addr
    forwarded = ",".join(request.headers.getlist("X-Forwarded-For"))
    return proxies.client_address(request.remote_addr, forwarded, settings.trusted_proxies)
