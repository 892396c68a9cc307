"""How many SQL statements a request takes: as many for much as for little."""

import json
from dataclasses import replace
from itertools import count

import pytest

from app.db import db
from app.services import serving
from tests.browsing import ORIGIN, Browser, sign_in
from tests.conftest import with_key
from tests.factories.access import PASSWORD, make_key, make_person, the_system
from tests.factories.prompts import make_prompt, save_version
from tests.factories.transfer import line
from tests.statements import statements

READS = {
    "/api/prompts": 5,
    "/api/prompts?body=false": 5,
    "/api/prompts?q=prompt&tag=x": 5,
    "/api/prompts/{id}": 6,
    "/api/prompts/{id}/versions": 5,
    "/api/prompts/{id}/versions/1": 5,
    "/api/prompts/{id}/releases": 5,
    "/api/prompts/{id}/diff?from=1&to=2": 4,
    "/api/prompts/by-name/{name}?at=2100-01-01T00:00:00Z": 6,
    "/api/me": 2,
}
"""At most: who asks, then what for; the names of authors in one statement a kind."""

numbers = count()


def sent(client, method, path, **kwargs):
    db.session.remove()
    with statements() as seen:
        r = client.open(path, method=method, **kwargs)
    assert r.status_code < 300, r.json
    return seen


def fill(prompts, versions):
    """Prompts by authors of both kinds; the last prompt has many versions."""
    ada, key = make_person(f"person-{next(numbers)}", password=None), make_key().row
    for actor in (f"person:{ada.id}", f"key:{key.id}"):
        for _ in range(prompts):
            made = make_prompt(tags=["x"], caller=acting(actor), versions=2)
    for number in range(versions):
        save_version(made, f"{number}", caller=acting(f"person:{ada.id}"))
    return made


def acting(actor):
    return replace(the_system(), actor=actor)


@pytest.mark.parametrize("path", READS)
def test_a_read_takes_as_many_statements_for_much_as_for_little(client, path):
    client.get("/api/me")  # notes the key's use, once an hour
    few = fill(prompts=2, versions=1)
    little = sent(client, "GET", path.format(id=few.id, name=few.name))
    many = fill(prompts=8, versions=30)
    much = sent(client, "GET", path.format(id=many.id, name=many.name))

    assert [s.sql.split()[0] for s in much] == [s.sql.split()[0] for s in little]
    assert len(much) <= READS[path]


def test_a_lists_rows_take_one_statement_whatever_the_page(client):
    fill(prompts=8, versions=3)

    for query in ("limit=1", "limit=100", "limit=100&body=false"):
        seen = sent(client, "GET", f"/api/prompts?{query}")
        rows = [s for s in seen if "FROM prompts" in s.sql and "count(" not in s.sql]
        assert len(rows) == 1


def test_a_list_without_bodies_reads_no_body(client):
    fill(prompts=1, versions=1)

    seen = sent(client, "GET", "/api/prompts?body=false")

    assert not [s for s in seen if "prompt_versions.content" in s.sql]
    assert not [s for s in seen if "prompt_search.text" in s.sql]


def test_a_fetch_takes_one_statement_once_the_body_is_known(client):
    make_prompt("greet", versions=2)
    path = "/api/prompts/by-name/greet"
    sent(client, "GET", path)

    for query in ("", "?label=latest", "?version=1"):
        sent(client, "GET", path + query)
        seen = sent(client, "GET", path + query)
        assert len(seen) == 1
        assert "content" not in seen[0].sql


def test_what_is_not_modified_is_known_before_any_body_is_read(client):
    make_prompt("greet")
    path = "/api/prompts/by-name/greet"
    etag = client.get(path).headers["ETag"]
    serving.bodies.clear()

    with statements() as seen:
        r = client.get(path, headers={"If-None-Match": etag})

    assert (r.status_code, len(seen)) == (304, 1)
    assert "content" not in seen[0].sql


def test_a_detail_not_modified_reads_no_version(client):
    prompt = make_prompt("greet")
    path = f"/api/prompts/{prompt.id}"
    etag = client.get(path).headers["ETag"]

    with statements() as seen:
        client.get(path, headers={"If-None-Match": etag})

    assert not [s for s in seen if "prompt_versions" in s.sql]


def test_session_and_person_are_one_statement_read_at_every_request(app):
    ada = Browser(app)
    ada.send("GET", "/api/me")

    for _ in range(2):
        with statements() as seen:
            ada.send("GET", "/api/me")
        (who,) = [s for s in seen if "FROM sessions" in s.sql]
        assert "JOIN users" in who.sql


WRITES = {
    "save": ("POST", "/versions", {"content": "new"}),
    "save and serve": ("POST", "/versions", {"content": "newer", "labels": ["production"]}),
    "activate": ("POST", "/activate", {"version": 2}),
    "rollback": ("POST", "/rollback", {}),
    "change": ("PATCH", "", {"tags": ["new"]}),
    "delete": ("DELETE", "", None),
}


@pytest.mark.parametrize("write", WRITES)
def test_a_write_takes_as_many_statements_for_much_as_for_little(app, write):
    method, path, body = WRITES[write]
    client = with_key(app, make_key().token)
    taken = []
    for versions in (1, 30):
        id_ = fill(prompts=1, versions=versions).id
        client.post(f"/api/prompts/{id_}/activate", json={"version": 3})
        seen = sent(client, method, f"/api/prompts/{id_}{path}", json=body)
        taken.append([s.sql.split()[0] for s in seen])

    assert taken[0] == taken[1]
    assert len(taken[1]) <= 20


def verbs(seen):
    return [s.sql.split()[0] for s in seen]


def test_creating_takes_as_many_statements_beside_many_prompts_as_beside_few(client):
    client.get("/api/me")
    taken = []
    for prompts in (1, 8):
        fill(prompts=prompts, versions=1)
        body = {"name": f"new {prompts}", "content": "a", "tags": ["x", "y"]}
        taken.append(verbs(sent(client, "POST", "/api/prompts", json=body)))

    assert taken[0] == taken[1]
    assert len(taken[1]) <= 14


def test_exporting_takes_as_many_statements_for_much_as_for_little(client):
    client.get("/api/me")
    taken = []
    for versions in (1, 30):
        for _ in range(versions):
            make_prompt(versions=versions)
        taken.append(verbs(sent(client, "GET", "/api/export")))

    assert taken[0] == taken[1]
    assert len(taken[1]) <= 6


def test_importing_takes_as_many_statements_for_much_as_for_little(client):
    client.get("/api/me")
    taken = []
    for versions in (2, 30):
        bodies = [f"{number}" for number in range(versions)]
        data = json.dumps(line(f"with {versions}", *bodies))
        told = {"data": data, "content_type": "application/x-ndjson"}
        taken.append(verbs(sent(client, "POST", "/api/import", **told)))

    assert taken[0] == taken[1]
    assert len(taken[1]) <= 11


def test_signing_in_and_out_takes_as_many_statements_after_many_sign_ins_as_after_few(app):
    make_person("ada")
    taken = []
    for sessions in (1, 8):
        for _ in range(sessions):
            client = app.test_client()
            csrf = sign_in(client).json["csrf_token"]
        told = {"headers": {"Origin": ORIGIN, "X-CSRF-Token": csrf}}
        out = verbs(sent(client, "POST", "/api/logout", **told))
        body = {"email": "ada@example.com", "password": PASSWORD}
        taken.append((out, verbs(sent(client, "POST", "/api/login", json=body))))

    assert taken[0] == taken[1]
    assert len(taken[1][0]) <= 4
    assert len(taken[1][1]) <= 14
