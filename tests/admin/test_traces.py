"""Traces in the panel: listed from their summaries, opened with their spans as a tree."""

import re
from datetime import timedelta

import pytest

from app.db import now
from app.services.lists import LISTINGS, Asked, counts, reading
from app.services.lists import traces as trace_list
from app.services.looking.traces import MOST_SPANS
from tests.admin.conftest import text_of
from tests.admin.test_lists import pages_of
from tests.factories.access import make_project, the_system
from tests.factories.audit import events
from tests.factories.traces import make_run, make_score, make_span, make_trace


def key(trace):
    return f"{trace.project_id}.{trace.trace_id.hex}"


def opened(panel, trace):
    r = panel.get("/traces/details/", id=key(trace))
    assert r.status_code == 200, text_of(r)
    return r


def names(response):
    return re.findall(r'<tr data-row>.*?data-open href="[^"]+">([^<]+)<', response.text, re.S)


def make_tree(**fields):
    """A root, two children and a grandchild, of which the latest sits under the first child."""
    at = now()
    trace = make_trace(started_at=at, ended_at=at + timedelta(seconds=5), span_count=4, **fields)
    ids = {name: bytes([number] * 8) for number, name in enumerate("abcd", 1)}
    for delay, (name, parent) in enumerate([("a", None), ("b", "a"), ("c", "a"), ("d", "b")]):
        make_span(
            trace_id=trace.trace_id,
            span_id=ids[name],
            parent_span_id=ids.get(parent),
            name=name,
            started_at=at + timedelta(milliseconds=100 * delay),
        )
    return trace


def test_spans_stand_under_their_parents(panel):
    r = opened(panel, make_tree())

    assert names(r) == ["a", "b", "d", "c"]
    assert re.findall(r'name-cell in-(\d+)"', r.text) == ["0", "1", "2", "1"]


def test_a_span_without_its_parent_is_shown_and_says_so(panel):
    trace = make_trace()
    make_span(trace_id=trace.trace_id, parent_span_id=b"absentee", started_at=trace.started_at)

    assert "parent missing" in text_of(opened(panel, trace))


def test_spans_that_are_each_others_parents_are_shown_once(panel):
    trace = make_trace()
    for one, other in ((b"aaaaaaaa", b"bbbbbbbb"), (b"bbbbbbbb", b"aaaaaaaa")):
        make_span(
            trace_id=trace.trace_id,
            span_id=one,
            parent_span_id=other,
            name=one.decode(),
            started_at=trace.started_at,
        )

    assert sorted(names(opened(panel, trace))) == ["aaaaaaaa", "bbbbbbbb"]


def test_what_is_too_long_is_cut_and_leads_to_the_page(panel):
    at = now()
    trace = make_trace(started_at=at, ended_at=at + timedelta(minutes=1), span_count=MOST_SPANS + 1)
    for number in range(MOST_SPANS + 1):
        make_span(
            trace_id=trace.trace_id,
            started_at=at + timedelta(milliseconds=number),
            name=f"s{number}",
        )

    r = opened(panel, trace)

    assert names(r) == [f"s{number}" for number in range(MOST_SPANS)]
    assert f"/traces/{trace.trace_id.hex}" in r.text
    assert "Show them all" in r.text


def test_a_span_shows_what_went_in_and_came_out(panel):
    trace = make_trace()
    span = make_span(
        trace_id=trace.trace_id,
        started_at=trace.started_at,
        input=[{"role": "user", "content": "What <now>?"}],
        output="Nothing",
        attributes={"retries": 2},
        prompt_name="greet",
        prompt_version=2,
    )

    r = panel.get("/traces/span/", id=f"{key(trace)}.{span.span_id.hex()}")

    said = text_of(r)
    assert "Went in user What <now>?" in said
    assert "Came out Nothing" in said
    assert '"retries": 2' in said
    assert "greet v2" in said
    assert "<now>" not in r.text


@pytest.mark.parametrize(
    "id_", ["", "nonsense", "a.b", "{project}", "{project}.{project}", "{project}.zz", "\0.\0"]
)
def test_what_names_no_trace_is_not_found(panel, id_):
    id_ = id_.format(project=the_system().project_id)

    assert panel.get("/traces/details/", id=id_).status_code == 404
    assert panel.get("/traces/span/", id=f"{id_}.00ff").status_code == 404


def test_a_span_that_is_not_there_is_not_found(panel):
    trace = make_trace()

    for span in ("00", "0000000000000000", "xyz", ""):
        assert panel.get("/traces/span/", id=f"{key(trace)}.{span}").status_code == 404


def test_the_same_id_in_two_projects_is_two_traces(panel):
    at = now()
    other = make_project("other")
    mine = make_trace(name="mine", started_at=at)
    theirs = make_trace(other, name="theirs", started_at=at, trace_id=mine.trace_id)

    assert sorted(names(panel.get("/traces/"))) == ["mine", "theirs"]
    assert names(panel.get("/traces/", project="other")) == ["theirs"]
    assert "theirs" in text_of(opened(panel, theirs))
    assert "mine" in text_of(opened(panel, mine))


def test_pages_show_traces_of_one_id_and_moment_once_each(panel):
    """The end of a page may fall between them."""
    at = now()
    for number in range(26):
        trace_id = make_trace(name=f"t{number:02}", started_at=at).trace_id
        make_trace(
            make_project(f"p{number}"), name=f"u{number:02}", started_at=at, trace_id=trace_id
        )

    pages = [names(page) for page in pages_of(panel, "traces")]

    assert [len(page) for page in pages] == [50, 2]
    assert len({name for page in pages for name in page}) == 52


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"level": "error"}, {"bad"}),
        ({"level": "warning"}, {"odd"}),
        ({"level": "default"}, {"good", "far"}),
        ({"environment": "staging"}, {"odd"}),
        ({"model": "small"}, {"good"}),
        ({"project": "other"}, {"far"}),
        ({"session": "s1"}, {"good"}),
        ({"user": "u1"}, {"bad"}),
        ({"q": "u1"}, {"bad"}),
        ({"q": "OOD"}, {"good"}),
        ({"prompt": "01920b3d-dcd1-7e2e-a3b3-5bf46748a34c"}, {"good"}),
        ({"prompt": "nonsense"}, set()),
        ({"to": "2020-01-01"}, set()),
    ],
)
def test_traces_are_narrowed(panel, query, found):
    of_prompt = "prompt:01920b3d-dcd1-7e2e-a3b3-5bf46748a34c"
    usual = ["level:default", "model:small", of_prompt]
    make_trace(name="good", models=["small"], session_id="s1", facets=usual)
    make_trace(name="bad", error_count=1, user_id="u1", facets=["level:default", "level:error"])
    odd = ["level:warning", "level:default", "environment:staging"]
    make_trace(name="odd", environment="staging", facets=odd)
    make_trace(make_project("other"), name="far")

    assert set(names(panel.get("/traces/", **query))) == found


def test_a_name_is_found_trace_by_trace_where_there_are_very_many(panel, monkeypatch):
    monkeypatch.setattr(trace_list, "MOST_NAMES", 1)
    for name in ("answer", "answer more", "other"):
        make_trace(name=name)

    assert sorted(names(panel.get("/traces/", q="ANSW"))) == ["answer", "answer more"]


def test_what_is_frequent_is_counted_among_the_newest(panel, monkeypatch):
    for module in (reading, trace_list):
        monkeypatch.setattr(module, "COUNT_CAP", 3)
    for number in range(8):
        model = ["small", "large"][number % 2]
        make_trace(
            name=f"{model} {number}",
            models=[model],
            facets=[f"model:{model}"],
            started_at=now() - timedelta(minutes=number),
        )

    r = panel.get("/traces/", model="small", when="7d")

    assert names(r) == ["small 0", "small 2", "small 4", "small 6"]
    listing, asked = LISTINGS["traces"], Asked(chosen={"model": ("small",), "when": ("7d",)})
    counted = counts(the_system(), listing, asked)
    assert (counted.total, counted.capped) == (2, True)
    assert [(one.value, one.count) for one in counted.choices["model"]] == [("small", 2)]
    assert all(one.more for one in counted.choices["when"])


def test_a_trace_leads_to_its_runs_and_scores(panel):
    trace = make_trace()
    make_run(trace_id=trace.trace_id)
    make_score(trace_id=trace.trace_id, name="helpful", type="boolean", value=1.0, comment="Kind")

    r = opened(panel, trace)

    assert "helpful yes trace Kind" in text_of(r)
    for noun in ("runs", "scores"):
        listed = panel.client.get(re.search(rf'href="(/admin/{noun}/\?trace=[^"]+)"', r.text)[1])
        assert f"1 {noun[:-1]} matches" in text_of(listed)


def test_a_trace_is_deleted_with_its_spans_in_its_project_alone(panel):
    theirs = make_trace(make_project("other"), name="theirs")
    shared, kept = theirs.trace_id, key(theirs)
    mine = make_trace(trace_id=shared, name="mine", span_count=1)
    make_span(trace_id=shared, started_at=mine.started_at)

    panel.act("traces", "delete", [key(mine)])

    assert "Deleted mine." in text_of(panel.get("/"))
    assert names(panel.get("/traces/")) == ["theirs"]
    assert panel.get("/traces/details/", id=kept).status_code == 200
    assert [event.object_name for event in events("trace.deleted")] == ["mine"]
