"""One line a request, and no secret in any."""

import base64
import logging

import pytest
from sqlalchemy import text

from app.db import db, transaction
from app.logs import JsonLines, TextLines
from app.services.access import passwords, people
from tests.browsing import Browser, sign_in
from tests.conftest import with_key
from tests.databases import SECRET
from tests.factories.access import PASSWORD, make_key, make_person, the_system
from tests.factories.prompts import make_prompt


@pytest.fixture
def lines(caplog):
    """What each request was told of."""
    caplog.set_level(logging.DEBUG)
    return lambda: [r.fields for r in caplog.records if r.name == "app.web.request_log"]


def test_a_request_is_told_in_one_line(app, lines):
    made = make_key()
    r = with_key(app, made.token).get(
        "/api/prompts?q=secret", environ_base={"REMOTE_ADDR": "10.0.0.1"}
    )

    (line,) = lines()
    assert 0 < line.pop("duration_ms") < 60_000
    assert line == {
        "request_id": r.headers["X-Request-Id"],
        "method": "GET",
        "route": "/api/prompts",
        "status": 200,
        "project": the_system().project_id,
        "actor": f"key:{made.row.id}",
        "address": "10.0.0.1",
    }


def test_the_route_is_told_without_what_stands_in_it(app, lines):
    make_prompt("secret/name")
    client, made = app.test_client(), make_key()
    client.get(
        "/api/prompts/by-name/secret/name", headers={"Authorization": f"Bearer {made.token}"}
    )
    client.get("/secret/nowhere")

    fetch, nowhere = lines()
    assert (fetch["route"], fetch["status"]) == ("/api/prompts/by-name/<path:name>", 200)
    assert (nowhere["route"], nowhere["status"], nowhere["actor"]) == (None, 401, None)


def test_a_person_is_told_by_id(app, lines):
    ada = Browser(app)
    ada.send("GET", "/api/me")

    assert [line["actor"] for line in lines()] == [f"person:{ada.person.id}"]


def test_a_failure_is_told_with_its_request(app, monkeypatch, caplog, lines):
    def fail(*_, **__):
        raise RuntimeError("a fault of ours")

    monkeypatch.setattr("app.services.access.projects.get_project", fail)
    r = with_key(app, make_key().token).get("/api/me")

    failed = [r for r in caplog.records if r.levelname == "ERROR"]
    assert [record.fields["request_id"] for record in failed] == [r.json["request_id"]]
    assert [line["status"] for line in lines()] == [500]


def test_no_secret_is_in_any_line(real_app, caplog):
    caplog.set_level(logging.DEBUG)
    client, ada, made = real_app.test_client(), make_person("ada"), make_key()
    with transaction():
        link = passwords.make_password_link(the_system(), ada.id, SECRET)
    basic = base64.b64encode(made.token.encode()).decode()

    session = sign_in(client).headers["Set-Cookie"].partition("=")[2].partition(";")[0]
    sign_in(client, password="a wrong password")
    for header in (f"Bearer {made.token}", f"Basic {basic}"):
        told = {"Authorization": header, "X-Request-Id": "a" * 8}
        client.get("/api/me", headers=told)
        client.get("/api/prompts/by-name/greet", headers=told)
    client.get("/api/prompts", query_string={"api_key": made.token})
    client.get("/admin/set-password", query_string={"token": link})
    client.get("/setup", query_string={"token": people.setup_token(SECRET)})
    new = {"token": link, "password": "another password"}
    client.post("/admin/set-password", data=new, headers={"Origin": "http://localhost:3000"})

    kinds = JsonLines(), TextLines()
    written = [kind.format(record) for record in caplog.records for kind in kinds]
    secrets = [session, link, made.token, basic, PASSWORD, "a wrong password", "another password"]
    secrets += [people.setup_token(SECRET), SECRET, SECRET[::-1], "ada@example.com"]
    assert len(written) > 15
    assert [secret for secret in secrets if secret in "\n".join(written)] == []


def test_a_statement_that_fails_is_told_without_its_values(real_app, caplog, monkeypatch):
    def fail(*_):
        db.session.execute(text("SELECT CAST(:secret AS int) / 0"), {"secret": 31337})

    monkeypatch.setattr("app.services.access.projects.get_project", fail)
    r = with_key(real_app, make_key().token).get("/api/me")

    assert r.status_code in (422, 500)
    assert "31337" not in caplog.text
