"""Activating, rolling back and the log by REST."""

import json

import pytest

from tests.factories.prompts import make_prompt

ROW = ["id", "prompt_id", "prompt_name", "label", "from_version", "to_version", "reason", "actor"]
ROW += ["created_at", "release_id", "imported_at", "gates", "gates_overridden"]


@pytest.fixture
def prompt(client):
    return make_prompt("greet", versions=3)


def post(client, prompt, act, body=None, **headers):
    path = f"/api/prompts/{prompt.id}/{act}"
    headers = {name.replace("_", "-"): value for name, value in headers.items()}
    return client.post(path, json=body or {}, headers=headers)


def log(client, prompt, query=""):
    return client.get(f"/api/prompts/{prompt.id}/releases{query}")


def test_activating_answers_with_the_prompt_as_it_is_now(client, prompt):
    r = post(client, prompt, "activate", {"version": 2, "expected": 1, "reason": "better"})

    assert r.status_code == 200
    assert (r.json["active_version"], r.json["labels"]) == (2, {"latest": 3, "production": 2})
    assert r.json == client.get(f"/api/prompts/{prompt.id}").json
    assert r.headers["ETag"] == client.get(f"/api/prompts/{prompt.id}").headers["ETag"]


def test_the_rollback_chain(client, prompt):
    for version in (2, 3):
        post(client, prompt, "activate", {"version": version})

    answers = [post(client, prompt, "rollback", {"reason": "worse"}) for _ in range(3)]

    assert [r.status_code for r in answers] == [200, 200, 409]
    assert [r.json["active_version"] for r in answers[:2]] == [2, 1]
    assert answers[2].json["code"] == "nothing_to_undo"


def test_the_log_tells_who_moved_what_when_and_why(client, prompt):
    post(client, prompt, "activate", {"version": 2, "reason": "better"})
    post(client, prompt, "rollback")

    r = log(client, prompt)

    assert [(row["from_version"], row["to_version"]) for row in r.json] == [
        (2, 1),
        (1, 2),
        (None, 1),
    ]
    undo, move, first = r.json
    assert sorted(move) == sorted(ROW)
    assert (move["label"], move["reason"], move["prompt_name"]) == ("production", "better", "greet")
    assert (undo["release_id"], move["release_id"]) == (move["id"], None)
    assert move["actor"].startswith("key ")
    assert first["actor"] == "system"


def test_the_log_is_paged_like_every_list(client, prompt):
    post(client, prompt, "activate", {"version": 2})

    r = log(client, prompt, "?limit=1")
    rest = client.get(r.headers["Link"].partition(">")[0][1:])

    assert json.loads(r.headers["X-Pagination"])["total"] == 2
    assert [row["to_version"] for row in (*r.json, *rest.json)] == [2, 1]
    assert "Link" not in rest.headers


def test_the_log_of_a_deleted_prompt_stays(client, prompt):
    client.delete(f"/api/prompts/{prompt.id}")

    assert [row["to_version"] for row in log(client, prompt).json] == [1]


@pytest.mark.parametrize(
    ("act", "body", "status", "code"),
    [
        ("activate", {"version": 4}, 404, "no_such_version"),
        ("activate", {"version": 2, "expected": 3}, 412, "expected_differs"),
        ("activate", {"version": 2, "expected": None}, 412, "expected_differs"),
        ("activate", {}, 422, "invalid"),
        ("activate", {"version": 0}, 422, "invalid"),
        ("activate", {"version": "2"}, 422, "invalid"),
        ("activate", {"version": True}, 422, "invalid"),
        ("activate", {"version": 1.5}, 422, "invalid"),
        ("activate", {"version": 2**31}, 422, "invalid"),
        ("activate", {"version": 2, "reason": "x" * 1001}, 422, "invalid"),
        ("activate", {"version": 2, "label": "production"}, 422, "invalid"),
        ("rollback", {"expected": 2}, 412, "expected_differs"),
        ("rollback", {"reason": 3}, 422, "invalid"),
        ("rollback", {"version": 1}, 422, "invalid"),
    ],
)
def test_a_move_is_refused_and_nothing_moves(client, prompt, act, body, status, code):
    r = post(client, prompt, act, body)

    assert (r.status_code, r.json["code"]) == (status, code)
    assert [row["to_version"] for row in log(client, prompt).json] == [1]


def test_what_was_expected_and_what_is_there_are_told(client, prompt):
    r = post(client, prompt, "activate", {"version": 2, "expected": 3})

    assert (r.json["expected"], r.json["actual"]) == (3, 1)


@pytest.mark.parametrize(("act", "body"), [("activate", {"version": 3}), ("rollback", {})])
def test_a_change_since_the_etag_stops_a_move(client, prompt, act, body):
    seen = post(client, prompt, "activate", {"version": 2}).headers["ETag"]
    changed = client.patch(f"/api/prompts/{prompt.id}", json={"tags": ["x"]}).headers["ETag"]

    assert post(client, prompt, act, body, If_Match=seen).status_code == 412
    assert post(client, prompt, act, body, If_Match=changed).status_code == 200


def test_it_was_served_then_and_still_can_be_asked_for(client, prompt):
    moved = post(client, prompt, "activate", {"version": 3})
    assert moved.status_code == 200
    moments = [row["created_at"] for row in log(client, prompt).json]

    served = [client.get(f"/api/prompts/by-name/greet?at={moment}") for moment in moments]

    assert [r.json["active"]["version"] for r in served] == [3, 1]
    assert {r.json["label"] for r in served} == {"production"}
