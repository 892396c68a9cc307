"""The audit log over REST: for those who administer a project, and of that project alone."""

import json
from datetime import timedelta

import pytest

from app.db import in_utc, transaction
from app.services import releases
from app.services.seals import Sweep, seal_committed
from tests.admin.conftest import make_panel
from tests.conftest import with_key
from tests.factories.access import PASSWORD, make_key, make_person, make_project, the_system
from tests.factories.audit import events
from tests.factories.prompts import make_prompt


@pytest.fixture
def admin(app):
    """Somebody who may read the log."""
    return make_panel(app).client


def lines(response):
    return [json.loads(line) for line in response.data.splitlines()]


def test_it_tells_who_did_what_newest_first_with_the_seal(admin):
    prompt = make_prompt("greet", versions=2)
    with transaction():
        releases.activate(the_system(), prompt.id, 2, reason="better")
    seal_committed(Sweep())

    first, *others = admin.get("/api/audit").json

    assert (first["action"], first["actor"], first["actor_name"]) == (
        "prompt.activated",
        "system",
        "system",
    )
    assert (first["object_id"], first["reason"]) == (str(prompt.id), "better")
    assert first["changes"] == {"active_version": [1, 2]}
    assert [event["seal"] for event in [first, *others]] == list(range(len(others) + 1, 0, -1))
    assert len(first["hash"]) == 64


def test_each_filter_narrows(admin):
    a, b = make_prompt("a"), make_prompt("b")
    moment = next(e.created_at for e in events() if e.object_id == str(b.id))
    asked = {
        "actor=key:1": 0,
        "action=prompt.created": 2,
        "object_type=key": 0,
        f"object_id={a.id}": 2,
        "request_id=nothing-like-it": 0,
        f"since={in_utc(moment)}": 2,
        f"until={in_utc(moment)}&object_type=prompt": 2,
        f"since={in_utc(moment + timedelta(days=1))}": 0,
    }

    assert {query: len(admin.get(f"/api/audit?{query}").json) for query in asked} == asked


def test_pages_follow_each_other(admin):
    for number in range(4):
        make_prompt(f"p{number}")
    whole = [event["id"] for event in admin.get("/api/audit?limit=100").json]

    seen, path = [], "/api/audit?limit=3"
    while path:
        page = admin.get(path)
        seen += [event["id"] for event in page.json]
        link = page.headers.get("Link")
        path = link.partition(">")[0].strip("<") if link else None

    assert seen == whole
    assert json.loads(page.headers["X-Pagination"])["total"] == len(whole)


def test_another_project_s_events_are_not_there(admin):
    other = make_project("other")
    theirs = str(make_prompt("theirs", caller=other).id)

    assert admin.get(f"/api/audit?object_id={theirs}").json == []
    assert theirs not in admin.get("/api/audit/export").text


def test_an_export_is_oldest_first_and_recorded(admin):
    make_prompt("greet")
    seal_committed(Sweep())

    r = admin.get("/api/audit/export?object_type=prompt")

    assert r.mimetype == "application/x-ndjson"
    told = lines(r)
    assert [event["action"] for event in told] == ["prompt.created", "prompt.activated"]
    assert told[1]["seal"] == told[0]["seal"] + 1
    assert r.content_length == len(r.data)
    event = events("audit.exported")[-1]
    assert event.changes == {"object_type": [None, "prompt"]}
    assert event.request_id == r.headers["X-Request-Id"]


@pytest.mark.parametrize("path", ["/api/audit", "/api/audit/export"])
def test_it_is_for_those_who_administer(app, path):
    assert app.test_client().get(path).status_code == 401
    assert with_key(app, make_key().token).get(path).status_code == 403
    assert events("access.refused")


@pytest.mark.parametrize(
    "query",
    ["actor=", "since=yesterday", "cursor=x", "limit=0", "limit=101", "who=me", "actor=%00"],
)
def test_what_makes_no_sense_is_refused(admin, query):
    assert admin.get(f"/api/audit?{query}").status_code == 422


def test_prompts_taken_away_are_recorded(client, app):
    make_prompt("greet")
    client.get("/api/export")
    panel = make_panel(app)
    panel.get("/transfer/export/", project="default")
    panel.get("/prompts/export/csv/", q="ada@example.com", tag="x")

    one, two, three = events("prompts.exported")
    assert (one.actor[:4], two.actor) == ("key:", f"person:{panel.person.id}")
    assert three.changes == {
        "format": [None, "csv"],
        "tag": [None, ["x"]],
        "searched": [None, True],
    }


def test_no_secret_stands_in_the_log(app, anonymous):
    """Whatever makes or takes a secret is done once, then the whole table is searched."""
    panel, ada = make_panel(app), make_person("ada", operator=True)
    key = make_key("ci")
    with_key(app, key.token).get("/api/me")
    with_key(app, key.token + "x").get("/api/me")
    body = {"email": "ada@example.com", "password": PASSWORD}
    anonymous.post("/api/login", json=body)
    token = anonymous.get_cookie("promptside_session").value
    anonymous.post("/api/login", json={**body, "password": "wrong horse battery"})
    link = panel.post("/people/link/", {"id": str(ada.id)}).text
    secrets = [PASSWORD, "wrong horse", token, panel.token, key.token, key.token[12:]]
    secrets += [word.split("token=")[1].split('"')[0] for word in link.split() if "token=" in word]

    told = str([[getattr(e, c.name) for c in e.__table__.columns] for e in events()])

    assert len(events()) > 8
    assert [secret for secret in [*secrets, "@example.com", "argon2"] if secret in told] == []
