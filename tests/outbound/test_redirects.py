"""A redirect is an answer, unless asked for; then every step is checked like the first."""

import pytest

from app.allow_list import AllowList
from app.errors import UpstreamFailed
from app.outbound import OutboundRefused, fetch
from tests.outbound.servers import Names, ok, serving, to

SECRETS = {"Authorization": "Bearer s", "Cookie": "s=1", "X-Api-Key": "s", "Accept": "text/plain"}


def follow(server, method="GET", allowed="", names=None, **more):
    """As an operator who listed this one server, by its address and port."""
    return fetch(
        method,
        f"http://{server.here}/",
        allowed=AllowList.parse(f"{server.here},{allowed}"),
        follow=True,
        resolve=names or Names(),
        **more,
    )


def test_a_redirect_is_an_answer_like_any_other(plain):
    plain.answers["/"] = to("https://169.254.169.254/")

    answer = fetch("GET", f"http://{plain.here}/", allowed=AllowList.parse("127.0.0.1"))

    assert (answer.status, answer.headers["location"]) == (302, "https://169.254.169.254/")


def test_a_redirect_within_the_origin_keeps_what_was_sent(plain):
    plain.answers.update({"/": to("/next", 307), "/next": ok(b"there")})

    answer = follow(plain, "POST", headers=SECRETS, body=b"{}")

    assert answer.body == b"there"
    last = plain.asked[-1]
    assert (last.line, last.body) == ("POST /next HTTP/1.1", b"{}")
    assert last.headers["authorization"] == "Bearer s"


@pytest.mark.parametrize("status", [301, 302, 303])
def test_what_was_posted_is_then_fetched(plain, status):
    plain.answers.update({"/": to("next", status), "/next": ok(b"there")})

    follow(plain, "POST", headers={"Content-Type": "text/plain"}, body=b"x")

    last = plain.asked[-1]
    assert (last.line, last.body) == ("GET /next HTTP/1.1", b"")
    assert "content-type" not in last.headers


def test_credentials_stay_with_their_origin(plain):
    with serving() as other:
        plain.answers["/"] = to(f"http://{other.here}/")
        other.answers["/"] = ok(b"there")

        follow(plain, allowed=other.here, headers=SECRETS)

        headers = other.asked[0].headers
        assert headers["accept"] == "text/plain"
        assert not {"authorization", "cookie", "x-api-key"} & headers.keys()


def test_a_body_stays_with_its_origin(plain):
    with serving() as other:
        plain.answers["/"] = to(f"http://{other.here}/", 308)

        with pytest.raises(OutboundRefused, match="passes on what is sent"):
            follow(plain, "POST", allowed=other.here, body=b"client_secret=s")

        assert other.asked == []


@pytest.mark.parametrize(
    "location",
    [
        "http://127.0.0.1:1/",
        "https://127.0.0.1:1/",
        "https://[::1]/",
        "https://169.254.169.254/latest/meta-data",
        "https://2130706433/",
        "https://user@a.example/",
        "//127.1/",
        "file:///etc/passwd",
        "http://a.example/",
        "https://inside.example/",
    ],
)
def test_a_redirect_inwards_is_refused(plain, location):
    plain.answers["/"] = to(location)
    names = Names(a_example=[["1.1.1.1"]], inside_example=[["10.0.0.1"]])

    with pytest.raises(OutboundRefused):
        follow(plain, names=names)


def test_a_name_is_asked_for_anew_at_each_step(plain):
    names = Names(a_internal=[["127.0.0.1"], ["192.168.0.1"]])
    plain.answers.update({"/": to(f"http://a.internal:{plain.port}/1"), "/1": to("/2")})

    with pytest.raises(OutboundRefused):
        follow(plain, names=names)

    assert names.asked == ["a.internal", "a.internal"]


def test_three_redirects_are_followed_and_no_more(plain):
    plain.answers.update({f"/{n}": to(f"/{n + 1}") for n in range(9)})
    plain.answers.update({"/": to("/1"), "/3": ok(b"third")})
    assert follow(plain).body == b"third"

    plain.answers["/3"] = to("/4")
    with pytest.raises(UpstreamFailed, match="more than 3 times"):
        follow(plain)
    assert plain.asked[-1].line == "GET /3 HTTP/1.1"
