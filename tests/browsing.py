"""A person's browser: a cookie, an origin, and the token that its pages send."""

from __future__ import annotations

from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.db import transaction
from app.services import policy
from app.services.access import sessions
from app.web.session_cookie import COOKIE
from tests.databases import SECRET
from tests.factories.access import PASSWORD, make_person, the_system

ORIGIN = "http://localhost:3000"


def sign_in(
    client: FlaskClient, name: str = "ada", password: str = PASSWORD, **headers: str
) -> TestResponse:
    headers = {"Origin": ORIGIN, **{key.replace("_", "-"): v for key, v in headers.items()}}
    body = {"email": f"{name}@example.com", "password": password}
    return client.post("/api/login", json=body, headers=headers)


class Browser:
    """Somebody who is signed in. What our pages send besides the cookie can be left out."""

    def __init__(
        self,
        app: Flask,
        name: str = "ada",
        *,
        operator: bool = False,
        role: str | None = policy.RELEASER,
    ) -> None:
        self.person = make_person(name, operator=operator, password=None, role=role)
        with transaction():
            self.token = sessions.open_session(the_system(), self.person)
        self.csrf_token = sessions.csrf_token(self.token, SECRET)
        self.client = app.test_client()
        self.client.set_cookie(COOKIE, self.token)

    def send(
        self,
        method: str,
        path: str,
        *,
        origin: str | None = ORIGIN,
        csrf: str | None = "",
        **kwargs: Any,
    ) -> TestResponse:
        headers = dict(kwargs.pop("headers", {}))
        if origin is not None:
            headers["Origin"] = origin
        if csrf is not None:
            headers["X-CSRF-Token"] = csrf or self.csrf_token
        return self.client.open(path, method=method, headers=headers, **kwargs)
