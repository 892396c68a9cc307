"""Cookies and keys count alike at the pages' port and at the API's own."""

from __future__ import annotations

import http.client
import json
from collections.abc import Iterator
from dataclasses import dataclass
from http.cookies import SimpleCookie
from itertools import count
from typing import Any
from urllib.parse import urlsplit

import pytest

from app.web.session_cookie import COOKIE
from tests.browser.conftest import Pages
from tests.factories.access import PASSWORD
from tests.live import LiveApi, live_api_on

pytestmark = pytest.mark.xdist_group("pages")

SIGN_IN = {"email": "ada@example.com", "password": PASSWORD}
numbers = count(1)


@dataclass
class Port:
    """One of the two, and what Ada's browser holds once she has signed in there."""

    url: str
    origin: str
    csrf: str = ""
    cookie: str = ""

    def ask(
        self, method: str, path: str, body: Any = None, **headers: str | None
    ) -> tuple[int, http.client.HTTPMessage, Any]:
        """As Ada's browser does; a header given as None is left out."""
        sent = {"Cookie": self.cookie, "Origin": self.origin, "X-CSRF-Token": self.csrf}
        sent |= {"Content-Type": "application/json"}
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        told = {name: value for name, value in sent.items() if value is not None}
        connection = http.client.HTTPConnection(urlsplit(self.url).netloc, timeout=60)
        connection.request(method, path, body and json.dumps(body), told)
        answer = connection.getresponse()
        text = answer.read()
        connection.close()
        return answer.status, answer.headers, json.loads(text) if text else None

    def write(self, **headers: str | None) -> tuple[int, str | None]:
        """The status, and the code of the refusal."""
        body = {"name": f"ports/{next(numbers)}", "content": "a"}
        status, _, said = self.ask("POST", "/api/prompts", body, **headers)
        return status, said.get("code")


@pytest.fixture(scope="module", params=["pages", "api"])
def port(request: pytest.FixtureRequest, pages: Pages) -> Port:
    port = Port(pages.url if request.param == "pages" else pages.api.url, pages.url)
    status, headers, said = port.ask("POST", "/api/login", SIGN_IN)
    assert status == 200
    (cookie,) = headers.get_all("Set-Cookie")
    port.csrf, port.cookie = said["csrf_token"], cookie.partition(";")[0]
    return port


def test_signing_in_sets_a_cookie_that_scripts_and_other_sites_do_not_get(port: Port) -> None:
    # Without the cookie, whose session would else be over: signing in takes its place.
    _, headers, said = port.ask("POST", "/api/login", SIGN_IN, Cookie=None)

    assert said["person"]["name"] == "Ada"
    (cookie,) = headers.get_all("Set-Cookie")
    made = SimpleCookie(cookie)[COOKIE]
    assert (made["httponly"], made["samesite"], made["path"]) == (True, "Lax", "/")
    assert (made["domain"], made["secure"]) == ("", "")


def test_a_person_reads_and_writes(port: Port) -> None:
    assert port.ask("GET", "/api/me", Origin=None, X_CSRF_Token=None)[0] == 200
    assert port.write() == (201, None)


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        ({"X_CSRF_Token": None}, "csrf_token_missing"),
        ({"X_CSRF_Token": "x"}, "csrf_token_missing"),
        ({"Origin": None}, "origin_not_allowed"),
        ({"Origin": "null"}, "origin_not_allowed"),
        ({"Origin": "https://evil.example"}, "origin_not_allowed"),
    ],
)
def test_a_write_needs_the_sessions_token_and_an_origin_of_ours(
    port: Port, sent: dict[str, str | None], code: str
) -> None:
    assert port.write(**sent) == (403, code)


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer none", "Basic YTpi"])
def test_any_authorization_switches_the_cookie_off(port: Port, header: str) -> None:
    for path in ("/api/me", "/api/prompts", "/api/prompts/by-name/greet"):
        assert port.ask("GET", path, Authorization=header)[0] == 401
    assert port.write(Authorization=header)[0] == 401


def test_a_key_counts_without_cookie_origin_or_token(port: Port, pages: Pages) -> None:
    bare = {"Cookie": None, "Origin": None, "X_CSRF_Token": None}

    assert port.write(**bare, Authorization=f"Bearer {pages.api.token}") == (201, None)


def test_signing_out_at_one_port_is_signing_out(pages: Pages) -> None:
    here, there = Port(pages.url, pages.url), Port(pages.api.url, pages.url)
    _, headers, said = here.ask("POST", "/api/login", SIGN_IN)
    for port in (here, there):
        port.cookie, port.csrf = headers["Set-Cookie"].partition(";")[0], said["csrf_token"]
        assert port.ask("GET", "/api/me")[0] == 200

    assert here.ask("POST", "/api/logout")[0] == 204

    assert [port.ask("GET", "/api/me")[0] for port in (here, there)] == [401, 401]


@pytest.fixture(scope="module")
def unset(pages: Pages, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveApi]:
    """The same registry, served without a word on origins."""
    log = tmp_path_factory.mktemp("unset") / "api.log"
    ports = {"PORT": str(urlsplit(pages.url).port), "PUBLIC_URL": "", "ALLOWED_ORIGINS": ""}
    with live_api_on(pages.app, log, **ports) as api:
        yield api


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1"])
@pytest.mark.parametrize("own", [True, False])
def test_a_browser_at_either_port_may_write_unless_told_otherwise(
    port: Port, pages: Pages, unset: LiveApi, host: str, own: bool
) -> None:
    at = urlsplit(unset.url if own else pages.url).port
    here = Port(unset.url, f"http://{host}:{at}", port.csrf, port.cookie)

    assert here.write() == (201, None)
    assert here.write(Origin=f"http://{host}:1") == (403, "origin_not_allowed")
