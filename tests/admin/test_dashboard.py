"""The first page: its figures are those of the lists they open."""

import json
import re
from dataclasses import replace
from datetime import timedelta
from html import unescape

import pytest
from sqlalchemy import text

from app.admin.dashboard import of_health, of_ingest
from app.admin.words import day
from app.db import db, now, transaction
from app.models import DimensionDay, StaleHour
from app.services import releases, transfer
from app.services.access import sessions
from app.services.dashboard import Database, Disk, Health
from app.services.ingest_state import IngestState, Room, Waiting
from app.services.queue_state import QueueState
from tests.admin.conftest import make_job, text_of
from tests.factories.access import make_key, make_person, make_project, the_system
from tests.factories.prompts import make_prompt
from tests.factories.traces import HISTOGRAM, SUMS, add, make_run


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
    for status in ("queued", "queued", "running", "failed", "succeeded"):
        make_run(status=status)
    make_job("failed")
    make_job("todo")
    make_job("todo", scheduled_at=now() - timedelta(minutes=1))
    make_job("todo", scheduled_at=now() + timedelta(hours=1))
    with transaction():
        sessions.sign_in(the_system(), "ada@example.com", "wrong")
        releases.activate(the_system(), prompt.id, 2)
        releases.roll_back(the_system(), prompt.id)
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


def test_what_needs_attention_opens_its_list(panel, busy):
    for what, url in matters(panel.get("/")).items():
        if what[0].isdigit():
            listed = panel.client.get(url)
            assert re.match(r"\d+", what)[0] == first_number(listed), what


def figures(response):
    """Every number that the first page shows of rows, and where it leads."""
    shown = re.findall(
        r'<a (?:class="[^"]*" )?href="([^"]+)">(?:<i[^>]*></i>)?([\d,]+\+?)([^<]*)</a>',
        response.text.partition("<main")[2],
    )
    return [(number, words.strip(), unescape(url)) for url, number, words in shown]


def test_every_figure_opens_the_list_of_what_it_counts(panel, busy):
    found = figures(panel.get("/"))

    of_runs = ["runs", "run", "in 7 days"]
    said = [words for _, words, _ in found if words]
    assert said == ["waiting", "rolled back", "failed", *of_runs]
    assert len(found) == 10
    for number, words, url in found:
        assert first_number(panel.client.get(url)) == number, (words, url)
    assert {words: number for number, words, _ in found if words} == {
        "waiting": "2",
        "rolled back": "1",
        "failed": "1",
        "runs": "2",
        "run": "1",
        "in 7 days": "1",
    }


@pytest.fixture
def crowd(app, server):
    """More sign-ins than are counted, many of a week ago and of today; a release long before."""
    server.vacuum(app.extensions["settings"], "audit_events", "projects")
    opened = "session.opened"
    with transaction():
        for days, number, action in (
            (20, 1, opened),
            (20, 1, "prompt.activated"),
            (7, 6_000, opened),
            (0, 6_000, opened),
        ):
            db.session.execute(
                text(
                    "INSERT INTO audit_events (id, actor, action, object_type, changes, created_at)"
                    " SELECT gen_random_uuid(), 'system', :action, 'session', '{}',"
                    " now() - make_interval(days => :days) FROM generate_series(1, :number)"
                ),
                {"days": days, "number": number, "action": action},
            )


def test_counting_for_a_chart_stops_at_ten_thousand_and_says_where(panel, crowd):
    shown = panel.get("/")
    whole_from = word_of_day(6)

    assert f"Sign-ins 10,000+ complete from {whole_from}" in text_of(shown)
    assert "12,00" not in shown.text
    number, _, url = next(one for one in figures(shown) if "session.opened" in one[2])
    assert first_number(panel.client.get(url)) == number == "10,000+"


def test_the_log_s_days_say_what_was_not_counted(panel, crowd):
    shown = panel.get("/audit/")

    assert f"<title>{word_of_day(20)}: not counted</title>" in shown.text
    assert re.search(rf"<title>{word_of_day(7)}: [34],\d\d\d\+ events</title>", shown.text)
    assert f"<title>{word_of_day(6)}: 0 events</title>" in shown.text
    assert f"complete from {word_of_day(6)}" in text_of(shown)


def test_of_what_is_not_among_the_newest_nobody_says_none(panel, crowd):
    said = text_of(panel.get("/audit/"))

    assert "Keys and people 10,000+" in said
    assert "Releases 0+" in said
    # A period that ends now is counted whole: it begins with the newest.
    assert re.search(r"When Today 6,00\d Last 7 days 6,00\d Last 30 days 10,000\+", said)


def word_of_day(ago):
    return day(now() - timedelta(days=ago))


def first_number(response):
    """What stands under the list's title."""
    return re.search(r"<h1>[^<]*</h1>\s*<p>([\d,]+\+?)", response.text)[1]


def test_nothing_needs_attention_when_all_is_well(panel):
    with transaction():
        db.session.execute(text("INSERT INTO jobs.procrastinate_workers DEFAULT VALUES"))

    said = text_of(panel.get("/"))

    assert "Nothing does." in said
    assert "1 process, seen now" in said
    assert ", current" in said


def health(**changes):
    """A system in which all is well, but for what is said."""
    queue = QueueState(waiting=0, oldest=None, workers=1, seen_at=now())
    well = Health(Database(0.5, 5, 100, 1), "abc", "abc", queue, Disk(10, 100))
    return replace(well, **changes)


LATE = QueueState(waiting=3, oldest=now() - timedelta(minutes=6), workers=1, seen_at=now())


@pytest.mark.parametrize(
    ("changes", "tone", "what", "about"),
    [
        ({"schema": "old"}, "bad", "Schema is another one", "at old, needs abc"),
        ({"schema": None}, "bad", "Schema is another one", "at none, needs abc"),
        ({"queue": replace(LATE, oldest=None, workers=0)}, "bad", "No worker runs", "start flask"),
        ({"queue": LATE}, "warn", "The queue is behind", "3 wait, the oldest for over 5 minutes"),
        ({"queue": replace(LATE, waiting=1)}, "warn", "The queue is behind", "1 waits, the"),
        ({"disk": Disk(80, 100)}, "warn", "Disk 80% full", "GB free"),
        ({"disk": Disk(92, 100)}, "bad", "Disk 92% full", "GB free"),
        ({"database": Database(1, 81, 100, 1)}, "warn", "Few database connections", "81 of 100"),
    ],
)
def test_a_system_that_is_not_well_is_a_matter(app, changes, tone, what, about):
    with app.test_request_context():
        (matter,) = of_health(health(**changes))

    assert (matter.tone, matter.what[: len(what)]) == (tone, what)
    assert about in matter.about
    assert matter.url.startswith("/admin/")


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"disk": Disk(79, 100)},
        {"disk": Disk(0, 0)},
        {"database": Database(1, 80, 100, 1)},
    ],
)
def test_a_system_that_is_well_is_none(app, changes):
    with app.test_request_context():
        assert of_health(health(**changes)) == []


def test_a_queue_may_hold_what_came_just_now(app):
    queue = replace(LATE, oldest=now() - timedelta(minutes=4))

    with app.test_request_context():
        assert of_health(health(queue=queue)) == []


def test_a_slow_queue_leads_to_what_waits(app):
    with app.test_request_context():
        assert of_health(health(queue=LATE))[0].url == "/admin/jobs/?due=1"


def test_charts_are_drawn_with_attributes_alone(panel, busy):
    shown = panel.get("/").text

    assert shown.count("<svg viewBox") >= 4
    assert " style=" not in shown
    assert " onclick" not in shown


def test_latest_changes_leave_out_who_came_and_went(panel, busy):
    said = text_of(panel.get("/")).partition("Latest changes")[2]

    assert "Rolled back" in said
    assert "Sign-in failed" not in said


def make_day(days_ago, calls, errors=0, caller=None):
    caller = caller or the_system()
    midnight = now().replace(hour=0, minute=0, second=0, microsecond=0)
    sums = SUMS | HISTOGRAM | {"calls": calls, "errors": errors}
    day = midnight - timedelta(days=days_ago)
    group = {"dimension": "none", "kind": "generation", **sums}
    add(caller, DimensionDay(project_id=caller.project_id, day=day, **group))


def test_spans_of_every_project_are_added_up_by_day(panel):
    make_day(0, 1_000, errors=3)
    make_day(29, 20)
    make_day(30, 5_000)
    make_day(0, 4, caller=make_project("other"))

    shown = panel.get("/")

    assert "Spans 1,024 3 with an error" in text_of(shown)
    assert f"{word_of_day(0)}: 1,004 spans" in shown.text
    assert f"{word_of_day(29)}: 20 spans" in shown.text


def test_a_run_that_waits_for_long_needs_attention(panel):
    make_run(status="queued", created_at=now() - timedelta(minutes=4))
    assert "1 run waits" not in matters(panel.get("/"))

    make_run(status="queued", created_at=now() - timedelta(minutes=6))

    assert matters(panel.get("/"))["2 runs wait"] == "/admin/runs/?state=queued"


@pytest.mark.parametrize(("hours", "behind"), [(2, False), (4, True)])
def test_hours_that_are_not_added_up_in_time_need_attention(panel, hours, behind):
    caller = the_system()
    add(caller, StaleHour(project_id=caller.project_id, hour=now() - timedelta(hours=hours)))

    shown = panel.get("/")

    assert ("Usage is behind" in matters(shown)) is behind
    assert "to be added up from" in text_of(shown)


def test_tables_of_spans_are_made_ahead(panel):
    shown = panel.get("/")

    assert f"made up to {day(now() + timedelta(days=7))}" in text_of(shown)
    assert "No table for tomorrow's spans" not in matters(shown)


@pytest.mark.parametrize("last_day", [None, now().date()])
def test_no_table_for_tomorrow_needs_attention(app, last_day):
    none = Waiting(0, None)
    state = IngestState(None, None, none, none, None, Room(0, 0, last_day))

    with app.test_request_context():
        assert [matter.what for matter in of_ingest(state)] == ["No table for tomorrow's spans"]
