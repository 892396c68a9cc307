"""The OpenAPI document: committed, valid, and complete."""

import json
import re

import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator

from app.api.document import specification
from app.web.identity import DOCUMENTS, OPEN
from tests.factories.prompts import make_prompt
from tests.live import ROOT

COMMITTED = json.loads((ROOT / "docs/openapi.json").read_text())
METHODS = ("get", "post", "put", "patch", "delete")
OPERATIONS = [
    pytest.param(path, method, operation, id=operation["operationId"])
    for path, item in COMMITTED["paths"].items()
    for method, operation in item.items()
    if method in METHODS
]
each_operation = pytest.mark.parametrize(("path", "method", "operation"), OPERATIONS)

MAY_BE_MISSING = {"ProblemOut": {"errors"}}
"""RFC 9457 leaves out what does not apply, and most refusals are of no field."""


def test_what_is_committed_is_what_the_application_says(app):
    assert json.loads(json.dumps(specification(app))) == COMMITTED, "Run `make openapi`."


def test_a_validator_accepts_it():
    assert [error.message for error in OpenAPIV31SpecValidator(COMMITTED).iter_errors()] == []


def test_every_rest_rule_is_in_it(app):
    rules = [
        rule
        for rule in app.url_map.iter_rules()
        if not rule.rule.startswith(("/admin", "/static"))
        and rule.endpoint not in DOCUMENTS
        and not rule.endpoint.startswith("langfuse.")
    ]

    found = {
        (re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule), method.lower())
        for rule in rules
        for method in rule.methods - {"HEAD", "OPTIONS"}
    }
    assert found == {operation.values[:2] for operation in OPERATIONS}


@each_operation
def test_it_has_a_summary_that_begins_with_a_verb(path, method, operation):
    assert re.fullmatch(r"[A-Z][a-z]+ .{5,80}[^.]", operation["summary"])


@each_operation
def test_everything_sent_and_answered_has_an_example_of_its_kind(path, method, operation):
    sent = [operation["requestBody"]] if "requestBody" in operation else []

    for part in [*sent, *operation["responses"].values()]:
        for media in part.get("content", {}).values():
            schema = {"components": COMMITTED["components"], **media["schema"]}
            Draft202012Validator(schema).validate(media["example"])


@each_operation
def test_it_lists_its_refusals(path, method, operation):
    answers = operation["responses"]
    wanted = {"422"} | ({"401", "403", "503"} if operation["security"] else set())
    wanted |= {"404"} if "{" in path else set()
    wanted |= {"415"} if "requestBody" in operation else set()

    assert wanted <= set(answers)
    for status in set(answers) - {"503"} if path == "/ready" else set(answers):
        if status >= "400":
            media = answers[status]["content"]["application/problem+json"]
            assert media["schema"] == {"$ref": "#/components/schemas/ProblemOut"}
            assert media["example"]["status"] == int(status)


@each_operation
def test_it_says_who_may_ask(app, path, method, operation):
    rule = re.sub(r"{(\w+)}", r"<\1>", path)
    (endpoint,) = {
        found.endpoint
        for found in app.url_map.iter_rules()
        if re.sub(r"<\w+:", "<", found.rule) == rule and method.upper() in found.methods
    }
    session = {"session": []} if method == "get" else {"session": [], "csrf": []}

    assert operation["security"] == ([] if endpoint in OPEN else [{"bearer": []}, session])


ANSWERED = {name: s for name, s in COMMITTED["components"]["schemas"].items() if name[-3:] == "Out"}


@pytest.mark.parametrize("name", ANSWERED)
def test_every_field_of_an_answer_is_there(name):
    schema = ANSWERED[name]

    optional = set(schema["properties"]) - set(schema["required"])
    assert optional == MAY_BE_MISSING.get(name, set())


def test_a_refusal_may_say_more_than_all_of_them_do(client):
    make_prompt("draft", activate=False)

    said = client.get("/api/prompts/by-name/draft").json

    assert said["latest_version"] == 1
    schema = {"components": COMMITTED["components"], "$ref": "#/components/schemas/ProblemOut"}
    Draft202012Validator(schema).validate(said)
