"""Everybody who may ask, and one project's things to ask for."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from app.db import db, now, transaction
from app.models import ApiKey
from app.models.access import ROLES, SCOPES
from app.services import policy, serving
from app.services.access import sessions
from app.services.policy import Caller
from app.web.session_cookie import COOKIE
from tests.databases import SECRET
from tests.factories.access import make_key, make_person, make_project, the_system

ORIGIN = "http://localhost:3000"
CALLERS = (
    "anonymous",
    *ROLES,
    "operator",
    "member of none",
    "other person",
    "other key",
    "revoked key",
    "expired key",
    *(f"{scope} key" for scope in SCOPES),
)
"""Those who have nothing to do with the project are an admin and a key with every scope, of
another one. The last five keys have one scope each."""

PEOPLE = (*ROLES, "operator", "member of none", "other person")
OUTSIDERS = ("other person", "other key")


@dataclass(frozen=True)
class Who:
    """Somebody, and what their program or browser sends along."""

    name: str
    headers: dict[str, str] = field(default_factory=dict)
    cookie: str | None = None
    csrf: str | None = None
    person_id: UUID | None = None
    spare_session: UUID | None = None
    """Another session of this person's, to be ended."""

    def client(self, app: Flask) -> FlaskClient:
        client = app.test_client()
        if self.cookie:
            client.set_cookie(COOKIE, self.cookie)
        return client


@dataclass
class Cast:
    """The project `default`, the project `other`, and everybody."""

    app: Flask
    here: Caller
    elsewhere: Caller
    everybody: dict[str, Who]


def make_cast(app: Flask) -> Cast:
    here, elsewhere = the_system(), make_project("other")
    everybody = {"anonymous": Who("anonymous")}
    for role in ROLES:
        everybody[role] = person(role, role=role)
    everybody["operator"] = person("operator", role=None, operator=True)
    everybody["member of none"] = person("member of none", role=None)
    everybody["other person"] = person("other person", role=policy.PROJECT_ADMIN, caller=elsewhere)
    everybody["other key"] = key("other key", *SCOPES, caller=elsewhere)
    everybody["revoked key"] = revoked(key("revoked key", *SCOPES))
    everybody["expired key"] = expired(key("expired key", *SCOPES))
    for scope in SCOPES:
        everybody[f"{scope} key"] = key(f"{scope} key", scope)
    return Cast(app, here, elsewhere, {name: everybody[name] for name in CALLERS})


def person(name: str, **fields: Any) -> Who:
    made = make_person(name.replace(" ", "-"), **fields)
    with transaction():
        token = sessions.open_session(the_system(), made)
        sessions.open_session(the_system(), made)
    mine = sessions.hash_of(token)
    spare = next(s.id for s in sessions.own_sessions(made.id) if s.token_hash != mine)
    csrf = sessions.csrf_token(token, SECRET)
    headers = {"Origin": ORIGIN, "X-CSRF-Token": csrf}
    return Who(name, headers, token, csrf, made.id, spare)


def key(name: str, *scopes: str, caller: Caller | None = None) -> Who:
    made = make_key(name, caller, scopes=scopes)
    with transaction():
        # As if it had been used a moment ago, so that no question has to note it.
        made.row.used_at = now()
    return Who(name, {"Authorization": f"Bearer {made.token}"})


def revoked(who: Who) -> Who:
    return changed(who, revoked_at=now())


def expired(who: Who) -> Who:
    return changed(who, expires_at=now() - timedelta(days=1))


def changed(who: Who, **fields: Any) -> Who:
    policy.require(the_system(), policy.ADMIN)
    db.session.execute(update(ApiKey).where(ApiKey.name == who.name).values(**fields))
    db.session.commit()
    return who


@contextmanager
def undone(app: Flask) -> Iterator[None]:
    """What happens within leaves no trace, within what is rolled back altogether."""
    connection: Any = db._app_engines[app][None]
    db.session.remove()
    serving.bodies.clear()
    savepoint = connection.begin_nested()
    try:
        yield
    finally:
        db.session.remove()
        savepoint.rollback()
