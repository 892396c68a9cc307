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
                "properties": {
                    "name": {"type": "string"},
                    "note": {
                        "type": ["string", "null"],
                        "minLength": 2,
                        "maxLength": 100,
                        "pattern": "^[a-z]+$",
                    },
                },
                "required": ["name"],
                "anyOf": [{"required": ["name"]}, {"required": ["note"]}],
                "if": {"required": ["note"]},
                "then": {"required": ["note"]},
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


def note(schemas):
    return schemas["PromptIn"]["properties"]["note"]


@pytest.mark.parametrize(
    ("change", "finding"),
    [
        (lambda s: note(s).update(maxLength=99), "maxLength is 99"),
        (lambda s: note(s).update(minLength=3), "minLength is 3"),
        (lambda s: note(s).update(pattern="^[a-c]+$"), "pattern has changed"),
        (lambda s: note(s).update(enum=["a"]), "only some values"),
        (lambda s: note(s).update(const="a"), "only some values"),
        (lambda s: s["PromptIn"]["anyOf"].pop(), "fewer kinds"),
        (lambda s: s["PromptIn"]["then"]["required"].append("name"), "name is required now"),
        (lambda s: s["PromptIn"].update({"else": {"required": ["note"]}}), "note is required now"),
        (lambda s: s["PromptIn"].update({"not": {"required": ["note"]}}), "condition has changed"),
        (lambda s: s["PromptIn"]["if"].update(required=["name"]), "condition has changed"),
        (
            lambda s: s["PromptIn"]["then"].update(properties={"note": {"maxLength": 9}}),
            "note: maxLength is 9",
        ),
    ],
)
def test_what_is_asked_in_addition_breaks(change, finding):
    found = changed(lambda _, schemas: change(schemas))

    assert len(found) == 1
    assert finding in found[0]


def test_what_is_asked_no_longer_breaks_nothing():
    def relax(_, schemas):
        note(schemas).update(maxLength=101, pattern="^[a-z]+$")
        del note(schemas)["minLength"]
        schemas["PromptIn"]["anyOf"].append({"required": ["z"]})
        del schemas["PromptIn"]["if"], schemas["PromptIn"]["then"]

    assert changed(relax) == []


def test_nothing_is_taken_away_since_the_last_release():
    document = json.loads((HOME / DOCUMENT).read_text())

    assert breaking_changes(released(HOME), document) == []


def test_the_last_tags_document_is_what_counts(tmp_path):
    (tmp_path / "docs").mkdir()
    git(tmp_path, "init", "--quiet")
    assert released(tmp_path) == {}
    for tag, document in (("v1", {"paths": {}}), ("v2", OLD), (None, {})):
        (tmp_path / DOCUMENT).write_text(json.dumps(document))
        git(tmp_path, "add", DOCUMENT)
        git(tmp_path, "commit", "--quiet", "--message", "Say what there is")
        if tag:
            git(tmp_path, "tag", tag)

    assert released(tmp_path) == OLD
    assert breaking_changes(released(tmp_path), {}) == ["/prompts is gone"]


def test_where_git_fails_so_does_the_comparison(tmp_path):
    with pytest.raises(subprocess.CalledProcessError):
        released(tmp_path)


def released(home: Path) -> dict:
    """The document of the last tag; nothing was promised before the first one."""
    if not git(home, "tag", "--list"):
        assert git(home, "rev-parse", "--is-shallow-repository") == "false", "Fetch the tags."
        return {}
    tag = git(home, "describe", "--tags", "--abbrev=0")
    return json.loads(git(home, "show", f"{tag}:{DOCUMENT}"))


def git(home: Path, *arguments: str) -> str:
    """Whoever owns the checkout, and whatever the machine's own settings are."""
    settings = ["safe.directory=*", "user.name=A", "user.email=a@example.com", "commit.gpgsign=no"]
    command = ["git", *(word for each in settings for word in ("-c", each)), *arguments]
    done = subprocess.run(command, cwd=home, capture_output=True, text=True, check=True)
    return done.stdout.strip()
