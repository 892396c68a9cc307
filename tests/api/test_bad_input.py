"""Bad input over real HTTP: always refused with a 4xx, and nothing is written."""

import json
from urllib.parse import quote

import pytest

from tests.raw import send_raw

PROMPTS = "/api/prompts"
JSON = b"Content-Type: application/json"


@pytest.fixture(scope="module")
def api(shared_api):
    created = shared_api.call("POST", PROMPTS, {"name": "greet", "content": "one"})
    assert created.status == 201
    shared_api.prompt = created.json["id"]
    return shared_api


@pytest.fixture(autouse=True)
def nothing_is_written(api):
    """Whatever a test sends, the one prompt stays the only one, and as it was."""
    yield
    page = api.call("GET", PROMPTS)
    assert page.headers["x-pagination"] == (
        '{"limit": 50, "offset": 0, "total": 1, "total_capped": false}'
    )
    (prompt,) = page.json
    assert (prompt["name"], prompt["latest_version"]["version"]) == ("greet", 1)
    assert (prompt["active_version"], prompt["tags"]) == (1, [])
    assert len(api.call("GET", f"{PROMPTS}/{prompt['id']}/releases").json) == 1


def every_write(api):
    """Each route that takes a body, with a body that would be right."""
    one = f"{PROMPTS}/{api.prompt}"
    return {
        ("POST", PROMPTS): {"name": "other", "content": "a"},
        ("PATCH", one): {"tags": ["a"]},
        ("POST", f"{one}/versions"): {"content": "two"},
        ("POST", f"{one}/activate"): {"version": 1},
        ("POST", f"{one}/rollback"): {"reason": "a"},
        ("POST", "/api/login"): {"email": "a@b", "password": "a"},
        ("POST", "/api/setup"): {"token": "a", "email": "a@b", "name": "a", "password": "a" * 12},
    }


def send_to_every_write(api, body, *headers):
    headers = headers or (JSON,)
    for method, path in every_write(api):
        r = send_raw(api, path.encode(), method=method.encode(), headers=headers, body=body)
        yield path, r


BODIES = {
    "NUL in a text": b'{"content": "a\\u0000b"}',
    "NUL in a key": b'{"a\\u0000": 1}',
    "NUL as a byte": b'{"content": "a\x00b"}',
    "half a surrogate pair": b'{"content": "\\ud800"}',
    "the other half in a key": b'{"\\udc00": 1}',
    "a surrogate as bytes": b'{"content": "\xed\xa0\x80"}',
    "bytes that are not UTF-8": b'{"content": "\xff"}',
    "UTF-16": '{"content": "a"}'.encode("utf-16"),
    "a byte order mark": b'\xef\xbb\xbf{"content": "a"}',
    "NaN": b'{"content": "a", "parameters": {"x": NaN}}',
    "Infinity": b'{"parameters": {"x": -Infinity}}',
    "1e400": b'{"parameters": {"x": 1e400}}',
    "an integer of 5,000 digits": b'{"version": ' + b"9" * 5000 + b"}",
    "2^63": b'{"version": 9223372036854775808}',
    "100,000 levels of lists": b"[" * 100_000 + b"]" * 100_000,
    "100,000 levels never closed": b"[" * 100_000,
    "100,000 levels of objects": b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
    "101 levels": b'{"parameters":' + b"[" * 101 + b"]" * 101 + b"}",
    "a key that stands twice": b'{"content": "a", "content": "b"}',
    "a key that stands twice further in": b'{"parameters": {"a": 1, "a": 2}}',
    "half of JSON": b'{"content": "a"',
    "two values": b"{} {}",
    "no object": b"[]",
    "null": b"null",
    "a number": b"3",
    "no JSON": b"content=a",
    "only spaces": b"   ",
    "an unknown field": b'{"colour": "red"}',
}


@pytest.mark.parametrize("name", BODIES)
def test_a_malformed_body_is_refused_on_every_route(api, name):
    for path, r in send_to_every_write(api, BODIES[name]):
        assert r.status == 422, (path, r.body[:300])
        assert r.headers["content-type"] == "application/problem+json"
        assert json.loads(r.body)["status"] == 422


def test_an_unknown_field_is_refused_on_every_route(api):
    for (method, path), body in every_write(api).items():
        r = api.call(method, path, body | {"colour": "red"})
        assert (r.status, r.json["errors"]["json"]) == (422, {"colour": ["Unknown field."]}), path


@pytest.mark.parametrize(
    "kind", [b"text/plain", b"application/x-www-form-urlencoded", b"application/xml", b"x", b""]
)
def test_another_content_type_is_refused_on_every_route(api, kind):
    for path, r in send_to_every_write(api, b'{"content": "a"}', b"Content-Type: " + kind):
        assert (r.status, json.loads(r.body)["code"]) == (415, "unsupported_media_type"), path


def test_without_a_content_type_it_is_refused_too(api):
    for path, r in send_to_every_write(api, b'{"content": "a"}', b"Accept: */*"):
        assert r.status == 415, path


def test_ten_megabytes_are_too_much_on_every_route(api):
    body = b'{"content": "' + b"a" * 10_000_000 + b'"}'

    for path, r in send_to_every_write(api, body):
        assert (r.status, json.loads(r.body)["code"]) == (413, "too_large"), path


def test_ten_megabytes_in_pieces_are_too_much_too(api):
    piece = b"100000\r\n" + b"a" * 0x100000 + b"\r\n"
    r = send_raw(
        api,
        PROMPTS.encode(),
        method=b"POST",
        headers=(JSON, b"Transfer-Encoding: chunked", b"", piece * 10 + b"0\r\n\r\n"),
    )

    assert r.status == 413


def every_read(api):
    one = f"{PROMPTS}/{api.prompt}"
    paths = [PROMPTS, one, f"{one}/versions", f"{one}/versions/1", f"{one}/releases"]
    return [*paths, f"{one}/diff?from=1&to=1", f"{PROMPTS}/by-name/greet", "/api/me", "/api/export"]


def test_an_unknown_parameter_is_refused_on_every_route(api):
    routes = [("GET", path) for path in (*every_read(api), "/live", "/ready", "/version")]
    routes += [*every_write(api), ("DELETE", f"{PROMPTS}/{api.prompt}"), ("POST", "/api/logout")]
    routes += [("POST", "/api/import")]

    for method, path in routes:
        r = api.call(method, path + ("&" if "?" in path else "?") + "colour=red", {})
        assert r.status == 422, (method, path)
        assert "colour" in r.json["errors"]["query"]


ESCAPES = [b"%00", b"a%00b", b"%FF", b"%C3%28", b"%ED%A0%80", b"%F4%90%80%80", b"%C0%AF"]


def addresses_with(api, escape):
    for path in (b"/api/prompts/", b"/api/prompts/by-name/", b"/api/", b"/", b"/live?"):
        yield path + escape
    for path in every_read(api):
        mark = b"&" if "?" in path else b"?"
        yield from (path.encode() + mark + part for part in (b"q=" + escape, escape + b"=1"))


@pytest.mark.parametrize("escape", ESCAPES)
def test_an_escape_that_is_no_text_is_refused_in_every_address(api, escape):
    for target in addresses_with(api, escape):
        r = send_raw(api, target)
        assert (r.status, json.loads(r.body)["code"]) == (422, "bad_address"), target


def test_a_byte_that_no_address_may_hold_is_refused_by_the_server_program(api):
    for target in addresses_with(api, b"\xff"):
        assert send_raw(api, target).status == 400


@pytest.mark.parametrize("target", [b"*", b"//", b"/api//prompts", b"/%2e%2e/"])
def test_other_addresses_lead_nowhere(api, target):
    assert send_raw(api, target).status in (400, 404)


@pytest.mark.parametrize(
    "query",
    [
        "limit=0",
        "limit=9223372036854775808",
        "offset=9223372036854775808",
        "limit=-9223372036854775809",
        "limit=" + "9" * 5000,
        "limit=1e2",
        "limit=NaN",
        "limit=0x10",
        "limit=１",
        "cursor=x",
        "cursor=" + "A" * 5000,
        "cursor=" + "f_" * 16,
        "page=9223372036854775808",
    ],
    ids=lambda query: query[:24],
)
@pytest.mark.parametrize("path", ["", "/{id}/versions", "/{id}/releases"])
def test_a_page_that_cannot_be_is_refused(api, path, query):
    r = api.call("GET", f"{PROMPTS}{path.format(id=api.prompt)}?{quote(query, safe='=')}")

    assert r.status == 422
    assert list(r.json["errors"]["query"]) == [query.partition("=")[0]]


@pytest.mark.parametrize(
    "query",
    [
        *("version=0", "version=2147483648", "version=" + "9" * 5000, "version=1.0"),
        *("at=x", "at=0", "at=2026-01-01T00:00:00", "at=10000-01-01T00:00:00Z"),
        *("at=9999-12-31T23:59:59-23:59", "at=0001-01-01T00:00:00%2B23:59"),
        *("label=", "label=Production", "label=%20latest"),
    ],
    ids=lambda query: query[:24],
)
def test_a_pointer_that_cannot_be_is_refused(api, query):
    r = api.call("GET", f"{PROMPTS}/by-name/greet?{query}")

    assert r.status == 422


@pytest.mark.parametrize("id_", ["x", "0", "%20", "greet", "01890000-0000-7000-8000-00000000000g"])
def test_what_is_no_uuid_is_not_found_just_as_what_is_not_there(api, id_):
    missing = "01890000-0000-7000-8000-000000000000"
    for method, path in every_write(api):
        if api.prompt in path:
            body = every_write(api)[method, path]
            wrong = api.call(method, path.replace(api.prompt, id_), body)
            absent = api.call(method, path.replace(api.prompt, missing), body)
            assert (wrong.status, absent.status) == (404, 404)
            assert wrong.json["title"] == absent.json["title"]


@pytest.mark.parametrize(
    "name", ["", "a//b", "/a", "a/", ".", "a/..", " a", "a ", "a\tb", "x" * 201, "e\u0301", "a@b"]
)
def test_an_illegal_name_is_refused_with_a_reason(api, name):
    r = api.call("POST", PROMPTS, {"name": name, "content": "a"})

    assert (r.status, list(r.json["errors"]["json"])) == (422, ["name"])


@pytest.mark.parametrize("name", ["a%2Fb%2F%2Fc", "a%252Fb", "a%0Ab", "%E2%80%AE", "x" * 5000])
def test_asking_for_an_illegal_name_finds_nothing(api, name):
    assert api.call("GET", f"{PROMPTS}/by-name/{name}").status == 404


def test_headers_that_make_no_sense_do_no_harm(api):
    for header in (
        b"If-None-Match: \xff\xfe",
        b"If-None-Match: " + b'"x",' * 2000,
        b"X-Request-Id: \x80\x81\x82\x83\x84\x85\x86\x87",
        b"Range: bytes=0-1",
        b"Accept: application/xml",
        b"Content-Type: \xff",
        b"Cookie: promptside_session=\xff; a=b; =",
        b"User-Agent: \xff\xff",
        b"X-Forwarded-For: \xff",
    ):
        r = send_raw(api, f"{PROMPTS}/{api.prompt}".encode(), headers=(header,))
        assert r.status == 200, (header, r.body[:200])


def test_an_old_etag_of_strange_letters_only_differs(api):
    for header in (b'If-Match: "\xff"', b"If-Match: ", b"If-Match: ,,,", b'If-Match: W/"x"'):
        r = send_raw(
            api,
            f"{PROMPTS}/{api.prompt}".encode(),
            method=b"PATCH",
            headers=(JSON, header),
            body=b'{"tags": ["a"]}',
        )
        assert r.status == 412, (header, r.body[:200])
