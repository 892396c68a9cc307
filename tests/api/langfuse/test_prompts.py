"""Prompts by Langfuse's routes."""

from urllib.parse import quote

import pytest

from app.db import transaction
from app.services import prompts
from tests.api.langfuse.conftest import speaking
from tests.factories.access import make_key
from tests.factories.prompts import make_prompt

PROMPTS = "/api/public/v2/prompts"
CHAT = [
    {"type": "chatmessage", "role": "system", "content": "Be brief."},
    {"type": "placeholder", "name": "history"},
    {"role": "user", "content": "{{question}}"},
]


def test_a_text_prompt_is_saved_as_the_sdks_send_it(sdk):
    r = sdk.post(
        PROMPTS,
        json={"name": "greet", "prompt": "Hi {{name}}", "config": {"temperature": 0.5},
              "labels": ["production"], "tags": None, "commitMessage": "first"},
    )  # fmt: skip

    assert r.status_code == 201
    assert sdk.get(f"{PROMPTS}/greet").json == r.json
    assert r.json["labels"] == ["latest", "production"]
    told = {key: r.json[key] for key in ("name", "version", "type", "prompt", "config", "tags")}
    assert told == {
        "name": "greet",
        "version": 1,
        "type": "text",
        "prompt": "Hi {{name}}",
        "config": {"temperature": 0.5},
        "tags": [],
    }
    assert (r.json["commitMessage"], r.json["isActive"]) == ("first", True)


def test_a_chat_prompt_keeps_its_messages_and_placeholders(sdk):
    r = sdk.post(PROMPTS, json={"name": "chat", "type": "chat", "prompt": CHAT, "config": None})

    assert r.json["prompt"] == [
        {"role": "system", "content": "Be brief."},
        {"type": "placeholder", "name": "history"},
        {"role": "user", "content": "{{question}}"},
    ]
    assert (r.json["config"], r.json["labels"]) == ({}, ["latest"])


def test_contents_in_parts_are_told_as_text(sdk):
    parts = [{"type": "text", "text": "See"}, {"type": "image_url", "image_url": {"url": "x"}}]
    make_prompt("vision", messages=[{"role": "user", "content": parts}])

    assert sdk.get(f"{PROMPTS}/vision").json["prompt"] == [{"role": "user", "content": "See"}]


def test_the_next_version_takes_the_label_and_keeps_the_tags(sdk):
    sdk.post(PROMPTS, json={"name": "a", "prompt": "1", "labels": ["production"], "tags": ["x"]})

    second = sdk.post(PROMPTS, json={"name": "a", "prompt": "2", "labels": ["production"]}).json
    third = sdk.post(PROMPTS, json={"name": "a", "prompt": "3", "tags": ["y"]}).json

    assert (second["version"], second["tags"], second["labels"]) == (
        2,
        ["x"],
        ["latest", "production"],
    )
    assert (third["version"], third["tags"], third["labels"]) == (3, ["y"], ["latest"])
    assert sdk.get(f"{PROMPTS}/a").json["prompt"] == "2"


@pytest.mark.parametrize(
    ("query", "prompt"),
    [("", "1"), ("label=production", "1"), ("label=latest", "2"), ("version=2&resolve=false", "2")],
)
def test_one_is_fetched_by_label_or_version(sdk, query, prompt):
    make_prompt("greet", content="1", versions=2)

    found = sdk.get(f"{PROMPTS}/greet?{query}").json

    assert found["version"] == int(prompt)


@pytest.mark.parametrize("name", ["folder/greet me", "a/versions/3", "ñandú", "100%", "q?x"])
def test_any_name_comes_through(sdk, name):
    sdk.post(PROMPTS, json={"name": name, "prompt": "x"})
    place = f"{PROMPTS}/{quote(name, safe='')}"

    moved = sdk.patch(f"{place}/versions/1", json={"newLabels": ["production"]})

    assert (moved.status_code, moved.json["labels"]) == (200, ["latest", "production"])
    assert sdk.get(place).json["name"] == name
    assert sdk.delete(place).status_code == 204
    assert sdk.get(place).status_code == 404


@pytest.mark.parametrize(
    ("query", "status", "message"),
    [
        ("label=production", 404, "no version with the label 'production'"),
        ("label=staging", 404, "no version with the label 'staging'"),
        ("version=9", 404, "no version 9"),
        ("version=1&label=latest", 400, "a version or for a label"),
        ("version=x", 400, "version"),
        ("mood=good", 400, "mood"),
    ],
)
def test_what_is_not_there_is_told_in_langfuses_shape(sdk, query, status, message):
    make_prompt("greet", activate=False)

    r = sdk.get(f"{PROMPTS}/greet?{query}")

    assert (r.status_code, r.mimetype) == (status, "application/json")
    assert message in r.json["message"]
    assert r.json["error"] in ("LangfuseNotFoundError", "InvalidRequestError")


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"name": "a//b"},
        {"prompt": None},
        {"prompt": [{"role": "user", "content": "x"}]},
        {"type": "chat", "prompt": "x"},
        {"type": "song"},
        {"config": [1]},
        {"labels": ["staging"]},
        {"commitMessage": "x" * 1001},
        {"tags": "x"},
    ],
    ids=str,
)
def test_what_makes_no_sense_is_a_400(sdk, wrong):
    r = sdk.post(PROMPTS, json={"name": "greet", "prompt": "x"} | wrong)

    assert (r.status_code, r.json["error"]) == (400, "InvalidRequestError")


def test_the_type_is_for_life(sdk):
    make_prompt("greet")

    r = sdk.post(PROMPTS, json={"name": "greet", "type": "chat", "prompt": CHAT})

    assert (r.status_code, "type" in r.json["message"]) == (400, True)


@pytest.mark.parametrize("labels", [["latest"], ["staging"]])
def test_a_label_that_cannot_be_moved_is_a_400(sdk, labels):
    make_prompt("greet")

    assert sdk.patch(f"{PROMPTS}/greet/versions/1", json={"newLabels": labels}).status_code == 400


@pytest.mark.parametrize("query", ["version=1", "label=production"])
def test_a_version_is_not_deleted_by_itself(sdk, query):
    make_prompt("greet", versions=2)

    r = sdk.delete(f"{PROMPTS}/greet?{query}")

    assert (r.status_code, "as a whole" in r.json["message"]) == (400, True)


def test_they_are_listed_page_by_page(sdk):
    for number in range(3):
        make_prompt(f"p{number}", versions=2, tags=["x"] if number else [])

    r = sdk.get(f"{PROMPTS}?limit=2").json

    assert [row["name"] for row in r["data"]] == ["p2", "p1"]
    assert r["meta"] == r["pagination"] == {
        "page": 1, "limit": 2, "totalItems": 3, "totalPages": 2
    }  # fmt: skip
    assert r["data"][0]["versions"] == [1, 2]
    assert [row["name"] for row in sdk.get(f"{PROMPTS}?limit=2&page=2").json["data"]] == ["p0"]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("name=b", ["b"]),
        ("name=B", []),
        ("tag=x", ["b"]),
        ("label=production", ["b"]),
        ("label=latest", ["b", "a"]),
        ("label=staging", []),
        ("version=2", ["a"]),
        ("fromUpdatedAt=2999-01-01T00:00:00Z", []),
        ("toUpdatedAt=2999-01-01T00:00:00Z", ["b", "a"]),
    ],
)
def test_a_list_is_narrowed(sdk, query, names):
    make_prompt("a", versions=2, activate=False)
    make_prompt("b", tags=["x"])

    assert [row["name"] for row in sdk.get(f"{PROMPTS}?{query}").json["data"]] == names


def test_more_than_a_hundred_a_page_is_refused(sdk):
    assert sdk.get(f"{PROMPTS}?limit=101").status_code == 400


def test_who_may_not_release_serves_nothing(app):
    writer = speaking(app, make_key(scopes=["read", "write"]))

    r = writer.post(PROMPTS, json={"name": "a", "prompt": "x", "labels": ["production"]})

    assert (r.status_code, r.json["error"]) == (403, "ForbiddenError")
    assert writer.post(PROMPTS, json={"name": "a", "prompt": "x"}).json["isActive"] is False


def test_an_archived_prompt_is_no_conflict_to_retry(sdk, caller):
    made = make_prompt("greet")
    with transaction():
        prompts.archive_prompt(caller, made.id)

    assert sdk.post(PROMPTS, json={"name": "greet", "prompt": "y"}).status_code == 400
