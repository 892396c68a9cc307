"""The pages' door to Flask: what it hands on, what it takes away, and who it says is asking."""

from __future__ import annotations

import base64
import http.client
import json
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from sqlalchemy import text

from app.db import db
from tests.browser.conftest import Pages
from tests.factories.prompts import make_prompt

pytestmark = pytest.mark.xdist_group("pages")


def ask(
    pages: Pages,
    method: str,
    path: str,
    body: bytes | Iterator[bytes] | None = None,
    **headers: str,
) -> tuple[http.client.HTTPResponse, bytes]:
    connection = http.client.HTTPConnection(urlsplit(pages.url).netloc, timeout=60)
    sent = {"Authorization": f"Bearer {pages.api.token}"} | {
        name.replace("_", "-"): value for name, value in headers.items()
    }
    chunked = isinstance(body, Iterator) and "Content-Length" not in sent
    connection.request(method, path, body, sent, encode_chunked=chunked)
    answer = connection.getresponse()
    return answer, answer.read()


def test_it_streams_flasks_answers(pages: Pages):
    prompt = make_prompt("door/plain")

    answer, body = ask(pages, "GET", f"/api/prompts/{prompt.id}")

    assert answer.status == 200
    assert json.loads(body)["name"] == "door/plain"
    assert answer.headers["ETag"]
    assert "x-middleware-rewrite" not in answer.headers


@pytest.mark.parametrize("name", ["a/b", "a b", "ä/ü", "50%", "a?b", "a+b", "a;b=c"])
def test_addresses_arrive_as_they_were_sent(pages: Pages, name: str):
    make_prompt(f"door/{name}")
    quoted = "".join(f"%{byte:02X}" for byte in f"door/{name}".encode())

    answer, body = ask(pages, "GET", f"/api/prompts/by-name/{quoted}")

    assert (answer.status, json.loads(body)["name"]) == (200, f"door/{name}")


def test_langfuses_paths_with_a_slash_in_the_name_arrive_as_at_the_api(pages: Pages):
    name = "langfuse/folder/name"
    make_prompt(name)
    key = pages.api.token
    basic = "Basic " + base64.b64encode(f"{key.rpartition('_')[0]}:{key}".encode()).decode()

    for slash in ("/", "%2F", "%2f"):
        path = f"/api/public/v2/prompts/{name.replace('/', slash)}?label=production"
        answer, body = ask(pages, "GET", path, Authorization=basic)

        assert (answer.status, json.loads(body)["name"]) == (200, name)
        assert json.loads(body) == pages.api.send("GET", path, None).json


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("/api/prompts/by-name/a%FF", "path"),
        ("/api/prompts/by-name/a%C3", "path"),
        ("/prompts/%ED%A0%80", "path"),
        ("/admin/%FF", "path"),
        ("/%FF", "path"),
        ("/api/prompts?q=a%FF", "query"),
        ("/prompts?tag=%E0%A4", "query"),
    ],
)
def test_escapes_that_cannot_be_read_are_refused(pages: Pages, address: str, place: str):
    """Left to Next, such a path is answered 500, and such a query searched for U+FFFD."""
    answer, said = ask(pages, "GET", address)

    assert (answer.status, json.loads(said)["errors"]) == (422, {place: ["Not UTF-8."]})


@pytest.mark.parametrize("name", ["100%", "100%zz", "1%/2%"])
def test_a_percent_sign_that_begins_no_escape_is_one_in_a_path_too(pages: Pages, name: str):
    make_prompt(f"percent/{name}")
    path = f"/api/prompts/by-name/percent/{name}?label=production"

    answer, said = ask(pages, "GET", path)

    assert (answer.status, json.loads(said)["name"]) == (200, f"percent/{name}")
    assert json.loads(said) == pages.api.send("GET", path, None).json


@pytest.mark.parametrize("query", ["q=50%", "q=%zz", "q=%25zz"])
def test_a_percent_sign_that_begins_no_escape_is_one(pages: Pages, query: str):
    direct = pages.api.call("GET", f"/api/prompts?{query}")
    answer, said = ask(pages, "GET", f"/api/prompts?{query}")

    assert (answer.status, json.loads(said)) == (200, direct.json)


@pytest.mark.parametrize("address", ["/api/prompts/by-name/door//plain", "/api//prompts", "//api"])
def test_an_empty_segment_is_not_left_out(pages: Pages, address: str):
    answer, said = ask(pages, "GET", address)

    assert (answer.status, json.loads(said)["code"]) == (404, "not_found")


def test_the_slash_of_the_panel_stays(pages: Pages):
    """Next would take it away and Flask put it back, for ever."""
    with_slash, _ = ask(pages, "GET", "/admin/", Authorization="")
    without, _ = ask(pages, "GET", "/admin", Authorization="")

    assert with_slash.headers.get("Location", "") not in ("/admin", f"{pages.url}/admin")
    assert with_slash.status != 308
    assert without.status != 404


def test_queries_arrive_as_they_were_sent(pages: Pages):
    make_prompt("door/100%_sure")

    _, body = ask(pages, "GET", "/api/prompts?q=100%25_sure&body=false&limit=1")
    refused, _ = ask(pages, "GET", "/api/prompts?unknown=1")

    assert [row["name"] for row in json.loads(body)] == ["door/100%_sure"]
    assert refused.status == 422


def test_a_large_upload_passes(pages: Pages):
    body = json.dumps({"name": "door/large", "content": "x" * 1_000_000}).encode()

    answer, _ = ask(
        pages, "POST", "/api/prompts", body, Content_Type="application/json", Expect="100-continue"
    )

    assert answer.status == 201


def test_flask_refuses_a_large_upload_in_its_own_words(pages: Pages):
    body = json.dumps({"name": "door/larger", "content": "x" * (7 * 2**20)}).encode()

    answer, said = ask(pages, "POST", "/api/prompts", body, Content_Type="application/json")

    assert (answer.status, json.loads(said)["errors"]["json"]) == (
        422,
        {"content": ["At most 1 MiB of UTF-8."]},
    )


@pytest.mark.parametrize("chunked", [False, True])
@pytest.mark.parametrize(
    ("token", "megabytes", "expected"),
    [(None, 12, (413, "too_large")), ("none", 12, (401, "bad_key")), ("none", 2, (401, "bad_key"))],
)
def test_a_refusal_is_heard_by_who_is_still_sending(
    pages: Pages, chunked: bool, token: str | None, megabytes: int, expected: tuple[int, str]
):
    body = b'{"name": "door/largest", "content": "' + b"x" * (megabytes * 1_000_000) + b'"}'
    length = {} if chunked else {"Content_Length": str(len(body))}

    answer, said = ask(
        pages,
        "POST",
        "/api/prompts",
        pieces(body),
        Content_Type="application/json",
        Authorization=f"Bearer {token or pages.api.token}",
        **length,
    )

    assert (answer.status, json.loads(said)["code"]) == expected


def pieces(body: bytes) -> Iterator[bytes]:
    for start in range(0, len(body), 65_536):
        yield body[start : start + 65_536]


def test_a_weak_etag_is_answered_304(pages: Pages):
    prompt = make_prompt("door/etag")
    first, _ = ask(pages, "GET", f"/api/prompts/by-name/{prompt.name}")

    answer, body = ask(
        pages, "GET", f"/api/prompts/by-name/{prompt.name}", If_None_Match=first.headers["ETag"]
    )

    assert (answer.status, body) == (304, b"")


def test_clients_cannot_say_where_they_come_from(pages: Pages):
    ask(
        pages,
        "POST",
        "/api/login",
        json.dumps({"email": "door@example.com", "password": "no such person"}).encode(),
        Content_Type="application/json",
        X_Forwarded_For="203.0.113.7",
        X_Real_Ip="203.0.113.7",
        X_Promptside_Proxy="guessed",
        Forwarded="for=203.0.113.7",
    )

    addresses = set(db.session.scalars(text("SELECT address FROM audit_events")))
    assert "203.0.113.7" not in str(addresses)
    assert "127.0.0.1" in str(addresses)


def test_the_hop_takes_its_own_headers_away(pages: Pages):
    answer, _ = ask(pages, "GET", "/version", Connection="close, X-Secret-Hop", X_Secret_Hop="1")

    assert answer.status == 200
    assert "X-Powered-By" not in answer.headers


def test_every_page_is_closed_to_others(pages: Pages):
    answer, _ = ask(pages, "GET", "/sign-in")
    policy = answer.headers["Content-Security-Policy"]

    assert "frame-ancestors 'none'" in policy
    assert "script-src 'self' 'nonce-" in policy
    assert "unsafe-eval" not in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "same-origin"


def test_proxies_are_told_to_hold_nothing_of_a_page_back(pages: Pages):
    """By the header that nginx reads."""
    answer, _ = ask(pages, "GET", "/sign-in")

    assert answer.headers["X-Accel-Buffering"] == "no"


def test_signed_out_is_a_redirect_and_nothing_is_a_404(pages: Pages):
    door, _ = ask(pages, "GET", "/prompts?tag=x")
    nothing, _ = ask(pages, "GET", "/nowhere")

    assert (door.status, door.headers["Location"]) == (307, "/sign-in?next=%2Fprompts%3Ftag%3Dx")
    assert nothing.status == 404
