"""Traces are listed newest first, and narrowed by what their spans are and hold."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from app.errors import Invalid
from app.services import traces
from app.services.policy import MissingRight
from app.services.traces import lists
from tests.factories.access import make_project, with_rights
from tests.factories.prompts import make_prompt
from tests.factories.traces import make_trace

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


def at(minutes):
    return {"started_at": NOON + timedelta(minutes=minutes), "ended_at": NOON + timedelta(hours=9)}


def names(caller, **wanted):
    return [row.name for row in traces.list_traces(caller, traces.Wanted(**wanted)).rows]


def all_names(caller, limit, **wanted):
    """Page after page, as the links lead."""
    found, cursor, pages = [], None, 0
    while True:
        page = traces.list_traces(caller, traces.Wanted(**wanted), limit=limit, cursor=cursor)
        found += [row.name for row in page.rows]
        pages += 1
        if page.next is None:
            return found, pages
        cursor = str(page.next)


def test_the_newest_come_first(caller):
    for number in (2, 1, 3):
        make_trace(name=f"{number}", **at(number))

    assert names(caller) == ["3", "2", "1"]


def test_pages_show_each_once_though_many_began_at_one_moment(caller):
    for number in range(7):
        make_trace(name=f"{number}", **at(number // 4))

    found, pages = all_names(caller, 2)

    assert (sorted(found), pages) == ([f"{number}" for number in range(7)], 4)


def test_what_each_filter_finds(caller):
    prompt = uuid4()
    make_trace(name="other", **at(0))
    make_trace(
        name="wanted",
        user_id="ada",
        session_id="a/b",
        facets=[
            *("environment:eu", "kind:tool", "level:error", "model:small", f"prompt:{prompt}"),
            *(f"prompt:{prompt}@3", "release:1.2", "tag:a", "tag:b"),
        ],
        **at(1),
    )

    for wanted in (
        *({"name": "wanted"}, {"user": "ada"}, {"session": "a/b"}, {"environment": "eu"}),
        *({"kind": "tool"}, {"level": "error"}, {"model": "small"}, {"release": "1.2"}),
        *({"prompt": prompt}, {"prompt": prompt, "version": 3}, {"tag": ["a", "b"]}),
        *({"since": NOON + timedelta(minutes=1)}, {"user": "ada", "level": "error"}),
    ):
        assert names(caller, **wanted) == ["wanted"], wanted
    for wanted in (
        *({"name": "want"}, {"prompt": prompt, "version": 2}, {"tag": ["a", "c"]}),
        *({"kind": "agent"}, {"until": NOON}, {"user": "ada", "level": "debug"}),
    ):
        assert names(caller, **wanted) == [], wanted


def test_a_prompt_is_known_by_its_id_and_by_its_name(caller):
    prompt = make_prompt("team/greet")
    make_trace(name="other", facets=[f"prompt:{uuid4()}"], **at(0))
    make_trace(name="wanted", facets=[f"prompt:{prompt.id}", f"prompt:{prompt.id}@1"], **at(1))

    for known_as in (prompt.id, str(prompt.id), "team/greet"):
        assert names(caller, prompt=known_as) == ["wanted"]
    assert names(caller, prompt="team/greet", version=1) == ["wanted"]
    assert names(caller, prompt="team/greet", version=2) == []


def test_no_trace_used_a_prompt_that_there_is_not(caller):
    make_trace(facets=[f"prompt:{uuid4()}"])
    make_prompt("elsewhere", caller=make_project("other"))

    assert names(caller, prompt="unknown") == names(caller, prompt="elsewhere") == []


@pytest.mark.parametrize("recent", [0, 3, 100])
@pytest.mark.parametrize("common", [0, 100])
def test_however_a_facet_is_found_the_pages_are_the_same(caller, monkeypatch, recent, common):
    monkeypatch.setattr(lists, "RECENT", recent)
    monkeypatch.setattr(lists, "COMMON", common)
    for number in range(12):
        facets = ["kind:tool"] if number % 3 == 0 else ["kind:agent"]
        make_trace(name=f"{number}", facets=facets, **at(number))

    assert all_names(caller, 1, kind="tool")[0] == ["9", "6", "3", "0"]
    assert names(caller, kind="tool", until=at(9)["started_at"]) == ["6", "3", "0"]


@pytest.mark.parametrize("q", ["PARCEL", "arrived.", "greet", "ada@", "a/b", "sorry", "100%_"])
def test_a_search_finds_part_of_a_text_in_any_case(caller, q):
    make_trace(name="other", **at(0))
    make_trace(
        name="Greet 100%_",
        user_id="ada@example.com",
        session_id="a/b",
        input="My parcel has not arrived.",
        output="I am Sorry.",
        **at(1),
    )

    assert names(caller, q=q) == ["Greet 100%_"]
    assert names(caller, q=f"{q}?") == []


def test_a_search_for_a_whole_id_finds_that_trace(caller):
    trace_id = UUID("4bf92f35-77b3-4da6-a3ce-929d0e0e4736")
    make_trace(name="wanted", trace_id=trace_id, **at(0))
    make_trace(name="other", **at(1))

    assert names(caller, q=trace_id.hex) == ["wanted"]
    assert names(caller, q=trace_id.hex.upper()) == ["wanted"]
    assert names(caller, q=trace_id.hex, kind="tool") == []


def test_a_search_looks_through_so_many_at_once_and_leads_on(caller, monkeypatch):
    monkeypatch.setattr(lists, "SEARCHED", 3)
    for number in range(10):
        make_trace(name=f"{'needle' if number in (0, 1, 8) else 'hay'} {number}", **at(number))

    first = traces.list_traces(caller, traces.Wanted(q="needle"))
    found, pages = all_names(caller, 50, q="needle")

    assert [row.name for row in first.rows] == ["needle 8"]
    assert (found, pages) == (["needle 8", "needle 1", "needle 0"], 4)


def test_another_projects_traces_are_not_there(caller):
    there = make_project("other")
    make_trace(there, name="theirs", facets=["kind:tool"], **at(0))

    assert names(caller) == names(caller, kind="tool") == names(caller, q="theirs") == []
    assert names(there, kind="tool") == ["theirs"]


def test_a_version_is_one_of_a_prompt(caller):
    with pytest.raises(Invalid, match="prompt"):
        traces.Wanted(version=1)


def test_who_may_not_read_lists_nothing(caller):
    with pytest.raises(MissingRight):
        traces.list_traces(with_rights("ingest"), traces.Wanted())
