"""Servers of models that fail: told apart by what to do about it."""

import socket
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from queue import Queue
from time import monotonic

import pytest

from app.allow_list import AllowList
from app.providers import Delta, Endpoint, ProviderFailed, Request, stream
from tests.outbound.servers import dripping, ok, silent, to
from tests.providers.answers import HEAD, PATH, as_json, chunk, events, hello, refusal, streamed


def failing(answer):
    with pytest.raises(ProviderFailed) as caught:
        list(answer)
    return caught.value


@pytest.mark.parametrize(
    ("status", "kind", "retryable"),
    [
        (b"400 Bad Request", "invalid", False),
        (b"401 Unauthorized", "refused", False),
        (b"403 Forbidden", "refused", False),
        (b"404 Not Found", "invalid", False),
        (b"422 Unprocessable", "invalid", False),
        (b"429 Too Many Requests", "rate_limited", True),
        (b"500 Internal Server Error", "unavailable", True),
        (b"503 Unavailable", "unavailable", True),
    ],
)
def test_a_status_says_what_to_do(server, ask, status, kind, retryable):
    server.answers[PATH] = refusal(status, "Because of sk-secret-1234.")

    failed = failing(ask())

    assert (failed.kind, failed.retryable) == (kind, retryable)
    assert f"(status {status[:3].decode()}: Because of ….)" in failed.message
    assert len(server.asked) == 1


def test_a_limit_says_how_long_to_wait(server, ask):
    soon = datetime.now(UTC) + timedelta(seconds=30)
    dated = format_datetime(soon, usegmt=True).encode()
    waits = {b"17": 17, b"0.5": 0.5, b"soon": None, dated: 30}
    many = [refusal(b"429 Too Many", "Slow down", b"Retry-After: " + wait) for wait in waits]
    server.answers[PATH] = many

    for expected in waits.values():
        assert failing(ask()).retry_after_s == pytest.approx(expected, abs=2)


def test_a_used_up_quota_is_not_tried_again(server, ask):
    server.answers[PATH] = refusal(b"429 Too Many", "No credit", code="insufficient_quota")

    failed = failing(ask())

    assert (failed.kind, failed.retryable) == ("rate_limited", False)
    assert "billing" in failed.message


@pytest.mark.parametrize(
    "answer",
    [
        ok(b"<html>Welcome</html>", b"Content-Type: text/html"),
        ok(b"", b"Content-Type: application/json"),
        ok(b'{"choices": [', b"Content-Type: application/json"),
        ok(b"[" * 100_000, b"Content-Type: application/json"),
        as_json({"choices": []}),
        as_json({"choices": [{"message": "Hello"}]}),
        as_json([1]),
        streamed({"choices": "none"}),
        streamed(7),
        streamed(chunk({"content": 5}, "stop")),
        streamed(chunk({"tool_calls": [{"function": "look"}]}, "stop")),
        HEAD + b"Content-Length: 18\r\n\r\ndata: {{{nothing\n\n",
    ],
)
def test_an_answer_that_is_none_is_garbage(server, ask, answer):
    server.answers[PATH] = answer

    failed = failing(ask())

    assert (failed.kind, failed.retryable) == ("garbage", False)
    assert "/v1" in failed.message


def test_an_error_in_the_middle_of_a_stream_counts_as_its_status(server, ask):
    error = {"error": {"message": "The context is too long", "code": 400}}
    server.answers[PATH] = streamed(chunk({"content": "Hel"}), error)

    failed = failing(ask())

    assert (failed.kind, "too long" in failed.message) == ("invalid", True)


@pytest.mark.parametrize("framing", [b"Content-Length: 9999", b"Transfer-Encoding: chunked", b""])
def test_an_answer_that_breaks_off_may_be_asked_for_again(server, ask, framing):
    body = events(chunk({"content": "Hel"}))
    if b"chunked" in framing:
        body = b"%x\r\n%s\r\n" % (len(body), body)
    server.answers[PATH] = HEAD + framing + b"\r\n\r\n"[0 if framing else 2 :] + body
    answer = ask()

    assert next(answer) == Delta("Hel")
    failed = failing(answer)

    assert (failed.kind, failed.retryable) == ("unavailable", True)


def test_a_server_that_never_answers_ends_with_the_time_limit(server, ask):
    server.answers[PATH] = silent
    began = monotonic()

    failed = failing(ask(timeout_s=0.3))

    assert (failed.kind, failed.retryable) == ("timeout", True)
    assert 0.2 < monotonic() - began < 2


def test_a_server_that_drips_gains_no_time(server, ask):
    piece = events(chunk({"content": "x"}))
    server.answers[PATH] = dripping(HEAD + b"\r\n", piece)
    began = monotonic()
    seen = []

    with pytest.raises(ProviderFailed) as caught:
        seen.extend(ask(timeout_s=0.4))

    assert caught.value.kind == "timeout"
    assert 0.3 < monotonic() - began < 2


def test_who_stops_reading_ends_the_call(server, ask):
    hung_up = Queue()

    def talk(connection, over):
        connection.sendall(HEAD + b"\r\n")
        with suppress(OSError):
            while not over.wait(0.01):
                connection.sendall(events(chunk({"content": "x"})))
        hung_up.put(not over.is_set())

    server.answers[PATH] = talk
    answer = ask()

    assert next(answer) == Delta("x")
    answer.close()

    assert hung_up.get(timeout=5)


def test_nobody_there_is_unavailable(ask):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]

    endpoint = Endpoint(f"http://127.0.0.1:{port}", None, AllowList.parse("127.0.0.1"))
    failed = failing(stream("openai", endpoint, Request([], "m")))

    assert (failed.kind, failed.retryable) == ("unavailable", True)


def test_a_redirect_is_not_followed(server, ask):
    server.answers[PATH] = to(f"http://{server.here}/elsewhere", 307)
    server.answers["/elsewhere"] = hello()

    failed = failing(ask())

    assert (failed.kind, failed.retryable) == ("blocked", False)
    assert len(server.asked) == 1


def test_a_private_address_is_not_called(server, ask):
    server.answers[PATH] = hello()

    failed = failing(ask(allowed=AllowList()))

    assert (failed.kind, failed.retryable) == ("blocked", False)
    assert "OUTBOUND_ALLOWED" in failed.message
    assert not server.asked


def test_a_huge_answer_is_given_up(server, ask, monkeypatch):
    monkeypatch.setattr("app.providers.openai.LIMIT_BYTES", 50_000)
    drop = events(chunk({"content": "x" * 1000}))
    server.answers[PATH] = dripping(HEAD + b"\r\n", drop * 30)

    failed = failing(ask())

    assert (failed.kind, failed.retryable) == ("garbage", False)
    assert "50000 bytes" in failed.message


def test_an_answer_that_names_a_huge_length_is_not_read(server, ask):
    server.answers[PATH] = HEAD + b"Content-Length: 99999999999\r\n\r\n"

    assert "16777216 bytes" in failing(ask()).message


@pytest.mark.parametrize("parameters", [{"n": 2}, {"stop": "\ud800"}, {"top_p": float("nan")}])
def test_what_cannot_be_asked_is_not_sent(server, ask, parameters):
    server.answers[PATH] = hello()

    assert failing(ask(**parameters)).kind == "invalid"
    assert not server.asked


def test_a_model_must_be_named(server):
    assert "model" in failing(stream("openai", Endpoint(), Request([]))).message


def test_the_key_is_in_no_failure(server, ask):
    server.answers[PATH] = refusal(b"401 Unauthorized", "Bad key sk-secret-1234")
    failed = failing(ask())

    assert "sk-secret" not in f"{failed!r} {failed.message} {failed.facts}"
    assert "sk-secret" not in repr(Endpoint(None, "sk-secret-1234"))
