"""A call goes to the address that was checked, as the host that was named."""

import pytest

from app.allow_list import AllowList
from app.errors import UpstreamFailed
from app.outbound import OutboundRefused, fetch, stream
from app.outbound.calls import Call
from app.outbound.deadlines import Deadline
from app.outbound.exchange import exchanged
from app.outbound.routes import Route
from app.outbound.sockets import trusted
from app.outbound.urls import target_of
from tests.outbound.servers import Names, crowded, ok

LOOPBACK = AllowList.parse("127.0.0.0/8")


def hooks(*answers):
    return Names(hooks_example=[list(answer) for answer in answers] or [["127.0.0.1"]])


def test_a_call_brings_the_answer_as_it_is(secure):
    secure.answers["/in?a=1"] = ok(b"taken", b"X-Id: 7", b"X-Id: 8", status=b"418 Teapot")

    url = f"https://hooks.example:{secure.port}/in?a=1#part"
    answer = fetch(
        "POST", url, headers={"X-Key": "k"}, body=b"{}", allowed=LOOPBACK, resolve=hooks()
    )

    assert (answer.status, answer.body, answer.headers["x-id"]) == (418, b"taken", "7, 8")
    (asked,) = secure.asked
    assert (asked.line, asked.body) == ("POST /in?a=1 HTTP/1.1", b"{}")
    assert asked.headers["host"] == f"hooks.example:{secure.port}"
    assert (asked.headers["x-key"], asked.headers["accept-encoding"]) == ("k", "identity")


def test_a_stream_brings_it_in_pieces(plain):
    plain.answers["/"] = (
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\none\r\n3\r\ntwo\r\n0\r\n\r\n"
    )

    with stream("GET", f"http://{plain.here}", allowed=LOOPBACK) as answer:
        assert (answer.status, list(answer.pieces)) == (200, [b"one", b"two"])


def test_a_name_that_changes_after_the_check_is_not_asked_again(secure):
    secure.answers["/"] = ok(b"the first")
    names = hooks(["127.0.0.1"], ["169.254.169.254"])

    url = f"https://hooks.example:{secure.port}/"
    answer = fetch("GET", url, allowed=LOOPBACK, resolve=names)

    assert (answer.body, names.asked) == (b"the first", ["hooks.example"])


def test_the_next_address_is_tried_when_one_refuses(secure):
    secure.answers["/"] = ok(b"here")
    names = hooks(["127.77.77.77", "127.0.0.1"])

    url = f"https://hooks.example:{secure.port}/"

    assert fetch("GET", url, allowed=LOOPBACK, resolve=names).body == b"here"


def test_an_address_that_stays_silent_leaves_time_for_the_next(secure):
    secure.answers["/"] = ok(b"here")
    names = hooks(["127.0.0.2", "127.0.0.1"])

    url = f"https://hooks.example:{secure.port}/"
    with crowded("127.0.0.2", secure.port):
        answer = fetch("GET", url, allowed=LOOPBACK, timeout_s=1, resolve=names)

    assert answer.body == b"here"


def test_without_a_word_the_resolver_is_the_systems(plain):
    plain.answers["/"] = ok(b"here")

    answer = fetch("GET", f"http://localhost:{plain.port}/", allowed=AllowList.parse("localhost"))

    assert answer.body == b"here"


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("HTTPS://A.Example:443", "https://a.example/"),
        ("https://a.example.?q=%20#part", "https://a.example/?q=%20"),
        ("http://a.example:443//b/../c", "http://a.example:443//b/../c"),
        ("https://[2606:4700:0::1111]:8443/x", "https://[2606:4700::1111]:8443/x"),
        ("https://xn--bcher-kva.example/@:", "https://xn--bcher-kva.example/@:"),
        ("https://my_service/", "https://my_service/"),
    ],
)
def test_a_url_is_read_in_one_way(written, read):
    assert target_of(written).url == read


def test_a_certificate_of_another_name_is_not_taken(secure):
    names = Names(other_example=[["127.0.0.1"]])

    with pytest.raises(UpstreamFailed):
        fetch("GET", f"https://other.example:{secure.port}/", allowed=LOOPBACK, resolve=names)

    assert secure.asked == []


def test_of_a_public_host_it_is_said_what_is_wrong_with_the_certificate(secure):
    call = Call.to("GET", f"https://127.0.0.1:{secure.port}/", None, None)
    route = Route(call.target, (call.target.address,), inside=False)

    said = r"no valid certificate \(.*not valid for '127.0.0.1'"
    with pytest.raises(UpstreamFailed, match=said), exchanged(call, route, Deadline(5), 100):
        pass


def test_a_certificate_of_nobody_known_is_not_taken(secure, monkeypatch):
    monkeypatch.delenv("SSL_CERT_FILE")
    trusted.cache_clear()

    with pytest.raises(UpstreamFailed):
        fetch("GET", f"https://hooks.example:{secure.port}/", allowed=LOOPBACK, resolve=hooks())

    assert secure.asked == []


def test_of_an_internal_host_nothing_is_told_but_that_it_failed(plain, secure):
    plain.answers["/"] = b"SSH-2.0-OpenSSH_9.2\r\n"
    said = set()
    for url in (f"http://{plain.here}/", "http://127.0.0.1:1/", f"https://127.0.0.1:{secure.port}"):
        with pytest.raises(UpstreamFailed) as refused:
            fetch("GET", url, allowed=LOOPBACK)
        said.add((refused.value.message, refused.value.facts["retry"]))

    assert len(said) == 1


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "other.example"},
        {"transfer-encoding": "chunked"},
        {"Content-Length": "5"},
        {"X-A": "b\r\nX-C: d"},
        {"X-A\n": "b"},
        {"X-A": " b"},
        {"": "b"},
        {"X-A": "ü"},
    ],
)
def test_a_header_that_would_change_the_message_is_refused(plain, headers):
    with pytest.raises(OutboundRefused, match="header"):
        fetch("GET", f"http://{plain.here}/", headers=headers, allowed=LOOPBACK)


def test_a_method_that_is_none_of_ours_is_refused(plain):
    with pytest.raises(OutboundRefused, match="method is one of"):
        fetch("CONNECT", f"http://{plain.here}/", allowed=LOOPBACK)
