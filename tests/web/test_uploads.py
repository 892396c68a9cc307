"""Too much is refused with 413, however it is sent, and whoever sends comes to hear it."""

from __future__ import annotations

import http.client
import json
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

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
def test_more_than_eight_mebibytes_are_refused(live_api, size, chunked):
    status, said = post(live_api, body_of(size), chunked=chunked)

    assert (status, said["code"], said["detail"]) == (
        413,
        "too_large",
        "The request is larger than 8 MiB.",
    )


@pytest.mark.parametrize("chunked", [False, True])
def test_eight_mebibytes_are_read_whole(live_api, chunked):
    status, said = post(live_api, body_of(8 * MIB), chunked=chunked)

    assert (status, said["errors"]["json"]) == (422, {"content": ["At most 1 MiB of UTF-8."]})


@pytest.mark.parametrize("chunked", [False, True])
def test_other_refusals_are_heard_to_the_end_too(live_api, chunked):
    status, said = post(live_api, body_of(6 * MIB), chunked=chunked, Authorization="Bearer none")

    assert (status, said["code"]) == (401, "bad_key")


def test_who_asks_beforehand_need_not_send(live_api):
    connection = http.client.HTTPConnection(urlsplit(live_api.url).netloc, timeout=20)
    connection.putrequest("POST", "/api/prompts")
    for name, value in {
        "Authorization": f"Bearer {live_api.token}",
        "Content-Type": "application/json",
        "Content-Length": str(12 * MIB),
        "Expect": "100-continue",
    }.items():
        connection.putheader(name, value)
    connection.endheaders()

    assert connection.getresponse().status == 413


def test_what_never_ends_is_hung_up_on(live_api):
    connection = http.client.HTTPConnection(urlsplit(live_api.url).netloc, timeout=60)
    connection.putrequest("POST", "/api/prompts")
    connection.putheader("Authorization", f"Bearer {live_api.token}")
    connection.putheader("Content-Type", "application/json")
    connection.putheader("Transfer-Encoding", "chunked")
    connection.endheaders()

    with pytest.raises((BrokenPipeError, ConnectionResetError)):
        send_for_ever(connection)


def send_for_ever(connection: http.client.HTTPConnection) -> None:
    for _ in range(128 * MIB // len(PIECE)):
        connection.send(b"10000\r\n" + PIECE + b"\r\n")
