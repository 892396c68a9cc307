"""Runs in the panel: found, narrowed, and opened with what was said."""

from uuid import uuid4

import pytest

from tests.admin.conftest import text_of
from tests.admin.test_lists import names, pages_of
from tests.factories.access import make_project
from tests.factories.audit import events
from tests.factories.traces import make_run, make_trace


def test_a_run_shows_what_was_said_and_what_it_took(panel):
    run = make_run(
        prompt_name="support/greet",
        prompt_version=3,
        output={"role": "assistant", "content": "Hello & welcome"},
        parameters={"temperature": 0.5},
        model="small",
        input_tokens=1200,
        cost_usd="0.0042",
        latency_ms=61_500.0,
    )

    r = panel.get("/runs/details/", id=str(run.id))

    said = text_of(r)
    assert "support/greet v3 Succeeded" in said
    assert "Sent user Hi" in said
    assert "Answered assistant Hello & welcome" in said
    assert "1,200" in said
    assert "0.004200" in said
    assert "1 min 1 s" in said


def test_a_failed_run_says_why_first(panel):
    run = make_run(status="failed", error="The provider is away.", error_kind="rate_limit")

    assert "Rate limit. The provider is away." in text_of(panel.get("/runs/details/", id=run.id))


def test_a_run_leads_to_its_trace_once_that_is_there(panel):
    alone, trace = make_run(), make_trace()
    traced = make_run(trace_id=trace.trace_id)

    assert "Open the trace" not in panel.get("/runs/details/", id=alone.id).text
    assert "Open the trace" in panel.get("/runs/details/", id=traced.id).text


def test_a_long_body_is_cut(panel):
    run = make_run(output={"role": "assistant", "content": "x" * 200_000})

    r = panel.get("/runs/details/", id=run.id)

    assert "only its beginning is shown" in text_of(r)
    assert len(r.text) < 120_000


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"state": "failed"}, {"b"}),
        ({"source": "playground"}, {"c"}),
        ({"model": "large"}, {"c"}),
        ({"project": "other"}, {"d"}),
        ({"q": "WEATHER"}, {"b"}),
        ({"when": "1d"}, {"a", "b", "c", "d"}),
        ({"group": str(uuid4())}, set()),
        ({"prompt": "nonsense"}, set()),
    ],
)
def test_runs_are_narrowed(panel, query, found):
    make_run(prompt_name="a", model="small")
    make_run(prompt_name="b", status="failed", search="the weather in oslo")
    make_run(prompt_name="c", source="playground", model="large")
    make_run(make_project("other"), prompt_name="d")

    assert set(names(panel.get("/runs/", **query))) == found


def test_runs_are_found_by_any_of_their_ids(panel):
    run = make_run(prompt_name="a", prompt_id=uuid4(), group_id=uuid4())
    make_run(prompt_name="b")

    for id_ in (run.id, run.trace_id, run.prompt_id, run.group_id, run.trace_id.hex):
        assert names(panel.get("/runs/", q=str(id_))) == ["a"]


def test_pages_of_runs_go_through_all_of_them(panel):
    other = make_project("other")
    for number in range(60):
        make_run(other if number % 2 else None, prompt_name=f"r{number:02}")

    found = [name for page in pages_of(panel, "runs") for name in names(page)]

    assert found == [f"r{number:02}" for number in reversed(range(60))]


def test_an_export_has_costs_as_numbers(panel):
    make_run(prompt_name="a", cost_usd="0.25", latency_ms=12.5)

    row = panel.get("/runs/export/json/").json[0]

    assert (row["cost_usd"], row["latency_ms"], row["name"]) == (0.25, 12.5, "a")


def test_a_run_that_waits_is_cancelled(panel):
    run = make_run(status="queued", source="api")

    panel.act("runs", "cancel", [run.id])

    assert "Cancelled" in text_of(panel.get("/runs/details/", id=run.id))
    assert [event.object_id for event in events("run.cancelled")] == [str(run.id)]


def test_a_run_that_is_over_is_not_cancelled(panel):
    run = make_run()

    assert "It is over" in text_of(panel.get("/runs/action/", do="cancel", id=run.id))
    assert "Cancel…" not in text_of(panel.get("/runs/details/", id=run.id))
