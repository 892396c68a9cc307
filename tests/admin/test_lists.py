"""Lists: narrowing, counting, paging, choosing columns."""

import base64
import json
import re
from datetime import timedelta

import pytest
from sqlalchemy import text

from app.db import db, now, transaction
from app.services import prompts, releases, transfer
from app.services.lists import LISTINGS
from tests.admin.conftest import make_job, text_of
from tests.factories.access import make_key, make_project, the_system
from tests.factories.prompts import make_prompt

NOUNS = sorted(LISTINGS)


def place(*values):
    """A cursor as somebody would make it by hand."""
    text = json.dumps([*values, "01920b3d-dcd1-7e2e-a3b3-5bf46748a34c"])
    return base64.urlsafe_b64encode(text.encode()).decode()


def names(response):
    return re.findall(r'<tr data-row>.*?class="leaf">([^<]+)<', response.text, re.S)


@pytest.mark.parametrize("noun", NOUNS)
def test_every_list_answers(panel, noun):
    make_prompt("greet", versions=2)
    make_key("ci")

    r = panel.get(f"/{noun}/")

    assert r.status_code == 200
    assert 'id="filters"' in r.text


def test_an_empty_list_says_what_to_do_next(panel):
    assert "Make one, or import" in text_of(panel.get("/prompts/"))


def test_it_shows_prompts_of_every_project(panel):
    make_prompt("greet")
    make_prompt("bye", caller=make_project("other"))

    assert set(names(panel.get("/prompts/"))) == {"greet", "bye"}


def test_states_narrow_the_list(panel):
    make_prompt("behind", versions=2)
    make_prompt("current")
    make_prompt("none", activate=False)
    archived = make_prompt("archived")
    with transaction():
        prompts.archive_prompt(the_system(), archived.id)

    for state in ("behind", "current", "none", "archived"):
        assert names(panel.get("/prompts/", state=state)) == [state]
    assert set(names(panel.get("/prompts/", state=["none", "behind"]))) == {"none", "behind"}


def test_several_tags_mean_all_of_them(panel):
    make_prompt("both", tags=["a", "b"])
    make_prompt("one", tags=["a"])

    assert names(panel.get("/prompts/", tag=["a", "b"])) == ["both"]


def test_a_facet_counts_what_choosing_it_would_give(panel):
    make_prompt("a1", tags=["a"])
    make_prompt("a2", tags=["a"], versions=2)
    make_prompt("b1", tags=["b"])

    shown = text_of(panel.get("/prompts/", state="current"))

    # The state's own counts ignore what is chosen in it, the tag's do not.
    assert "Current 2 Behind 1" in shown
    assert re.search(r"Tag a 1 b 1", shown)


def test_search_takes_percent_and_underscore_as_they_are(panel):
    make_prompt("a_b", content="100% sure")
    make_prompt("axb", content="100 sure")

    assert names(panel.get("/prompts/", q="a_b")) == ["a_b"]
    assert names(panel.get("/prompts/", q="100%")) == ["a_b"]


def test_search_finds_by_id(panel):
    prompt = make_prompt("greet")
    make_prompt("other")

    assert names(panel.get("/prompts/", q=str(prompt.id))) == ["greet"]


@pytest.mark.parametrize("noun", NOUNS)
def test_nul_in_a_search_is_a_message(panel, noun):
    r = panel.get(f"/{noun}/", q="a\0b")

    assert r.status_code == 422
    assert "NUL" in text_of(r)


@pytest.mark.parametrize(
    "query",
    [
        {"state": "nonsense"},
        {"when": "7"},
        {"from": "yesterday"},
        {"to": "2026-13-01"},
        {"order": "size"},
        {"after": "nonsense"},
        {"after": "WyJ1cGRhdGVkIiwxLDJd"},
        {"before": "9" * 500},
        {"q": "x" * 201},
        {"tag": "a\0"},
        {"from": "0000-00-00"},
        {"order": "name", "after": place("name", "\0")},
        {"order": "name", "after": place("name", "\ud800")},
    ],
)
def test_what_makes_no_sense_is_a_message(panel, query):
    r = panel.get("/prompts/", **query)

    assert r.status_code == 422
    assert "Nothing is listed." in text_of(r)


@pytest.mark.parametrize(
    "query", [{"page": str(2**63)}, {"waiting": "9" * 30}, {"from": "0001-01-01"}]
)
def test_what_is_odd_is_harmless(panel, query):
    assert panel.get("/prompts/", **query).status_code == 200


@pytest.mark.parametrize("noun", NOUNS)
def test_the_last_day_there_is_ends_every_list(panel, noun):
    assert panel.get(f"/{noun}/", to="9999-12-31").status_code == 200


def filters_of(noun):
    listing = LISTINGS[noun]
    return [*(facet.name for facet in listing.facets), *listing.extra, "from", "order", "after"]


@pytest.mark.parametrize(
    ("noun", "name"), [(noun, name) for noun in NOUNS for name in filters_of(noun)]
)
def test_nul_in_a_filter_is_a_message(panel, noun, name):
    assert panel.get(f"/{noun}/", **{name: "a\0"}).status_code == 422


def pages_of(panel, noun, **query):
    """Each page's rows, going older to the end."""
    r = panel.get(f"/{noun}/", **query)
    while True:
        yield r
        older = re.search(r'rel="next" href="/admin([^"]+)"', r.text)
        if not older:
            return
        r = panel.client.get("/admin" + older[1].replace("&amp;", "&"))


@pytest.mark.parametrize("order", ["updated", "created", "name"])
def test_paging_shows_every_row_once_and_back_again(panel, order):
    for number in range(120):
        make_prompt(f"p{number:03}", caller=None if number % 3 else the_system())

    found = [names(page) for page in pages_of(panel, "prompts", order=order)]

    assert [len(page) for page in found] == [50, 50, 20]
    every = [name for page in found for name in page]
    assert len(set(every)) == 120
    if order == "name":
        assert every == sorted(every)
    last = list(pages_of(panel, "prompts", order=order))[-1]
    newer = re.search(r'rel="prev" href="([^"]+)"', last.text)[1].replace("&amp;", "&")
    assert names(panel.client.get(newer)) == found[1]


def test_pages_run_through_the_walls_in_one_order(panel):
    other = make_project("other")
    for number in range(60):
        make_prompt(f"p{number:03}", caller=other if number % 2 else None)

    found = [name for page in pages_of(panel, "prompts") for name in names(page)]

    assert found == [f"p{number:03}" for number in reversed(range(60))]


def test_columns_are_chosen_in_the_address(panel):
    make_prompt("greet", description="Says hello")

    shown = panel.get("/prompts/", col=["name", "description"])

    assert "Says hello" in shown.text
    assert "<th" in shown.text
    assert ">Updated" not in shown.text.partition("<table")[2].partition("</thead>")[0]


@pytest.mark.parametrize(
    ("noun", "order", "way"),
    [
        ("people", "email", "ascending"),
        ("people", "name", "ascending"),
        ("people", "created", "descending"),
        ("prompts", "name", "ascending"),
        ("jobs", "newest", "descending"),
    ],
)
def test_a_head_says_which_way_its_order_goes(panel, noun, order, way):
    make_prompt("greet")
    make_job()

    assert f'aria-sort="{way}"' in panel.get(f"/{noun}/", order=order).text


def test_counting_stops_at_ten_thousand(panel, server):
    settings = panel.client.application.extensions["settings"]
    server.vacuum(settings, "audit_events", "projects")
    with transaction():
        db.session.execute(
            text(
                "INSERT INTO audit_events"
                " (id, actor, action, object_type, changes, created_at)"
                " SELECT gen_random_uuid(), 'system', 'test.done', 'test', '{}', now()"
                " FROM generate_series(1, 10050)"
            )
        )

    shown = text_of(panel.get("/audit/"))

    assert "10,000+ events" in shown
    assert "50 of 10,000+" in shown
    assert "10,050" not in shown


def test_versions_waiting_to_be_released_are_found(panel):
    old_prompt("waiting")
    make_prompt("fresh", versions=2)
    released = old_prompt("released")
    with transaction():
        releases.activate(the_system(), released, 2)
        releases.roll_back(the_system(), released)

    assert names(panel.get("/versions/", waiting="14")) == ["waiting"]
    waiting = names(panel.get("/prompts/", state="behind", waiting="14"))
    assert set(waiting) == {"waiting", "released"}


def old_prompt(name):
    """Two versions of twenty days ago, of which the first is served."""
    at = (now() - timedelta(days=20)).isoformat()
    versions = [{"content": text, "created_at": at} for text in ("One", "Two")]
    line = {"name": name, "active_version": 1, "versions": versions}
    (result,) = transfer.import_lines(the_system(), [json.dumps(line).encode()])
    return result.id
