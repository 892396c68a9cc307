"""No answer may be larger or slower than the caller will have it, however it is cut up."""

import gzip
import os
from threading import Event
from time import monotonic

import pytest

from app.allow_list import AllowList
from app.errors import UpstreamFailed
from app.outbound import fetch, stream
from tests.outbound.servers import dripping, ok, silent

LOOPBACK = AllowList.parse("127.0.0.0/8")
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
UNTIL_CLOSE = b"HTTP/1.1 200 OK\r\n\r\n"


def failing(server, script, message, **limits):
    """The call fails with the message; returns how many seconds it took."""
    server.answers["/"] = script
    began = monotonic()
    with pytest.raises(UpstreamFailed, match=message):
        fetch("GET", f"http://{server.here}/", allowed=LOOPBACK, **limits)
    return monotonic() - began


def test_an_answer_as_large_as_the_limit_is_read(plain):
    plain.answers["/"] = ok(b"x" * 1000)

    answer = fetch("GET", f"http://{plain.here}/", allowed=LOOPBACK, limit_bytes=1000)

    assert len(answer.body) == 1000


@pytest.mark.parametrize(
    "script",
    [
        ok(b"x" * 1001),
        UNTIL_CLOSE + b"x" * 1001,
        CHUNKED + b"3e9\r\n" + b"x" * 1001 + b"\r\n0\r\n\r\n",
        dripping(CHUNKED, b"64\r\n" + b"x" * 100 + b"\r\n"),
        b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n",
    ],
)
def test_a_larger_one_is_not(plain, script):
    failing(plain, script, "more than 1000 bytes", limit_bytes=1000)


def test_a_head_request_may_tell_of_any_size(plain):
    plain.answers["/"] = b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n"

    answer = fetch("HEAD", f"http://{plain.here}/", allowed=LOOPBACK, limit_bytes=1000)

    assert (answer.headers["content-length"], answer.body) == ("5000", b"")


def test_an_answer_that_is_small_only_while_packed_is_not_unpacked(plain):
    script = ok(gzip.compress(b"x" * 1_000_000), b"Content-Encoding: gzip")

    failing(plain, script, "Accept-Encoding: identity", limit_bytes=10_000)


@pytest.mark.parametrize(
    "script",
    [
        silent,
        dripping(b"", b"H"),
        dripping(b"HTTP/1.1 200 OK\r\nX: ", b"x"),
        dripping(b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
        dripping(UNTIL_CLOSE, b"x"),
        dripping(CHUNKED, b"1\r\nx\r\n"),
        dripping(CHUNKED + b"1;", b"x"),
    ],
    ids=["silent", "status", "header", "continue", "body", "chunks", "chunk header"],
)
def test_a_peer_that_drips_does_not_outlast_the_deadline(plain, script):
    took = failing(plain, script, "no answer that can be used", timeout_s=0.4)

    assert 0.3 < took < 2


def test_a_handshake_that_never_ends_does_not_either(plain):
    plain.answers["/"] = silent
    began = monotonic()

    with pytest.raises(UpstreamFailed):
        fetch("GET", f"https://{plain.here}/", allowed=LOOPBACK, timeout_s=0.4)

    assert monotonic() - began < 2


def test_a_peer_that_does_not_read_does_not_either(plain):
    plain.answers["/"] = silent
    body = os.urandom(30_000_000)
    began = monotonic()

    with pytest.raises(UpstreamFailed):
        fetch("POST", f"http://{plain.here}/", body=body, allowed=LOOPBACK, timeout_s=0.4)

    assert monotonic() - began < 2


def test_a_resolver_that_does_not_answer_does_not_either():
    over = Event()
    began = monotonic()

    with pytest.raises(UpstreamFailed, match="looked up in time"):
        fetch(
            "GET",
            "https://a.example/",
            allowed=LOOPBACK,
            timeout_s=0.4,
            resolve=lambda *_: over.wait() and [],
        )

    assert monotonic() - began < 2
    over.set()


def test_a_reader_that_is_slow_itself_gets_no_more_time(plain):
    plain.answers["/"] = dripping(UNTIL_CLOSE, b"x")

    with stream("GET", f"http://{plain.here}/", allowed=LOOPBACK, timeout_s=0.4) as answer:
        slowly = (Event().wait(0.1) for _ in answer.pieces)
        with pytest.raises(UpstreamFailed):
            list(slowly)


def test_a_stream_may_be_left_before_its_end(plain):
    gone = Event()

    def tell(connection, over):
        dripping(UNTIL_CLOSE, b"x")(connection, over)
        gone.set()

    plain.answers["/"] = tell
    with stream("GET", f"http://{plain.here}/", allowed=LOOPBACK) as answer:
        assert next(answer.pieces)[:1] == b"x"

    assert gone.wait(5), "the connection stays open"


@pytest.mark.parametrize(
    "script",
    [
        b"",
        b"nonsense\r\n\r\n",
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nxxxxxx",
        b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\ncut",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"X: " + b"x" * 200_000 + b"\r\n\r\n",
    ],
)
def test_an_answer_that_is_no_http_is_a_failure_in_words(plain, script):
    failing(plain, script, "no answer that can be used")
