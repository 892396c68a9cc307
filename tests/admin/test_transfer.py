"""Import with a look before, and export."""

import io
import json
from contextlib import ExitStack

import pytest

from app.admin.transfer import CHUNK
from app.db import db
from app.models import Prompt
from app.services.access import sessions
from app.services.transfer import LINE_BYTES
from app.web.settings import settings_of_app
from tests.admin.conftest import ORIGIN, make_panel
from tests.databases import SECRET
from tests.factories.access import make_project
from tests.factories.audit import events
from tests.factories.prompts import make_prompt

LINES = [
    {"name": "new", "versions": [{"content": "One"}, {"content": "Two"}]},
    {"name": "known", "versions": [{"content": "Version 1 of {{ subject }}"}, {"content": "More"}]},
    {"name": "a//b", "versions": [{"content": "One"}]},
]


def send(panel, lines=LINES, **query):
    return send_bytes(panel, bytes_of(lines), query)


def bytes_of(lines):
    return b"\n".join(json.dumps(line).encode() for line in lines)


def send_bytes(panel, body, query=None, **more):
    return panel.client.post(
        "/admin/transfer/import/",
        query_string={"project": "default", **(query or {})},
        data=body,
        **more,
        headers={
            "Origin": ORIGIN,
            "X-CSRF-Token": sessions.csrf_token(panel.token, SECRET),
            "Content-Type": "application/x-ndjson",
            "Accept": "application/json",
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


def test_a_line_may_be_as_long_as_it_may_be_and_no_longer(panel):
    fits = send_bytes(panel, b"x" * (LINE_BYTES + CHUNK))
    r = send_bytes(panel, b"x" * (LINE_BYTES + CHUNK + 1))

    assert "which is the most of a line" in fits.json["results"][0]["reason"]
    assert r.status_code == 413
    assert "Longer than 64 MiB, which is the most of a line" in r.json["detail"]


class Interrupted(io.BytesIO):
    """A body that comes line by line; something happens before the second."""

    def __init__(self, body, happens):
        super().__init__(body)
        self.happens = happens

    def readinto(self, buffer):
        if self.tell():
            self.happens()
        line = self.readline()
        buffer[: len(line)] = line
        return len(line)


def test_what_was_done_before_the_database_went_away_is_told(real_app, durable_server):
    panel = make_panel(real_app)
    body = bytes_of(LINES[:2])
    with ExitStack() as later:
        away = durable_server.away(settings_of_app())
        stream = Interrupted(body, lambda: later.enter_context(away))
        r = send_bytes(panel, None, input_stream=stream, content_length=len(body))

    assert outcomes(r) == [(1, "new", "created")]
    assert r.json["stopped"] == "The database does not answer; try again."
    assert send(panel, LINES[:2]).json["stopped"] is None


def test_an_export_is_what_an_import_takes(panel):
    make_prompt("known", versions=2)

    r = panel.get("/transfer/export/", project="default")

    assert "filename=default.jsonl" in r.headers["Content-Disposition"]
    assert json.loads(r.data)["name"] == "known"
    make_project("other")
    (line,) = [json.loads(line) for line in r.data.splitlines()]
    assert outcomes(send(panel, [line], project="other")) == [(1, "known", "created")]
