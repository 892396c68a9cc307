"""Too much is refused with 413, however it is sent, and whoever sends comes to hear it."""

from __future__ import annotations

import http.client
import io
import json
import socket
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask
from sqlalchemy import text

from app.db import db, transaction
from app.errors import DatabaseAway
from tests.browsing import ORIGIN, Browser
from tests.databases import TestServer
from tests.factories.access import make_key
from tests.live import LiveApi

MIB = 1024 * 1024
PIECE = b"x" * 65_536


def body_of(size: int) -> bytes:
    start, end = b'{"name": "large", "content": "', b'"}'
    return start + b"x" * (size - len(start) - len(end)) + end


def pieces(body: bytes) -> Iterator[bytes]:
    for start in range(0, len(body), 65_536):
        yield body[start : start + 65_536]


def post(api: LiveApi, body: bytes, *, chunked: bool, **headers: str) -> tuple[int, dict]:
    """All of it is sent before the answer is read, as most clients do."""
    connection = http.client.HTTPConnection(urlsplit(api.url).netloc, timeout=60)
    known = {} if chunked else {"Content-Length": str(len(body))}
    connection.request(
        "POST",
        "/api/prompts",
        pieces(body),
        {"Authorization": f"Bearer {api.token}", "Content-Type": "application/json"}
        | known
        | headers,
        encode_chunked=chunked,
    )
    answer = connection.getresponse()
    return answer.status, json.loads(answer.read())


@pytest.mark.parametrize("chunked", [False, True])
@pytest.mark.parametrize("size", [8 * MIB + 1, 12 * MIB + 512])
def test_more_than_eight_mebibytes_are_refused(shared_api, size, chunked):
    status, said = post(shared_api, body_of(size), chunked=chunked)

    assert (status, said["code"], said["detail"]) == (
        413,
        "too_large",
        "The request is larger than 8 MiB.",
    )


@pytest.mark.parametrize("chunked", [False, True])
def test_eight_mebibytes_are_read_whole(shared_api, chunked):
    status, said = post(shared_api, body_of(8 * MIB), chunked=chunked)

    assert (status, said["errors"]["json"]) == (422, {"content": ["At most 1 MiB of UTF-8."]})


@pytest.mark.parametrize("chunked", [False, True])
def test_other_refusals_are_heard_to_the_end_too(shared_api, chunked):
    status, said = post(shared_api, body_of(6 * MIB), chunked=chunked, Authorization="Bearer none")

    assert (status, said["code"]) == (401, "bad_key")


@pytest.mark.parametrize(
    "told",
    [b"Content-Length: 1000000", b"Transfer-Encoding: chunked"],
    ids=["so much", "without end"],
)
def test_strangers_who_stop_sending_keep_no_thread(shared_api, told):
    address = urlsplit(shared_api.url)
    head = [b"POST /api/prompts HTTP/1.1", b"Host: x", b"Content-Type: application/json", told]
    with ExitStack() as stalled:
        for _ in range(shared_api.settings.web_threads):
            connection = socket.create_connection((address.hostname, address.port), timeout=60)
            stalled.enter_context(connection)
            connection.sendall(b"\r\n".join([*head, b"", b"1"]))

        assert shared_api.call("GET", "/api/me").status == 200
        assert connection.recv(12) == b"HTTP/1.1 401"


def test_who_asks_beforehand_need_not_send(shared_api):
    connection = http.client.HTTPConnection(urlsplit(shared_api.url).netloc, timeout=20)
    connection.putrequest("POST", "/api/prompts")
    for name, value in {
        "Authorization": f"Bearer {shared_api.token}",
        "Content-Type": "application/json",
        "Content-Length": str(12 * MIB),
        "Expect": "100-continue",
    }.items():
        connection.putheader(name, value)
    connection.endheaders()

    assert connection.getresponse().status == 413


def test_what_never_ends_is_hung_up_on(shared_api):
    connection = http.client.HTTPConnection(urlsplit(shared_api.url).netloc, timeout=60)
    connection.putrequest("POST", "/api/prompts")
    connection.putheader("Authorization", f"Bearer {shared_api.token}")
    connection.putheader("Content-Type", "application/json")
    connection.putheader("Transfer-Encoding", "chunked")
    connection.endheaders()

    with pytest.raises((BrokenPipeError, ConnectionResetError)):
        send_for_ever(connection)


def send_for_ever(connection: http.client.HTTPConnection) -> None:
    for _ in range(128 * MIB // len(PIECE)):
        connection.send(b"10000\r\n" + PIECE + b"\r\n")


class Watched(io.BytesIO):
    """A body during whose reading somebody looks for transactions that wait for it."""

    def __init__(self, body: bytes, server: TestServer) -> None:
        super().__init__(body)
        self.server = server
        self.waiting: list[int] = []

    def readinto(self, buffer: Any) -> int:
        self.waiting.append(idle_transactions(self.server))
        return super().readinto(buffer)


def idle_transactions(server: TestServer) -> int:
    name = db.engine.url.database
    query = "SELECT count(*) FROM pg_stat_activity WHERE state LIKE 'idle in transaction%'"
    ((count,),) = server.run_sql(f"{query} AND datname = '{name}'")
    return int(count)


def send(who: Browser, path: str, body: Watched, kind: str, **headers: str) -> int:
    db.session.rollback()
    length = str(len(body.getvalue()))
    told = {key.replace("_", "-"): value for key, value in headers.items()}
    return who.client.post(
        path,
        input_stream=body,
        content_type=kind,
        headers={"Origin": ORIGIN, "Content-Length": length} | told,
    ).status_code


def test_no_transaction_waits_for_what_is_sent(real_app: Flask, durable_server: TestServer) -> None:
    ada, key = Browser(real_app), make_key().token
    for name, told in (
        ("a", {"X_CSRF_Token": ada.csrf_token}),
        ("b", {"Authorization": f"Bearer {key}"}),
    ):
        body = Watched(f'{{"name": "{name}", "content": "c"}}'.encode(), durable_server)
        assert send(ada, "/api/prompts", body, "application/json", **told) == 201
        assert set(body.waiting) == {0}


def test_nor_does_one_for_the_token_in_a_form(real_app: Flask, durable_server: TestServer) -> None:
    ada = Browser(real_app)
    body = Watched(f"csrf_token={ada.csrf_token}".encode(), durable_server)

    assert send(ada, "/api/logout", body, "application/x-www-form-urlencoded") == 204
    assert set(body.waiting) == {0}


def idle_too_long(server: TestServer) -> None:
    with transaction():
        db.session.execute(text("SET LOCAL idle_in_transaction_session_timeout = '1ms'"))
        while idle_transactions(server):
            pass
        db.session.execute(text("SELECT 1"))


def test_a_transaction_that_idled_too_long_may_be_tried_again(
    real_app: Flask, durable_server: TestServer
) -> None:
    with pytest.raises(DatabaseAway):
        idle_too_long(durable_server)
