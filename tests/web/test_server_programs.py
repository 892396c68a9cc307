"""Each server program hands on what it should, and is heard to say no more than the other."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator

import pytest

from app import create_app
from tests.conftest import dispose
from tests.databases import TestServer
from tests.factories.access import make_key, the_system
from tests.factories.prompts import make_prompt
from tests.live import LiveApi, environment_of, free_port, running, wait_for
from tests.raw import send_raw

PROGRAMS = {
    "granian": ["-m", "flask", "serve"],
    "gunicorn": ["-m", "gunicorn", "-c", "docker/gunicorn.conf.py", "wsgi:app"],
}
JSON = b"Content-Type: application/json"


@pytest.fixture(scope="module", params=PROGRAMS)
def api(
    request: pytest.FixtureRequest,
    durable_server: TestServer,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[LiveApi]:
    log = tmp_path_factory.mktemp("programs") / "api.log"
    with durable_server.database() as settings:
        app, port = create_app(settings), free_port()
        with app.app_context():
            the_system()
            make_prompt("greet")
            token = make_key().token
        command, env = [sys.executable, *PROGRAMS[request.param]], environment_of(settings, port)
        with log.open("wb") as out, running(command, env, out) as process:
            url = f"http://127.0.0.1:{port}"
            wait_for(f"{url}/ready", process, log)
            yield LiveApi(url, token, settings, process)
        dispose(app)


@pytest.mark.parametrize("path", ["/live", "/api/prompts", "/api/nowhere", "/admin/sign-in"])
def test_no_answer_says_what_it_was_made_with(api: LiveApi, path: str) -> None:
    r = api.call("GET", path)

    assert r.headers.get_all("Server") == ["Promptside"]
    assert not {"x-powered-by", "via"} & {name.lower() for name in r.headers}


@pytest.mark.parametrize(
    ("target", "status"),
    [
        (b"/api/prompts?q=" + b"%F0%9F%98%80" * 200, 200),
        (b"/api/prompts?" + b"tag=" + b"&tag=".join([b"%C3%A9" * 64] * 19), 200),
        (b"/api/prompts/by-name/" + b"x" * 8000, 404),
        (b"/api/prompts/by-name/%67reet", 200),
        (b"/api/prompts/by-name/a%2Fb%2F%2Fc", 404),
        (b"/api/prompts/by-name/%FF", 422),
        (b"/api/prompts/by-name/a%00b", 422),
        (b"/api/prompts?q=%C3%28", 422),
        (b"/api//prompts", 404),
        (b"/%2e%2e/", 404),
    ],
    ids=lambda value: value[:32] if isinstance(value, bytes) else None,
)
def test_an_address_reaches_us_as_it_was_sent(api: LiveApi, target: bytes, status: int) -> None:
    r = send_raw(api, target)

    assert r.status == status, r.body[:300]
    assert r.headers["content-type"].startswith("application/")


BODIES = {
    "NUL": (b'{"content": "a\\u0000b"}', 422),
    "bytes that are not UTF-8": (b'{"content": "\xff"}', 422),
    "100,000 levels of lists": (b"[" * 100_000 + b"]" * 100_000, 422),
    "half of JSON": (b'{"content": "a"', 422),
    "ten megabytes": (b'{"content": "' + b"a" * 10_000_000 + b'"}', 413),
    "another kind": (b'{"kind": "chat"}', 422),
}


@pytest.mark.parametrize("name", BODIES)
def test_a_bad_body_is_refused_in_our_words(api: LiveApi, name: str) -> None:
    body, status = BODIES[name]

    r = send_raw(api, b"/api/prompts", method=b"POST", headers=(JSON,), body=body)

    assert (r.status, json.loads(r.body)["status"]) == (status, status)


def test_so_is_one_in_pieces_without_a_length(api: LiveApi) -> None:
    piece = b"100000\r\n" + b"a" * 0x100000 + b"\r\n"

    headers = (JSON, b"Transfer-Encoding: chunked", b"", piece * 10 + b"0\r\n\r\n")
    r = send_raw(api, b"/api/prompts", method=b"POST", headers=headers)

    assert (r.status, json.loads(r.body)["code"]) == (413, "too_large")


def test_headers_that_make_no_sense_do_no_harm(api: LiveApi) -> None:
    for header in (
        b"If-None-Match: \xff\xfe",
        b"Cookie: promptside_session=\xff; a=b",
        b"Range: x",
    ):
        r = send_raw(api, b"/api/prompts/by-name/greet", headers=(header,))
        assert r.status == 200, (header, r.body[:200])
