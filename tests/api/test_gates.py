"""Gates by the API: written, asked, met and passed."""

import pytest

from app.services import prompts
from tests.conftest import with_key
from tests.factories.access import make_key
from tests.factories.gates import make_evidence, make_gate, make_items, make_judging
from tests.factories.prompts import make_prompt

GATES = "/api/gates"


@pytest.fixture
def client(app):
    key = make_key(scopes=("read", "write", "release", "admin"))
    return with_key(app, key.token)


@pytest.fixture
def dataset(app):
    return make_items(versions=4)


@pytest.fixture
def evaluator(app):
    return make_judging(versions=2)


@pytest.fixture
def asked(dataset, evaluator):
    return {
        "prompt_prefix": "support/",
        "dataset_id": str(dataset.id),
        "min_dataset_version": 4,
        "evaluator_id": str(evaluator.id),
        "minimum": 0.75,
        "max_drop": 0.5,
        "connection": "echo",
    }


@pytest.fixture
def guarded(dataset, evaluator):
    """Version 1 of three is served, from before the gate."""
    prompt = make_prompt("support/greet", versions=3)
    make_gate(dataset, evaluator, prompt_name="support/greet", evaluator_version=1)
    return prompt


def activate(client, prompt, version, **body):
    return client.post(f"/api/prompts/{prompt.id}/activate", json={"version": version, **body})


def test_a_gate_is_made_read_listed_changed_and_archived(client, asked, evaluator):
    made = client.post(GATES, json=asked)

    assert made.status_code == 201
    assert made.json.items() >= {**asked, "label": "production", "trials": 1}.items()
    assert (made.json["evaluator_version"], made.json["evaluator_name"]) == (2, "exact")
    assert (made.json["dataset_name"], made.json["created_by"][:3]) == ("qa", "key")
    path = made.headers["Location"]
    read = client.get(path)
    assert (read.json, read.headers["ETag"]) == (made.json, made.headers["ETag"])
    assert client.get(GATES).json == [made.json]
    changed = client.patch(path, json={"tag": "Guarded", "prompt_prefix": None})
    assert (changed.json["tag"], changed.json["prompt_prefix"]) == ("guarded", None)
    assert changed.headers["ETag"] != made.headers["ETag"]
    assert client.delete(path).status_code == 204
    assert client.get(GATES).json == []
    (archived,) = client.get(f"{GATES}?archived=true").json
    assert archived["archived_at"]
    back = client.patch(path, json={"archived": False})
    assert back.json["archived_at"] is None


@pytest.mark.parametrize("method", ["PATCH", "DELETE"])
def test_who_saw_another_state_changes_nothing(client, asked, method):
    path = client.post(GATES, json=asked).headers["Location"]
    seen = client.get(path).headers["ETag"]
    client.patch(path, json={"minimum": 1})
    body = {"json": {"minimum": 0}} if method == "PATCH" else {}

    refused = client.open(path, method=method, headers={"If-Match": seen}, **body)

    assert (refused.status_code, refused.json["code"]) == (412, "etag_differs")
    assert client.get(path).json["minimum"] == 1


WRONG = {
    "two selectors": ({"tag": "a"}, "prompt_name"),
    "no selector": ({"prompt_prefix": None}, "prompt_name"),
    "an unknown label": ({"label": "staging"}, "label"),
    "the label that moves by itself": ({"label": "latest"}, "label"),
    "no name": ({"prompt_prefix": None, "prompt_name": "a//b"}, "prompt_name"),
    "nothing asked": ({"minimum": None, "max_drop": None}, "minimum"),
    "a drop below zero": ({"max_drop": -0.1}, "max_drop"),
    "beyond the scale": ({"minimum": 1.5}, "minimum"),
    "not a number": ({"minimum": "0.5"}, "minimum"),
    "no connection": ({"connection": None}, "connection"),
    "an unknown connection": ({"connection": "nowhere"}, "connection"),
    "nothing to start": (
        {"connection": None, "accept_recorded": True, "starts_by_itself": True},
        "starts_by_itself",
    ),
    "a dataset version to come": ({"min_dataset_version": 5}, "min_dataset_version"),
    "an evaluator version to come": ({"evaluator_version": 3}, "evaluator_version"),
    "no such dataset": (
        {"dataset_id": "01a20b4e-8888-7940-ad94-5367c651dff0"},
        "dataset_id",
    ),
    "no such evaluator": (
        {"evaluator_id": "01a20b4e-8888-7940-ad94-5367c651dff0"},
        "evaluator_id",
    ),
    "too many trials": ({"trials": 101}, "trials"),
    "archived from the beginning": ({"archived": True}, "archived"),
}


@pytest.mark.parametrize(("wrong", "field"), WRONG.values(), ids=WRONG)
def test_what_makes_no_sense_is_refused_by_field(client, asked, wrong, field):
    refused = client.post(GATES, json={**asked, **wrong})

    assert (refused.status_code, list(refused.json["errors"]["json"])) == (422, [field])
    assert client.get(GATES).json == []


@pytest.mark.parametrize(
    ("wrong", "field"),
    [one for name, one in WRONG.items() if not name.startswith("archived")],
    ids=[name for name in WRONG if not name.startswith("archived")],
)
def test_no_change_makes_it_so(client, asked, wrong, field):
    path = client.post(GATES, json=asked).headers["Location"]

    refused = client.patch(path, json=wrong)

    assert (refused.status_code, list(refused.json["errors"]["json"])) == (422, [field])
    assert client.get(path).json.items() >= asked.items()


def test_a_move_is_refused_with_what_is_missing(client, guarded):
    refused = activate(client, guarded, 3)

    assert (refused.status_code, refused.json["code"]) == (409, "gate_not_met")
    (missing,) = refused.json["missing"]
    assert missing["what"] == "experiment"
    assert missing["detail"].startswith(
        "Run an experiment of version 3 on dataset qa (version 1 or newer) with connection echo"
    )
    assert missing["detail"] in refused.json["detail"]
    assert client.get(f"/api/prompts/{guarded.id}").json["active_version"] == 1


def test_a_release_says_by_what_it_was_let_through(client, guarded, dataset, evaluator):
    evidence = make_evidence(guarded, 3, dataset, evaluator)

    assert activate(client, guarded, 3).json["active_version"] == 3

    newest, first = client.get(f"/api/prompts/{guarded.id}/releases").json
    assert newest["gates"][0]["experiment_id"] == str(evidence.id)
    assert (newest["gates"][0]["value"], newest["gates_overridden"]) == (1.0, False)
    assert (first["gates"], first["gates_overridden"]) == (None, False)


def test_an_admin_passes_with_a_reason_and_it_stands_out(client, guarded):
    without = activate(client, guarded, 3, override_gates=True)
    passed = activate(client, guarded, 3, override_gates=True, reason="Down")

    assert (without.status_code, list(without.json["errors"]["json"])) == (422, ["reason"])
    assert passed.json["active_version"] == 3
    newest = client.get(f"/api/prompts/{guarded.id}/releases").json[0]
    assert (newest["gates_overridden"], newest["gates"][0]["what"]) == (True, "experiment")
    back = client.post(
        f"/api/prompts/{guarded.id}/rollback", json={"override_gates": True, "reason": "Worse"}
    )
    assert back.json["active_version"] == 1


def test_nobody_else_does(app, guarded):
    key = make_key(scopes=("read", "write", "release"))
    body = {"override_gates": True, "reason": "Please"}

    refused = activate(with_key(app, key.token), guarded, 3, **body)

    assert (refused.status_code, refused.json["code"]) == (403, "missing_right")


def test_a_rollback_is_refused_too(client, guarded):
    activate(client, guarded, 3, override_gates=True, reason="Down")

    refused = client.post(f"/api/prompts/{guarded.id}/rollback")

    assert (refused.status_code, refused.json["code"]) == (409, "gate_not_met")


def test_creation_asks_only_where_it_is_asked_to_activate(client, dataset, evaluator):
    make_gate(dataset, evaluator, prompt_prefix="new")
    body = {"content": "Hi"}

    quiet = client.post("/api/prompts", json={"name": "new 1", **body})
    loud = client.post("/api/prompts", json={"name": "new 2", "activate": True, **body})

    assert (quiet.status_code, quiet.json["active_version"]) == (201, None)
    assert (loud.status_code, loud.json["code"]) == (409, "gate_not_met")
    assert len(client.get("/api/prompts").json) == 1


def test_a_version_with_the_label_is_refused_and_not_saved(client, guarded):
    path = f"/api/prompts/{guarded.id}/versions"

    refused = client.post(path, json={"content": "Fourth", "labels": ["production"]})

    assert (refused.status_code, refused.json["code"]) == (409, "gate_not_met")
    assert "Save it without the label first." in refused.json["detail"]
    assert len(client.get(path).json) == 3


def test_a_langfuse_sdk_is_refused_as_well(client, guarded):
    path = "/api/public/v2/prompts/support%2Fgreet/versions/2"

    refused = client.patch(path, json={"newLabels": ["production"]})

    assert (refused.status_code, refused.json["code"]) == (400, "gate_not_met")
    assert "Run an experiment of version 2" in refused.text


def test_each_gate_says_whether_a_version_would_pass(client, guarded, dataset, evaluator):
    make_gate(dataset, evaluator, prompt_prefix="support/", minimum=None, max_drop=0.1)
    evidence = make_evidence(guarded, 3, dataset, evaluator, evaluator_version=1)
    path = f"/api/prompts/{guarded.id}/gates"

    first, second = client.get(f"{path}?version=3").json

    assert first["passes"] is True
    assert (first["experiment_id"], first["value"]) == (str(evidence.id), 1.0)
    assert (first["what"], first["detail"]) == (None, None)
    assert first["gate"]["dataset_name"] == "qa"
    assert (second["passes"], second["what"]) == (False, "experiment")
    assert client.get(f"{path}?version=4").json["code"] == "no_such_version"
    assert client.get(path).status_code == 422


def test_a_prompt_without_gates_has_none(client):
    prompt = make_prompt()

    assert client.get(f"/api/prompts/{prompt.id}/gates?version=1").json == []


def test_a_version_that_is_served_is_asked_like_any_other(client, guarded, caller):
    (found,) = client.get(f"/api/prompts/{guarded.id}/gates?version=1").json

    assert prompts.get_prompt(caller, guarded.id).active_version == 1
    assert found["passes"] is False
