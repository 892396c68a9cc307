"""Import with a look before, and export."""

import json

import pytest

from app.db import db
from app.models import Prompt
from app.services.access import sessions
from tests.admin.conftest import ORIGIN, events
from tests.databases import SECRET
from tests.factories.access import make_project
from tests.factories.prompts import make_prompt

LINES = [
    {"name": "new", "versions": [{"content": "One"}, {"content": "Two"}]},
    {"name": "known", "versions": [{"content": "Version 1 of {{ subject }}"}, {"content": "More"}]},
    {"name": "a//b", "versions": [{"content": "One"}]},
]


def send(panel, lines=LINES, **query):
    return panel.client.post(
        "/admin/transfer/import/",
        query_string={"project": "default", **query},
        data=b"\n".join(json.dumps(line).encode() for line in lines),
        headers={
            "Origin": ORIGIN,
            "X-CSRF-Token": sessions.csrf_token(panel.token, SECRET),
            "Content-Type": "application/x-ndjson",
        },
    )


def outcomes(response):
    return [(row["line"], row["name"], row["outcome"]) for row in response.json["results"]]


WOULD = [(1, "new", "created"), (2, "known", "extended"), (3, "a//b", "refused")]


def test_a_preview_says_what_would_happen_and_writes_nothing(panel):
    make_prompt("known")
    before = len(events())

    r = send(panel, preview="1")

    assert outcomes(r) == WOULD
    assert "single slashes" in r.json["results"][2]["reason"]
    assert db.session.query(Prompt).count() == 1
    assert len(events()) == before


def test_an_import_does_it_line_by_line(panel):
    make_prompt("known")

    assert outcomes(send(panel)) == WOULD
    assert db.session.query(Prompt).count() == 2
    assert {e.actor for e in events("prompt.imported")} == {f"person:{panel.person.id}"}
    assert [outcome for *_, outcome in outcomes(send(panel))][:2] == ["unchanged", "unchanged"]


def test_it_goes_into_the_project_chosen(panel):
    other = make_project("other")

    send(panel, LINES[:1], project="other")

    assert db.session.query(Prompt).one().project_id == other.project_id
    assert send(panel, project="nowhere").status_code == 404


@pytest.mark.parametrize("project", ["", "nowhere", "a\0", "\u00e9", "x" * 5000])
def test_a_project_that_is_none_is_not_found(panel, project):
    assert panel.get("/transfer/export/", project=project).status_code == 404
    assert send(panel, project=project).status_code == 404


def test_lines_may_be_longer_than_other_requests(panel):
    many = [{"content": f"{number}" + "x" * 1_000_000} for number in range(9)]

    r = send(panel, [{"name": "long", "versions": many}])

    assert outcomes(r) == [(1, "long", "created")]


def test_an_export_is_what_an_import_takes(panel):
    make_prompt("known", versions=2)

    r = panel.get("/transfer/export/", project="default")

    assert "filename=default.jsonl" in r.headers["Content-Disposition"]
    assert json.loads(r.data)["name"] == "known"
    make_project("other")
    (line,) = [json.loads(line) for line in r.data.splitlines()]
    assert outcomes(send(panel, [line], project="other")) == [(1, "known", "created")]
