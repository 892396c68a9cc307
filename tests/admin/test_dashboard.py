"""The first page: its figures are those of the lists they open."""

import json
import re
from datetime import timedelta

import pytest
from sqlalchemy import text

from app.db import db, now, transaction
from app.services import releases, transfer
from app.services.access import sessions
from tests.admin.conftest import text_of
from tests.factories.access import make_key, make_person, the_system
from tests.factories.prompts import make_prompt


@pytest.fixture
def busy(app):
    """Something of everything that needs attention, and some days to draw."""
    make_key("no-expiry")
    make_key("fresh", expires_at=now() + timedelta(days=9))
    make_person("ada")
    old = (now() - timedelta(days=20)).isoformat()
    versions = [{"content": word, "created_at": old} for word in ("One", "Two")]
    line = {"name": "old", "active_version": 1, "versions": versions}
    list(transfer.import_lines(the_system(), [json.dumps(line).encode()]))
    prompt = make_prompt("greet", versions=3)
    with transaction():
        sessions.sign_in(the_system(), "ada@example.com", "wrong")
        releases.activate(the_system(), prompt.id, 2)
        releases.roll_back(the_system(), prompt.id)
        db.session.execute(
            text(
                "INSERT INTO jobs.procrastinate_jobs (queue_name, task_name, status)"
                " VALUES ('default', 'a.job', 'failed')"
            )
        )
        db.session.execute(
            text(
                "UPDATE api_keys SET created_at = now() - interval '91 days'"
                " WHERE name = 'no-expiry'"
            )
        )


def matters(response):
    rows = re.findall(r"<tr data-row>(.*?)</tr>", response.text, re.S)
    found = {}
    for row in rows:
        what = re.search(r'<b class="strong">(.*?)</b>', row)[1]
        found[what] = re.search(r'href="([^"]+)"', row)[1].replace("&amp;", "&")
    return found


def test_it_says_what_needs_attention(panel, busy):
    assert set(matters(panel.get("/"))) == {
        "1 failed sign-in",
        "1 job out of retries",
        "1 version saved, not released",
        "1 key without expiry",
        "1 key unused",
        "No worker runs",
    }


def test_every_figure_opens_the_list_of_what_it_counts(panel, busy):
    for what, url in matters(panel.get("/")).items():
        if what[0].isdigit():
            listed = panel.client.get(url)
            assert re.match(r"\d+", what)[0] == first_number(listed), what


def test_every_chart_s_figure_opens_the_list_of_what_it_counts(panel, busy):
    shown = panel.get("/").text
    figures = re.findall(r'<p class="figure"><a href="([^"]+)">([\d,]+)</a>', shown)

    assert len(figures) == 4
    for url, number in figures:
        assert first_number(panel.client.get(url.replace("&amp;", "&"))) == number, url


def first_number(response):
    """What stands under the list's title."""
    return re.search(r"<h1>[^<]*</h1>\s*<p>([\d,]+)", response.text)[1]


def test_nothing_needs_attention_when_all_is_well(panel):
    with transaction():
        db.session.execute(text("INSERT INTO jobs.procrastinate_workers DEFAULT VALUES"))

    said = text_of(panel.get("/"))

    assert "Nothing does." in said
    assert "1 process, seen now" in said
    assert ", current" in said


def test_charts_are_drawn_with_attributes_alone(panel, busy):
    shown = panel.get("/").text

    assert shown.count("<svg viewBox") >= 4
    assert " style=" not in shown
    assert " onclick" not in shown


def test_latest_changes_leave_out_who_came_and_went(panel, busy):
    said = text_of(panel.get("/")).partition("Latest changes")[2]

    assert "Rolled back" in said
    assert "Sign-in failed" not in said


def test_one_search_finds_names_ids_addresses_and_prefixes(panel):
    prompt = make_prompt("support/greet")
    key = make_key("ci").row
    make_person("ada")

    for q, said in [
        ("support/gre", "support/ greet"),
        (str(prompt.id), "support/ greet"),
        ("ada@exam", "Ada"),
        (key.prefix, "ci"),
        (f"{key.prefix}_and-the-secret-rest", "ci"),
        (str(key.id), "ci"),
        ("defau", "default"),
    ]:
        assert said in text_of(panel.get("/find/", q=q)).partition("Found for")[2], q


def test_a_search_without_a_match_says_so(panel):
    assert "Nothing found" in text_of(panel.get("/find/", q="nothing like it"))


@pytest.mark.parametrize("q", ["a\0", "x" * 201])
def test_a_search_that_makes_no_sense_is_a_message(panel, q):
    assert panel.get("/find/", q=q).status_code == 422
