"""The API only grows: the committed description against the last release's."""

import json
import subprocess
from copy import deepcopy
from pathlib import Path

import pytest

from tests.openapi_changes import breaking_changes

HOME = Path(__file__).parent.parent
DOCUMENT = "docs/openapi.json"

OLD = {
    "paths": {
        "/prompts": {
            "get": {
                "parameters": [
                    {"in": "query", "name": "kind", "schema": {"enum": ["text", "chat"]}},
                ],
                "responses": {
                    "200": {
                        "content": {
                            "application/json": {
                                "schema": {
                                    "type": "array",
                                    "items": {"$ref": "#/components/schemas/Prompt"},
                                }
                            }
                        }
                    }
                },
            },
            "post": {
                "requestBody": {
                    "required": True,
                    "content": {
                        "application/json": {"schema": {"$ref": "#/components/schemas/PromptIn"}}
                    },
                },
                "responses": {"201": {}},
            },
        }
    },
    "components": {
        "schemas": {
            "Prompt": {
                "type": "object",
                "properties": {
                    "name": {"type": "string"},
                    "description": {"type": ["string", "null"]},
                    "parent": {"$ref": "#/components/schemas/Prompt"},
                },
                "required": ["name", "description"],
            },
            "PromptIn": {
                "type": "object",
                "properties": {"name": {"type": "string"}, "note": {"type": ["string", "null"]}},
                "required": ["name"],
            },
        }
    },
}


def changed(change):
    new = deepcopy(OLD)
    change(new["paths"]["/prompts"], new["components"]["schemas"])
    return breaking_changes(OLD, new)


def test_the_same_document_breaks_nothing():
    assert breaking_changes(OLD, deepcopy(OLD)) == []


def test_growth_breaks_nothing():
    def grow(prompts, schemas):
        prompts["delete"] = {"responses": {"204": {}}}
        prompts["get"]["parameters"] += [{"in": "query", "name": "q", "schema": {}}]
        prompts["get"]["parameters"][0]["schema"]["enum"].append("image")
        schemas["Prompt"]["properties"]["tags"] = {"type": "array"}
        schemas["Prompt"]["required"].append("tags")
        schemas["PromptIn"]["properties"]["tags"] = {"type": "array"}

    assert changed(grow) == []


def test_a_path_that_is_gone_breaks():
    new = deepcopy(OLD)
    del new["paths"]["/prompts"]

    assert breaking_changes(OLD, new) == ["/prompts is gone"]


@pytest.mark.parametrize(
    ("change", "finding"),
    [
        (lambda p, s: p.pop("post"), "POST /prompts is gone"),
        (lambda p, s: p["get"]["parameters"].clear(), "the query parameter kind is gone"),
        (lambda p, s: p["get"]["parameters"][0].update(required=True), "kind is required now"),
        (lambda p, s: p["get"]["parameters"][0]["schema"]["enum"].pop(), "'chat' is gone"),
        (lambda p, s: p["get"]["responses"].clear(), "the answer 200 is gone"),
        (lambda p, s: s["Prompt"]["properties"].pop("name"), "the field name is gone"),
        (lambda p, s: s["Prompt"]["required"].remove("name"), "name may be missing now"),
        (lambda p, s: s["PromptIn"]["properties"].pop("note"), "the field note is gone"),
        (lambda p, s: s["PromptIn"]["required"].append("note"), "note is required now"),
        (lambda p, s: s["PromptIn"]["properties"]["note"].update(type="string"), "type has"),
        (
            lambda p, s: s["Prompt"]["properties"]["name"].update(type=["string", "null"]),
            "type has",
        ),
    ],
)
def test_what_is_taken_away_breaks(change, finding):
    found = changed(change)

    assert len(found) == 1
    assert finding in found[0]


def test_nothing_is_taken_away_since_the_last_release():
    document = json.loads((HOME / DOCUMENT).read_text())

    assert breaking_changes(released(), document) == []


def released() -> dict:
    """The document of the last tag; nothing was promised before the first one."""
    tag = git("describe", "--tags", "--abbrev=0")
    return json.loads(git("show", f"{tag}:{DOCUMENT}") or "{}") if tag else {}


def git(*arguments: str) -> str:
    done = subprocess.run(
        ["git", *arguments], cwd=HOME, capture_output=True, text=True, check=False
    )
    return done.stdout.strip() if done.returncode == 0 else ""
