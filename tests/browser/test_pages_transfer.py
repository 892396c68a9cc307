"""Import and export through the pages' port, by the cookie of a session."""

from __future__ import annotations

import json
import socket
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPResponse
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.browser.conftest import Pages
from tests.factories.access import PASSWORD

pytestmark = pytest.mark.xdist_group("pages")
NDJSON = "application/x-ndjson"


@dataclass(frozen=True)
class Session:
    cookie: str
    csrf_token: str

    def headers(self, pages: Pages, **others: str) -> dict[str, str]:
        """What a browser sends from one of our pages."""
        return {"Cookie": self.cookie, "Origin": pages.url, "X-CSRF-Token": self.csrf_token} | {
            name.replace("_", "-"): value for name, value in others.items()
        }


@pytest.fixture(scope="module")
def session(pages: Pages) -> Session:
    connection = HTTPConnection(urlsplit(pages.url).netloc, timeout=60)
    body = json.dumps({"email": "ada@example.com", "password": PASSWORD})
    headers = {"Content-Type": "application/json", "Origin": pages.url}
    connection.request("POST", "/api/login", body, headers)
    answer = connection.getresponse()
    cookie = answer.headers["Set-Cookie"].partition(";")[0]
    return Session(cookie, json.loads(answer.read())["csrf_token"])


def post(pages: Pages, headers: dict[str, str], body: bytes) -> tuple[int, list[Any]]:
    connection = HTTPConnection(urlsplit(pages.url).netloc, timeout=60)
    connection.request("POST", "/api/import", body, {"Content-Type": NDJSON} | headers)
    answer = connection.getresponse()
    return answer.status, [json.loads(row) for row in answer.read().splitlines()]


def line(name: str, **others: Any) -> bytes:
    return json.dumps({"name": name, "versions": [{"content": "Hello"}], **others}).encode() + b"\n"


def chunk(data: bytes) -> bytes:
    return b"%x\r\n%s\r\n" % (len(data), data)


def test_lines_go_in_by_cookie(pages: Pages, session: Session):
    body = line("carried/one") + b"not JSON\n" + line("carried/two")

    status, (one, refused, two, last) = post(pages, session.headers(pages), body)

    assert status == 200
    assert [one["outcome"], refused["outcome"], two["outcome"]] == ["created", "refused", "created"]
    assert refused["line"] == 2
    assert (last["summary"]["created"], last["summary"]["complete"]) == (2, True)


@pytest.mark.parametrize("missing", ["X-CSRF-Token", "Origin", "Cookie"])
def test_each_proof_is_asked_for(pages: Pages, session: Session, missing: str):
    headers = session.headers(pages)
    del headers[missing]

    status, (problem,) = post(pages, headers, line("carried/unproved") * 40_000)

    assert status == (401 if missing == "Cookie" else 403)
    assert problem["status"] == status


def test_a_page_of_elsewhere_cannot_send_lines(pages: Pages, session: Session):
    headers = session.headers(pages) | {"Origin": "https://evil.example"}

    status, _ = post(pages, headers, line("carried/evil"))

    assert status == 403


def test_results_come_while_lines_are_still_sent(pages: Pages, session: Session):
    where = urlsplit(pages.url)
    headers = session.headers(pages, Content_Type=NDJSON, Transfer_Encoding="chunked")
    head = [f"{name}: {value}" for name, value in {"Host": where.netloc, **headers}.items()]
    with socket.create_connection((where.hostname, where.port), timeout=60) as wire:
        wire.sendall("\r\n".join(["POST /api/import HTTP/1.1", *head, "", ""]).encode())
        wire.sendall(chunk(line("carried/first").ljust(64 * 1024)))
        answer = HTTPResponse(wire)
        answer.begin()
        first = json.loads(answer.readline())

        wire.sendall(chunk(line("carried/second")) + b"0\r\n\r\n")
        second, last = (json.loads(row) for row in answer.read().splitlines())

    assert [first["outcome"], second["outcome"]] == ["created", "created"]
    assert last["summary"]["lines"] == 2


def test_more_than_eight_mebibytes_go_in(pages: Pages, session: Session):
    body = line("carried/large", versions=[{"content": "x" * 1_000_000}]) * 12

    status, (*results, last) = post(pages, session.headers(pages), body)

    assert status == 200
    assert [row["outcome"] for row in results] == ["created", *["unchanged"] * 11]
    assert last["summary"]["complete"] is True


def test_everything_comes_out_by_cookie(pages: Pages, session: Session):
    connection = HTTPConnection(urlsplit(pages.url).netloc, timeout=60)
    connection.request("GET", "/api/export", headers={"Cookie": session.cookie})
    answer = connection.getresponse()
    body = answer.read()

    assert answer.status == 200
    assert answer.headers["Content-Type"].startswith(NDJSON)
    assert "prompts.jsonl" in answer.headers["Content-Disposition"]
    assert body == pages.api.call("GET", "/api/export").body
    assert all(json.loads(row)["format"] == 1 for row in body.splitlines())
