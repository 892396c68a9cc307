"""Evaluators over REST: made, versioned, tried."""

import pytest

from app.services.policy import READ
from tests.conftest import with_key
from tests.factories.access import make_key

NUMBER = {"name": "right-number", "kind": "numeric", "config": {"tolerance": 0.5}}


@pytest.fixture
def evaluator(client):
    return client.post("/api/evaluators", json=NUMBER).json


def test_one_is_made_with_its_first_version(client):
    r = client.post("/api/evaluators", json=NUMBER)

    assert r.status_code == 201
    assert r.json["latest_version"] == 1
    assert [one["config"] for one in r.json["versions"]] == [{"tolerance": 0.5}]
    assert client.get(r.headers["Location"]).json == r.json
    assert [one["name"] for one in client.get("/api/evaluators").json] == ["right-number"]
    assert client.get("/api/evaluators?kind=exact").json == []


def test_another_configuration_is_another_version(client, evaluator):
    versions = f"/api/evaluators/{evaluator['id']}/versions"

    added = client.post(versions, json={"config": {"tolerance": 1}, "message": "wider"})
    again = client.post(versions, json={"config": {"tolerance": 1}})

    assert (added.status_code, added.json["version"]) == (201, 2)
    assert (again.status_code, again.json["version"]) == (200, 2)
    shown = client.get(f"/api/evaluators/{evaluator['id']}").json
    assert [one["version"] for one in shown["versions"]] == [2, 1]


def test_it_is_renamed_archived_and_brought_back(client, evaluator):
    here = f"/api/evaluators/{evaluator['id']}"
    etag = client.get(here).headers["ETag"]

    r = client.patch(here, json={"name": "number", "archived": True}, headers={"If-Match": etag})

    assert r.json["name"] == "number"
    assert client.get("/api/evaluators").json == []
    assert len(client.get("/api/evaluators?archived=true").json) == 1
    assert client.post(f"{here}/versions", json={"config": {}}).status_code == 409
    late = client.patch(here, json={"archived": False}, headers={"If-Match": etag})
    assert late.status_code == 412
    assert client.patch(here, json={"archived": False}).json["archived_at"] is None


def test_a_name_is_taken_once(client, evaluator):
    r = client.post("/api/evaluators", json=NUMBER)

    assert r.status_code == 409
    assert "right-number" in r.json["detail"]
    other = client.post("/api/evaluators", json={**NUMBER, "name": "other"}).json
    renamed = client.patch(f"/api/evaluators/{other['id']}", json={"name": "right-number"})
    assert renamed.status_code == 409
    assert renamed.json["name"] == "right-number"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"kind": "exact"}, "name"),
        ({"name": "x", "kind": "nonsense"}, "kind"),
        ({"name": "x", "kind": "regex", "config": {"pattern": "("}}, "config"),
        ({"name": "x", "kind": "regex", "config": {}}, "config"),
        ({"name": "x", "kind": "exact", "config": {"more": 1}}, "config"),
        ({"name": " ", "kind": "exact"}, "name"),
    ],
)
def test_what_makes_none_is_refused_by_its_field(client, body, field):
    r = client.post("/api/evaluators", json=body)

    assert r.status_code == 422
    assert list(r.json["errors"]["json"]) == [field]


def test_it_is_tried_without_being_saved(client):
    asked = {"kind": "numeric", "output": "So it is 18.", "expected": "#### 18"}

    r = client.post("/api/evaluators/try", json=asked)

    assert r.json == {"value": 1, "passed": True, "reason": "18, expected 18.", "error": None}
    assert client.get("/api/evaluators").json == []


def test_a_judge_is_tried_with_an_answer(client):
    asked = {"kind": "judge", "config": {"prompt": "judge"}, "output": "x"}

    without = client.post("/api/evaluators/try", json=asked)
    garbage = client.post("/api/evaluators/try", json={**asked, "answer": "I like it"})

    assert without.status_code == 422
    assert garbage.json["value"] is None
    assert "I like it" in garbage.json["error"]


def test_the_kinds_say_how_they_are_configured(client):
    kinds = {one["kind"]: one for one in client.get("/api/evaluators/kinds").json}

    assert kinds["latency"]["config_schema"]["required"] == ["maximum_ms"]
    assert len(kinds) == 13


def test_who_only_reads_tries_and_makes_none(app, client, evaluator):
    reader = with_key(app, make_key("reader", scopes=(READ,)).token)
    asked = {"kind": "exact", "output": "a", "expected": "a"}

    assert reader.get(f"/api/evaluators/{evaluator['id']}").status_code == 200
    assert reader.post("/api/evaluators/try", json=asked).json["passed"]
    assert reader.post("/api/evaluators", json=NUMBER).status_code == 403
