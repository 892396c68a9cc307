"""Prompts that people really use: listed, searched, compared and served."""

import json
import random
from urllib.parse import quote

import pytest

NDJSON = {"Content-Type": "application/x-ndjson"}


@pytest.fixture(scope="module")
def collection(real_data):
    """Name → versions, oldest first."""
    prompts = map(json.loads, (real_data / "prompts.jsonl").open("rb"))
    return {prompt["name"]: prompt["versions"] for prompt in prompts}


@pytest.fixture(scope="module")
def api(shared_api, real_data):
    data = (real_data / "prompts.jsonl").read_bytes()
    imported = shared_api.send("POST", "/api/import", data, NDJSON)
    assert json.loads(imported.body.splitlines()[-1])["summary"]["refused"] == 0
    return shared_api


def names_at(api, path):
    """Of all pages, by their links."""
    names = []
    while path:
        page = api.call("GET", path)
        names += [prompt["name"] for prompt in page.json]
        link = page.headers["Link"] or ""
        path = link.partition("<")[2].partition(">")[0]
    return names


def test_all_are_listed_once(api, collection):
    names = names_at(api, "/api/prompts?limit=100&body=false")

    assert sorted(names) == sorted(collection)


def test_each_is_found_by_words_of_its_newest_body(api, collection):
    dice = random.Random(1)
    for name in dice.sample(sorted(collection), 25):
        body = collection[name][-1]["content"]
        words = dice.choice([line for line in body.splitlines() if len(line) >= 10])[:40].strip()

        found = names_at(api, f"/api/prompts?limit=100&body=false&q={quote(words)}")

        assert sorted(found) == sorted(
            other
            for other, versions in collection.items()
            if words.casefold() in f"{other}\n{versions[-1]['content']}".casefold()
        )


def test_any_two_of_the_longest_history_are_compared(api, collection):
    name = max(collection, key=lambda name: len(collection[name]))
    versions = [version["content"] for version in collection[name]]
    id_ = api.call("GET", f"/api/prompts/by-name/{quote(name)}").json["id"]

    for before, after in [(1, len(versions)), (len(versions), 1), (1, 2)]:
        diff = api.call("GET", f"/api/prompts/{id_}/diff?from={before}&to={after}").json

        assert text_of(diff["content"], "from_text") == versions[before - 1]
        assert text_of(diff["content"], "to_text") == versions[after - 1]


def text_of(rows, side):
    lines = [row[side] for row in rows if row[side] is not None]
    return "\n".join("".join(text for text, _ in line) for line in lines)


def test_the_largest_body_and_all_others_are_served_as_written(api, collection):
    for name, versions in collection.items():
        served = api.call("GET", f"/api/prompts/by-name/{quote(name)}").json["active"]

        assert (served["version"], served["content"]) == (len(versions), versions[-1]["content"])
