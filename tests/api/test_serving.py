"""The fetch that applications make at run time."""

from urllib.parse import quote

import pytest

from tests.conftest import with_key
from tests.factories.access import make_key, make_project
from tests.factories.prompts import make_prompt

FETCH = "/api/prompts/by-name/"


def test_it_serves_the_active_version(client):
    make_prompt("greet", versions=2)

    r = client.get(FETCH + "greet")

    assert r.status_code == 200
    assert list(r.json) == ["id", "name", "kind", "tags", "label", "active"]
    assert r.json["label"] == "production"
    assert r.json["active"]["version"] == 1
    assert r.json["active"]["variables"] == ["subject"]


def test_it_serves_the_newest_version_by_its_label(client):
    make_prompt("greet", versions=3)

    r = client.get(FETCH + "greet?label=latest")

    assert (r.json["label"], r.json["active"]["version"]) == ("latest", 3)


def test_it_serves_a_version_by_its_number(client):
    make_prompt("greet", versions=3)

    r = client.get(FETCH + "greet?version=2")

    assert (r.json["label"], r.json["active"]["version"]) == (None, 2)


def test_a_version_in_the_answer_is_as_everywhere_but_for_its_labels(client):
    prompt = make_prompt("greet")

    served = client.get(FETCH + "greet").json["active"]
    read = client.get(f"/api/prompts/{prompt.id}/versions/1").json

    read.pop("labels")
    assert served == read
    assert list(served) == list(read)


def test_what_the_client_has_is_answered_304(client):
    make_prompt("greet")
    etag = client.get(FETCH + "greet").headers["ETag"]

    for known in (etag, f"W/{etag}", f'"other", {etag}'):
        r = client.get(FETCH + "greet", headers={"If-None-Match": known})

        assert (r.status_code, r.data) == (304, b"")


def test_saving_a_draft_changes_nothing_in_the_answer(client):
    prompt = make_prompt("greet")
    before = client.get(FETCH + "greet")

    client.post(f"/api/prompts/{prompt.id}/versions", json={"content": "A draft"})

    after = client.get(FETCH + "greet")
    assert (after.data, after.headers["ETag"]) == (before.data, before.headers["ETag"])


def test_activating_changes_the_next_answer(client):
    prompt = make_prompt("greet", versions=2)
    before = client.get(FETCH + "greet").headers["ETag"]

    client.post(f"/api/prompts/{prompt.id}/activate", json={"version": 2})

    after = client.get(FETCH + "greet", headers={"If-None-Match": before})
    assert (after.status_code, after.json["active"]["version"]) == (200, 2)


@pytest.mark.parametrize(
    "name",
    ["a/b/c", "support/by-name/versions", "100%", "a b", "ü?&=+", "日本語/プロンプト", "a:b;c,d"],
)
def test_any_legal_name_is_found(client, name):
    make_prompt(name)

    assert client.get(path_of(name)).json["name"] == name


def path_of(name):
    return FETCH + quote(name)


def test_without_an_active_version_it_says_so_and_names_the_newest(client):
    make_prompt("greet", versions=2, activate=False)

    r = client.get(FETCH + "greet")

    assert (r.status_code, r.json["code"], r.json["latest_version"]) == (
        404,
        "no_active_version",
        2,
    )


@pytest.mark.parametrize(
    ("query", "status", "code"),
    [
        ("version=9", 404, "no_such_version"),
        ("version=0", 422, "invalid"),
        ("label=staging", 422, "unknown_label"),
        ("label=latest&version=1", 422, "invalid"),
        ("label=latest&label=production", 422, "invalid"),
        ("at=yesterday", 422, "invalid"),
        ("at=2026-01-01T00:00:00", 422, "invalid"),
        ("at=2001-01-01T00:00:00Z", 404, "no_active_version"),
        ("colour=red", 422, "invalid"),
    ],
)
def test_it_refuses(client, query, status, code):
    make_prompt("greet")

    r = client.get(f"{FETCH}greet?{query}")

    assert (r.status_code, r.json["code"]) == (status, code)


def test_an_unknown_name_is_not_found(client):
    assert client.get(FETCH + "nobody").json["code"] == "no_such_prompt"


def test_names_are_case_sensitive(client):
    make_prompt("Greet")

    assert client.get(FETCH + "greet").status_code == 404


def test_another_projects_prompt_is_as_one_that_does_not_exist(app, client):
    make_prompt("theirs", caller=make_project("other"))

    theirs, nobodys = (client.get(FETCH + name).json for name in ("theirs", "nobody"))

    for answer in (theirs, nobodys):
        answer.pop("request_id")
    assert {**theirs, "detail": theirs["detail"].replace("theirs", "nobody")} == nobodys


def test_a_bad_key_is_refused(app):
    make_prompt("greet")

    r = with_key(app, "ps_nobody").get(FETCH + "greet")

    assert r.status_code == 401
    assert r.headers["WWW-Authenticate"].startswith("Bearer")


def test_a_key_that_may_not_read_is_refused_in_words(app):
    make_prompt("greet")

    r = with_key(app, make_key(scopes=["write"]).token).get(FETCH + "greet")

    assert (r.status_code, r.json["code"]) == (403, "missing_right")
    assert "`read`" in r.json["detail"]


def test_use_of_a_key_is_noted_but_not_at_every_request(app):
    key = make_key()
    client = with_key(app, key.token)
    make_prompt("greet")

    client.get(FETCH + "greet")
    app.extensions["sqlalchemy"].session.refresh(key.row)
    first = key.row.used_at
    client.get(FETCH + "greet")

    app.extensions["sqlalchemy"].session.refresh(key.row)
    assert first is not None
    assert key.row.used_at == first
