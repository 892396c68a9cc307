"""A list taken away: whole up to a bound, and harmless in a spreadsheet."""

import csv
import io
import json

import pytest
from sqlalchemy import text

from app.admin.export import harmless
from app.db import db, transaction
from app.services.lists import reading
from tests.factories.access import make_project
from tests.factories.audit import seal_all
from tests.factories.prompts import make_prompt


def rows_of(response):
    return list(csv.DictReader(io.StringIO(response.text, newline="")))


def test_csv_holds_every_column_of_every_row_that_matches(panel):
    make_prompt("a", tags=["x"])
    make_prompt("b", tags=["x", "y"], caller=make_project("other"))
    make_prompt("c")

    r = panel.get("/prompts/export/csv/", tag="x", order="name")

    assert r.mimetype == "text/csv"
    assert 'filename="prompts-' in r.headers["Content-Disposition"]
    rows = rows_of(r)
    assert [row["name"] for row in rows] == ["a", "b"]
    assert (rows[1]["project"], rows[1]["tags"]) == ("other", '["x", "y"]')
    assert rows[0]["created_at"].endswith("Z")


def test_json_holds_the_same(panel):
    make_prompt("a", tags=["x"])

    r = panel.get("/prompts/export/json/")

    assert [(row["name"], row["tags"], row["latest_version"]) for row in r.json] == [
        ("a", ["x"], 1)
    ]


def test_so_do_lines_of_json(panel):
    make_prompt("a")
    make_prompt("b")

    r = panel.get("/prompts/export/jsonl/", order="name")

    assert r.mimetype == "application/x-ndjson"
    assert [json.loads(line)["name"] for line in r.text.splitlines()] == ["a", "b"]


def test_the_log_is_taken_away_with_its_seals(panel):
    make_prompt("greet")
    seal_all()

    told = panel.get("/audit/export/jsonl/", object_type="prompt", area="prompts").text

    (event,) = map(json.loads, told.splitlines())
    assert event["action"] == "prompt.created"
    assert event["seal"] > 0
    assert len(event["hash"]) == 64


def test_an_empty_list_is_still_json(panel):
    assert panel.get("/prompts/export/json/").json == []


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_a_cell_that_begins_a_formula_is_made_text(start):
    assert harmless(f"{start}1+1") == f"'{start}1+1"
    assert harmless(f"a{start}") == f"a{start}"


def test_a_formula_in_a_prompt_s_name_comes_out_harmless(panel):
    make_prompt("=1+1", description="@SUM(A1)")

    (row,) = rows_of(panel.get("/prompts/export/csv/"))

    assert row["name"].startswith("'=")
    assert row["description"] == "'@SUM(A1)"


def test_numbers_stay_numbers():
    assert harmless(-5) == -5


def test_it_is_read_piece_by_piece_and_ends_at_the_bound(panel, monkeypatch):
    monkeypatch.setattr(reading, "EXPORT_PIECE", 100)
    monkeypatch.setattr(reading, "EXPORT_ROWS", 250)
    with transaction():
        db.session.execute(
            text(
                "INSERT INTO audit_events (id, actor, action, object_type, changes, created_at)"
                " SELECT gen_random_uuid(), 'system', 'test.done', 'test', '{}', now()"
                " FROM generate_series(1, 400)"
            )
        )

    rows = rows_of(panel.get("/audit/export/csv/", action="test.done"))

    assert len(rows) == 250
    assert len({row["id"] for row in rows}) == 250


@pytest.mark.parametrize("kind", ["xlsx", "CSV", "html"])
def test_other_kinds_are_not_found(panel, kind):
    assert panel.get(f"/prompts/export/{kind}/").status_code == 404


def test_a_filter_that_makes_no_sense_is_refused(panel):
    assert panel.get("/prompts/export/csv/", state="nonsense").status_code == 422
