"""Libraries with an HTTP client of their own go the same checked way."""

from time import monotonic

import httpx2
import pytest

from app.allow_list import AllowList
from app.errors import UpstreamFailed
from app.outbound import OutboundRefused, check_url
from app.outbound.transports import Guarded
from tests.outbound.servers import Names, dripping, ok, silent, to

LOOPBACK = AllowList.parse("127.0.0.0/8")


def client(**options):
    return httpx2.Client(transport=Guarded(LOOPBACK, **options))


def test_a_call_goes_to_the_address_that_was_checked_as_the_host_that_was_named(secure):
    secure.answers["/in?a=1"] = ok(b"taken", b"X-Id: 7", status=b"418 Teapot")
    names = Names(hooks_example=[["127.0.0.1"], ["169.254.169.254"]])

    answer = client(resolve=names).post(
        f"https://hooks.example:{secure.port}/in?a=1", headers={"X-Key": "k"}, content=b"{}"
    )

    assert (answer.status_code, answer.content, answer.headers["x-id"]) == (418, b"taken", "7")
    (asked,) = secure.asked
    assert (asked.body, asked.headers["x-key"]) == (b"{}", "k")
    assert asked.headers["host"] == f"hooks.example:{secure.port}"
    assert asked.headers["accept-encoding"] == "identity"
    assert names.asked == ["hooks.example"]


def test_an_answer_comes_as_it_is_said_and_its_end_ends_the_call(plain):
    plain.answers["/"] = dripping(b"HTTP/1.1 200 OK\r\n\r\n", b"drop")

    with client().stream("GET", f"http://{plain.here}/") as answer:
        assert next(answer.iter_raw()).startswith(b"drop")


def test_what_is_not_public_is_not_called(plain):
    with pytest.raises(OutboundRefused):
        httpx2.Client(transport=Guarded(AllowList())).get(f"http://{plain.here}/")
    assert not plain.asked


def test_a_redirect_that_the_library_follows_is_checked_as_well(plain):
    plain.answers["/"] = to("http://127.0.0.1.example/")

    with pytest.raises(OutboundRefused):
        client(resolve=Names()).get(f"http://{plain.here}/", follow_redirects=True)


def test_one_limit_of_time_is_for_all_that_it_carries(plain):
    plain.answers |= {"/": ok(b"first"), "/slow": silent}
    calling = client(timeout_s=0.3)
    began = monotonic()
    calling.get(f"http://{plain.here}/")

    with pytest.raises(UpstreamFailed):
        calling.get(f"http://{plain.here}/slow")
    with pytest.raises(TimeoutError):
        calling.get(f"http://{plain.here}/")
    assert monotonic() - began < 2


def test_an_answer_has_a_limit_of_size(plain):
    plain.answers["/"] = ok(b"x" * 1000)

    with pytest.raises(UpstreamFailed, match="999 bytes"):
        client(limit_bytes=999).get(f"http://{plain.here}/")


@pytest.mark.parametrize(
    ("allowed", "url"),
    [
        ("", "https://10.1.2.3/"),
        ("", "https://[::1]/"),
        ("", "https://169.254.169.254/"),
        ("", "http://8.8.8.8/"),
        ("", "http://example.com/"),
        ("llm.internal:8000", "http://llm.internal:8001/"),
        ("169.254.0.0/16", "http://169.254.169.254/"),
        ("", "https://me:pw@example.com/"),
        ("", "not a URL"),
    ],
)
def test_what_can_never_be_called_is_known_before(allowed, url):
    with pytest.raises(OutboundRefused):
        check_url(url, AllowList.parse(allowed))


@pytest.mark.parametrize(
    ("allowed", "url"),
    [
        ("", "https://example.com/"),
        ("", "https://8.8.8.8/"),
        ("llm.internal", "http://llm.internal:8001/"),
        ("10.0.0.0/8", "http://10.1.2.3/"),
        ("10.0.0.0/8", "http://llm.internal/"),
    ],
)
def test_what_a_name_leads_to_is_seen_at_the_call(allowed, url):
    check_url(url, AllowList.parse(allowed))
