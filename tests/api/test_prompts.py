"""Prompts and versions by REST: shapes, statuses, headers."""

import json
import re
from dataclasses import replace

import pytest

from app.db import transaction
from app.services import prompts
from app.services.access import keys, people
from tests.conftest import with_key
from tests.factories.access import make_key, make_person, make_project
from tests.factories.prompts import make_prompt, save_version

PROMPTS = "/api/prompts"
HEAD = ["id", "name", "description", "tags", "kind", "created_at", "updated_at", "archived_at"]
HEAD += ["active_version", "labels", "latest_version"]
VERSION = ["id", "prompt_id", "version", "kind", "content", "messages", "parameters", "variables"]
VERSION += ["checksum", "message", "created_at", "created_by", "labels"]
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z")
CHAT = [{"role": "user", "content": "Hello {{ name }}"}]


@pytest.fixture
def prompt(client):
    return make_prompt("greet", versions=2)


def address(prompt, *parts):
    return "/".join([PROMPTS, str(prompt.id), *map(str, parts)])


# Creating


def test_creating_answers_201_with_the_prompt_and_where_it_is(client):
    body = {"name": "greet", "content": "Hi {{ name }}", "tags": ["b", "a"], "message": "first"}

    r = client.post(PROMPTS, json=body)

    assert r.status_code == 201
    assert sorted(r.json) == sorted([*HEAD, "versions"])
    assert r.headers["Location"] == f"{PROMPTS}/{r.json['id']}"
    read = client.get(r.headers["Location"])
    assert read.json == r.json
    assert read.headers["ETag"] == r.headers["ETag"]
    assert (r.json["name"], r.json["description"], r.json["tags"]) == ("greet", None, ["b", "a"])
    assert (r.json["active_version"], r.json["labels"]) == (1, {"latest": 1, "production": 1})


def test_a_version_shows_all_of_itself(client):
    body = {"name": "greet", "content": "Hi {{ name }}", "parameters": {"z": 1, "a": 2}}
    (version,) = client.post(PROMPTS, json=body | {"message": "first"}).json["versions"]

    assert sorted(version) == sorted(VERSION)
    assert (version["version"], version["kind"], version["content"]) == (1, "text", "Hi {{ name }}")
    assert (version["messages"], version["variables"]) == (None, ["name"])
    assert (version["message"], version["labels"]) == ("first", ["latest", "production"])
    assert list(version["parameters"]) == ["z", "a"]
    assert MOMENT.fullmatch(version["created_at"])
    assert re.fullmatch(r"[0-9a-f]{64}", version["checksum"])
    assert version["created_by"].startswith("key ")


def test_a_chat_shows_messages_and_no_content(client):
    r = client.post(PROMPTS, json={"name": "chat", "messages": CHAT})

    (version,) = r.json["versions"]
    assert (r.json["kind"], version["content"], version["messages"]) == ("chat", None, CHAT)


def test_everything_that_may_be_null_may_be_sent_as_null(client):
    body = {"name": "greet", "content": "a", "description": None, "parameters": None}

    r = client.post(PROMPTS, json=body | {"message": None})

    assert r.status_code == 201
    assert (r.json["description"], r.json["versions"][0]["parameters"]) == (None, None)


def test_a_prompt_is_made_without_serving_it(client):
    r = client.post(PROMPTS, json={"name": "greet", "content": "a", "activate": False})

    assert (r.json["active_version"], r.json["labels"]) == (None, {"latest": 1})


def test_a_name_that_is_taken_is_named(client, prompt):
    r = client.post(PROMPTS, json={"name": "greet", "content": "a"})

    assert (r.status_code, r.json["code"], r.json["name"]) == (409, "name_is_taken", "greet")
    assert "greet" in r.json["detail"]


LONG = "x" * (1024 * 1024)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", None),
        ("name", 3),
        ("name", ""),
        ("name", "a//b"),
        ("name", "x" * 201),
        ("description", "x" * 4001),
        ("description", 3),
        ("tags", "a"),
        ("tags", [3]),
        ("tags", [None]),
        ("tags", None),
        ("tags", [""]),
        ("tags", ["x" * 65]),
        ("tags", [str(n) for n in range(21)]),
        ("kind", "image"),
        ("kind", None),
        ("content", LONG + "x"),
        ("content", 3),
        ("content", None),
        ("messages", CHAT),
        ("parameters", []),
        ("parameters", "{}"),
        ("parameters", {"x": "x" * 65_536}),
        ("message", "x" * 1001),
        ("activate", "yes"),
        ("activate", 1),
        ("activate", None),
        ("colour", "red"),
        ("id", "01890000-0000-7000-8000-000000000000"),
    ],
    ids=lambda value: repr(value)[:24],
)
def test_a_malformed_field_is_refused_by_its_name(client, field, value):
    r = client.post(PROMPTS, json={"name": "greet", "content": "a"} | {field: value})

    assert r.status_code == 422
    assert r.mimetype == "application/problem+json"
    named = "content" if field == "messages" else field
    assert list(r.json["errors"]["json"]) == [named]
    assert r.json["detail"].startswith(f"{named}")
    assert client.get(PROMPTS).json == []


@pytest.mark.parametrize("missing", ["name", "content"])
def test_what_is_needed_must_be_sent(client, missing):
    body = {"name": "greet", "content": "a"}
    del body[missing]

    r = client.post(PROMPTS, json=body)

    assert (r.status_code, list(r.json["errors"]["json"])) == (422, [missing])


def test_the_longest_of_everything_is_taken(client):
    body = {
        "name": "n" * 200,
        "description": "😀" * 4000,
        "tags": [f"{n:02}" * 32 for n in range(20)],
        "content": LONG,
        "parameters": {"x": "x" * (65_536 - 8)},
        "message": "😀" * 1000,
    }

    r = client.post(PROMPTS, json=body)

    assert r.status_code == 201, r.json
    assert r.json["versions"][0]["content"] == LONG


# Lists


def test_a_list_is_a_bare_array_newest_first(client):
    make_prompt("first")
    make_prompt("second", versions=3)

    r = client.get(PROMPTS)

    assert [prompt["name"] for prompt in r.json] == ["second", "first"]
    assert sorted(r.json[0]) == sorted(HEAD)
    assert sorted(r.json[0]["latest_version"]) == sorted(VERSION)
    assert r.json[0]["latest_version"]["version"] == 3
    assert r.json[0]["active_version"] == 1


def test_paging_is_told_in_headers(client):
    for _ in range(5):
        make_prompt()

    r = client.get(f"{PROMPTS}?limit=2&offset=1")

    assert len(r.json) == 2
    assert json.loads(r.headers["X-Pagination"]) == {
        "limit": 2,
        "offset": 1,
        "total": 5,
        "total_capped": False,
    }
    assert re.fullmatch(r'</api/prompts\?limit=2&cursor=[\w-]{32}>; rel="next"', r.headers["Link"])


def test_the_next_page_is_where_the_link_says_to_the_end(client):
    names = [make_prompt(tags=["a b&c"]).name for _ in range(5)]

    assert list(walk(client, f"{PROMPTS}?limit=2&tag=a+b%26c&q=prompt")) == names[::-1]


def walk(client, url):
    while url:
        r = client.get(url)
        yield from (prompt["name"] for prompt in r.json)
        url = r.headers.get("Link", "<>").partition(">")[0][1:]


def test_fifty_is_the_usual_page(client):
    for _ in range(51):
        make_prompt()

    r = client.get(PROMPTS)

    assert (len(r.json), json.loads(r.headers["X-Pagination"])["limit"]) == (50, 50)
    assert len(client.get(f"{PROMPTS}?limit=100").json) == 51


def test_a_list_without_bodies_has_snippets(client):
    make_prompt("greet", content="Hi {{ name }} " + "x" * 300)

    ((prompt),) = client.get(f"{PROMPTS}?body=false").json

    latest = prompt["latest_version"]
    assert len(latest["snippet"]) == 200
    assert latest["variables"] == ["name"]
    assert not {"content", "messages"} & set(latest)


def test_search_tag_and_archive_go_together(client, caller):
    make_prompt("one", tags=["x"], content="walrus")
    make_prompt("two", tags=["y"], content="walrus")
    archived = make_prompt("three", tags=["x"], content="walrus")
    with transaction():
        prompts.archive_prompt(caller, archived.id)

    def names(query):
        return [prompt["name"] for prompt in client.get(f"{PROMPTS}?{query}").json]

    assert names("q=walrus&tag=x") == ["one"]
    assert names("tag=x&tag=y") == []
    assert names("q=walrus&archived=true") == ["three"]


@pytest.mark.parametrize(
    "query",
    [
        "limit=0",
        "limit=101",
        "limit=-1",
        "limit=x",
        "limit=1.5",
        "limit=1_0",
        "limit=%201",
        "limit=%D9%A3",
        "limit=9223372036854775808",
        "limit=" + "9" * 5000,
        "limit=",
        "limit=1&limit=2",
        "offset=-1",
        "offset=9223372036854775808",
        "offset=10001",
        "cursor=x",
        "cursor=",
        "cursor=" + "_" * 31,
        "cursor=%C3%BC",
        "cursor=" + "f_" * 16,
        "body=maybe",
        "body=",
        "archived=2",
        "q=" + "x" * 201,
        "page=1",
        "colour=red",
        "Limit=5",
    ],
    ids=lambda query: query[:24],
)
def test_a_malformed_parameter_is_refused_by_its_name(client, query):
    r = client.get(f"{PROMPTS}?{query}")

    assert r.status_code == 422
    assert list(r.json["errors"]["query"]) == [query.partition("=")[0]]


# One prompt


def test_a_prompt_is_read_with_its_versions_newest_first(client, prompt):
    r = client.get(address(prompt))

    assert r.status_code == 200
    assert [version["version"] for version in r.json["versions"]] == [2, 1]
    assert [version["labels"] for version in r.json["versions"]] == [["latest"], ["production"]]
    assert r.json["latest_version"] == r.json["versions"][0]
    assert "Link" not in r.headers


def test_a_hundred_versions_are_shown_and_the_way_to_the_rest(client, prompt):
    for number in range(3, 103):
        save_version(prompt, f"{number}")

    r = client.get(address(prompt))
    rest = client.get(r.headers["Link"].partition(">")[0][1:])

    assert [version["version"] for version in r.json["versions"]] == list(range(102, 2, -1))
    assert [version["version"] for version in rest.json] == [2, 1]


def test_eight_mebibytes_of_versions_are_shown_and_the_way_to_the_rest(client):
    prompt = make_prompt(content=LONG)
    for letter in "abcdefghi":
        save_version(prompt, LONG[:-1] + letter)

    r = client.get(address(prompt))

    assert [version["version"] for version in r.json["versions"]] == list(range(10, 2, -1))
    rest = client.get(r.headers["Link"].partition(">")[0][1:] + "&limit=100")
    assert [version["version"] for version in rest.json] == [2, 1]


def test_an_etag_spares_the_body(client, prompt):
    etag = client.get(address(prompt)).headers["ETag"]

    for known in (etag, f"W/{etag}", f'"x", {etag}', "*"):
        r = client.get(address(prompt), headers={"If-None-Match": known})
        assert (r.status_code, r.data, r.headers["ETag"]) == (304, b"", etag)

    save_version(prompt, "a third")
    assert client.get(address(prompt), headers={"If-None-Match": etag}).status_code == 200


def test_changing_metadata_answers_with_all_of_it(client, prompt):
    r = client.patch(address(prompt), json={"name": "hello", "description": "d", "tags": ["T "]})

    assert r.status_code == 200
    assert (r.json["name"], r.json["description"], r.json["tags"]) == ("hello", "d", ["t"])
    assert client.get(address(prompt)).json == r.json
    assert client.get(address(prompt)).headers["ETag"] == r.headers["ETag"]


@pytest.mark.parametrize("body", [{"kind": "chat"}, {"content": "a"}, {"active_version": 2}])
def test_nothing_but_metadata_can_be_changed(client, prompt, body):
    r = client.patch(address(prompt), json=body)

    assert (r.status_code, list(r.json["errors"]["json"])) == (422, list(body))


def test_changing_with_an_old_etag_is_refused(client, prompt):
    etag = client.get(address(prompt)).headers["ETag"]
    client.patch(address(prompt), json={"tags": ["new"]})

    for method in (client.patch, client.delete):
        body = {"json": {"tags": ["mine"]}} if method == client.patch else {}
        r = method(address(prompt), headers={"If-Match": etag}, **body)
        assert (r.status_code, r.json["code"]) == (412, "etag_differs")

    assert client.get(address(prompt)).json["tags"] == ["new"]


@pytest.mark.parametrize("known", ["{etag}", '"x", {etag}', "*"])
def test_changing_with_the_right_etag_passes(client, prompt, known):
    etag = client.get(address(prompt)).headers["ETag"]

    r = client.patch(
        address(prompt), json={"tags": ["new"]}, headers={"If-Match": known.format(etag=etag)}
    )

    assert r.status_code == 200


def test_an_author_is_shown_by_their_name_of_now(client, caller):
    ada = make_person("ada")
    prompt = make_prompt(caller=replace(caller, actor=f"person:{ada.id}"))
    before = client.get(address(prompt))
    known = before.headers["ETag"]

    with transaction():
        people.update_person(caller, ada.id, name="Ada Lovelace", is_operator=False)

    after = client.get(address(prompt), headers={"If-None-Match": known})
    authors = [r.json["versions"][0]["created_by"] for r in (before, after)]
    assert authors == ["Ada", "Ada Lovelace"]
    assert after.headers["ETag"] != known
    changed = client.patch(address(prompt), json={"tags": ["x"]}, headers={"If-Match": known})
    assert changed.status_code == 200, "the prompt itself is as it was"


def test_deleting_answers_204_and_then_it_is_gone(client, prompt):
    r = client.delete(address(prompt))

    assert (r.status_code, r.data) == (204, b"")
    for again in (client.get, client.delete):
        assert again(address(prompt)).status_code == 404
    assert client.get(PROMPTS).json == []


# Versions


def test_saving_answers_201_with_the_version_and_where_it_is(client, prompt):
    r = client.post(address(prompt, "versions"), json={"content": "Third", "message": "why"})

    assert r.status_code == 201
    assert sorted(r.json) == sorted(VERSION)
    assert (r.json["version"], r.json["message"], r.json["labels"]) == (3, "why", ["latest"])
    assert r.headers["Location"] == address(prompt, "versions", 3)
    assert client.get(r.headers["Location"]).json == r.json


def test_saving_the_same_again_answers_200_with_the_version_there_is(client, prompt):
    newest = client.get(address(prompt, "versions", 2)).json

    r = client.post(address(prompt, "versions"), json={"content": newest["content"]})

    assert (r.status_code, r.json) == (200, newest)
    assert r.headers["Location"] == address(prompt, "versions", 2)


def test_a_version_can_be_served_as_it_is_saved(client, prompt):
    r = client.post(address(prompt, "versions"), json={"content": "3", "labels": ["production"]})

    assert r.json["labels"] == ["latest", "production"]
    assert client.get(f"{PROMPTS}/by-name/greet").json["active"]["version"] == 3


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"content": "a", "labels": ["staging"]}, 422, "unknown_label"),
        ({"content": "a", "labels": "production"}, 422, "invalid"),
        ({"content": "a", "expected_latest": 1}, 412, "expected_differs"),
        ({"content": "a", "expected_latest": 0}, 422, "invalid"),
        ({"content": "a", "expected_latest": None}, 422, "invalid"),
        ({"content": "a", "expected_latest": "2"}, 422, "invalid"),
        ({"content": "a", "expected_latest": 2**31}, 422, "invalid"),
        ({"messages": CHAT}, 422, "invalid"),
        ({"content": "a", "name": "other"}, 422, "invalid"),
        ({}, 422, "invalid"),
    ],
)
def test_saving_is_refused(client, prompt, body, status, code):
    r = client.post(address(prompt, "versions"), json=body)

    assert (r.status_code, r.json["code"]) == (status, code)
    assert client.get(address(prompt)).json["latest_version"]["version"] == 2


def test_saving_to_an_archived_prompt_is_refused_and_fetching_goes_on(client, caller, prompt):
    with transaction():
        prompts.archive_prompt(caller, prompt.id)

    r = client.post(address(prompt, "versions"), json={"content": "a"})

    assert (r.status_code, r.json["code"]) == (409, "prompt_is_archived")
    assert client.get(f"{PROMPTS}/by-name/greet").status_code == 200


def test_versions_are_listed_and_paged(client, prompt):
    save_version(prompt, "3")

    r = client.get(address(prompt, "versions") + "?limit=2")
    rest = client.get(r.headers["Link"].partition(">")[0][1:])

    assert [version["version"] for version in r.json] == [3, 2]
    assert json.loads(r.headers["X-Pagination"])["total"] == 3
    assert [version["version"] for version in rest.json] == [1]
    assert "Link" not in rest.headers


def test_the_cursor_of_another_list_is_refused(client, prompt):
    other = make_prompt(versions=2)
    lists = [PROMPTS, address(other, "versions"), f"{address(prompt)}/releases"]
    client.post(address(prompt, "activate"), json={"version": 2})

    for path in lists:
        following = client.get(f"{path}?limit=1").headers["Link"]
        cursor = following.partition("cursor=")[2].partition(">")[0]
        r = client.get(address(prompt, f"versions?cursor={cursor}"))
        assert (r.status_code, list(r.json["errors"]["query"])) == (422, ["cursor"])


@pytest.mark.parametrize(
    "number", ["3", "0", "-1", "x", "01", "1.0", "\u0663", "2147483648", "9" * 5000]
)
def test_a_version_that_does_not_exist_is_not_found(client, prompt, number):
    r = client.get(address(prompt, "versions", number))

    assert (r.status_code, r.mimetype) == (404, "application/problem+json")


# Not there, not yours, not allowed

READS = ["", "/versions", "/versions/1", "/releases", "/diff?from=1&to=1"]
WRITES = {
    "/versions": {"content": "a"},
    "/activate": {"version": 1},
    "/rollback": {},
}
NOBODY = "01890000-0000-7000-8000-000000000000"


def every_act(client, id_):
    base = f"{PROMPTS}/{id_}"
    yield from (client.get(base + path) for path in READS)
    yield from (client.post(base + path, json=body) for path, body in WRITES.items())
    yield client.patch(base, json={"tags": []})
    yield client.delete(base)


@pytest.mark.parametrize("id_", ["x", "1", "0", NOBODY[:-1], NOBODY + "0", "%20" + NOBODY])
def test_what_is_no_uuid_is_not_found(client, id_):
    assert {r.status_code for r in every_act(client, id_)} == {404}


def test_what_is_not_yours_looks_like_what_does_not_exist(client):
    theirs = make_prompt("theirs", caller=make_project("other")).id

    for mine, nobodys in zip(every_act(client, theirs), every_act(client, NOBODY), strict=True):
        assert mine.status_code == nobodys.status_code == 404
        assert told(mine, theirs) == told(nobodys, NOBODY)


def told(answer, id_):
    body = {key: value for key, value in answer.json.items() if key != "request_id"}
    return json.dumps(body).replace(str(id_), "ID")


def test_a_key_without_the_right_is_told_which_is_missing(app, prompt):
    reader = with_key(app, make_key(scopes=["read"]).token)

    answers = [
        reader.post(PROMPTS, json={"name": "a", "content": "a"}),
        reader.patch(address(prompt), json={"tags": []}),
        reader.delete(address(prompt)),
        reader.post(address(prompt, "versions"), json={"content": "a"}),
        reader.post(address(prompt, "activate"), json={"version": 2}),
        reader.post(address(prompt, "rollback"), json={}),
    ]

    assert {r.status_code for r in answers} == {403}
    assert [re.search("`(.+?)`", r.json["detail"])[1] for r in answers] == ["write"] * 4 + [
        "release"
    ] * 2


def test_a_key_that_may_only_write_reads_nothing(app, prompt):
    writer = with_key(app, make_key(scopes=["write"]).token)

    for path in (*READS, ""):
        assert writer.get(f"{PROMPTS}/{prompt.id}{path}").status_code == 403
    assert writer.get(PROMPTS).status_code == 403


def test_a_revoked_key_is_refused_at_the_next_request(app, caller):
    key = make_key()
    client = with_key(app, key.token)
    assert client.get(PROMPTS).status_code == 200

    with transaction():
        keys.revoke_key(caller, key.row.id)

    r = client.get(PROMPTS)
    assert (r.status_code, r.json["code"]) == (401, "bad_key")
    assert r.headers["WWW-Authenticate"].startswith("Bearer")
