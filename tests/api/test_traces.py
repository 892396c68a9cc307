"""Traces, sessions and what was used, as the API tells them."""

import json
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from jsonschema import Draft202012Validator

from app.db import in_utc, now, transaction
from app.services import traces
from app.services.usage.adding_up import add_up_an_hour
from tests.browsing import Browser
from tests.factories.access import the_system
from tests.factories.otlp import sent_span
from tests.factories.prompts import make_prompt
from tests.factories.traces import make_score, make_trace
from tests.live import ROOT

TRACES, SESSIONS, USAGE = "/api/traces", "/api/sessions", "/api/usage"
DOCUMENT = json.loads((ROOT / "docs/openapi.json").read_text())


def follows(name, value):
    """As the document says; marshmallow does not write these answers."""
    schema = {"components": DOCUMENT["components"], "$ref": f"#/components/schemas/{name}"}
    Draft202012Validator(schema).validate(value)


@pytest.fixture
def trace_id(app):
    """A root, a call that failed, and one that says nothing of itself."""
    trace_id = uuid4()
    root = sent_span(
        trace_id=trace_id,
        span_id=b"root____",
        kind="agent",
        user_id="ada",
        session_id="a/b",
        tags=["beta"],
        input=[{"role": "user", "content": "Hi"}],
    )
    call = sent_span(
        trace_id=trace_id,
        span_id=b"call____",
        parent_span_id=b"root____",
        level="error",
        model="small",
        total_tokens=7,
    )
    bare = sent_span(trace_id=trace_id, parent_span_id=b"gone____", kind="span")
    with transaction():
        traces.store_spans(the_system(), [call, bare, root])
    return trace_id.hex


def test_a_list_tells_what_the_document_says(client, trace_id):
    make_trace()

    bare, told = client.get(f"{TRACES}?limit=5").json

    for one in (bare, told):
        follows("TraceOut", one)
    assert (told["trace_id"], told["level"], told["error_count"]) == (trace_id, "error", 1)
    assert (told["user_id"], told["session_id"], told["models"]) == ("ada", "a/b", ["small"])
    assert (told["input"], told["cost_usd"], told["total_tokens"]) == ("Hi", None, 7)


def test_a_list_is_narrowed_and_paged(client, trace_id):
    for _ in range(3):
        make_trace()

    first = client.get(f"{TRACES}?limit=2")
    link = first.headers["Link"][1:].partition(">")[0]

    assert len(first.json) == len(client.get(link).json) == 2
    assert "Link" not in client.get(link).headers
    for query in ("user=ada", "session=a/b", "tag=beta", "level=error&kind=agent", "q=hi"):
        assert [one["trace_id"] for one in client.get(f"{TRACES}?{query}").json] == [trace_id]
    assert client.get(f"{TRACES}?tag=beta&tag=other").json == []


@pytest.mark.parametrize(
    "query",
    [
        *("version=1", "kind=dream", "level=loud", "since=yesterday", "q="),
        *("limit=101", "cursor=x", "colour=red", "user=a&user=b"),
    ],
)
def test_a_question_that_makes_no_sense_is_refused(client, query):
    assert client.get(f"{TRACES}?{query}").status_code == 422


def test_a_trace_is_shown_with_its_spans_and_scores(client, trace_id):
    make_score(trace_id=UUID(hex=trace_id), type="boolean", value=1)

    shown = client.get(f"{TRACES}/{trace_id}").json

    follows("TraceDetailOut", shown)
    assert shown["spans_total"] == len(shown["spans"]) == 3
    parents = {span["span_id"]: span["parent_span_id"] for span in shown["spans"]}
    assert parents[b"call____".hex()] == b"root____".hex()
    assert sum(span["is_orphan"] for span in shown["spans"]) == 1
    assert shown["scores"][0]["value"] is True


def test_a_span_is_shown_whole(client, trace_id):
    shown = client.get(f"{TRACES}/{trace_id}/spans/{b'root____'.hex()}").json

    follows("SpanDetailOut", shown)
    assert shown["input"] == [{"role": "user", "content": "Hi"}]
    assert (shown["tags"], shown["is_orphan"]) == (["beta"], False)


def test_a_number_beyond_64_bits_hides_nothing_else_of_a_span(client):
    """PostgreSQL tells 1e30 as a whole number, which no fast writer of JSON takes."""
    prompt = make_prompt()
    span = sent_span(
        attributes={"distance": 1e30},
        prompt_name=prompt.name,
        started_at=now().replace(microsecond=1),
    )
    with transaction():
        traces.store_spans(the_system(), [span])

    answer = client.get(f"{TRACES}/{span.trace_id.hex}/spans/{span.span_id.hex()}")
    shown = json.loads(answer.text)

    follows("SpanDetailOut", shown)
    assert shown["attributes"] == {"distance": 10**30}
    assert shown["prompt_id"] == str(prompt.id)
    assert shown["started_at"].endswith(".000001Z")


def test_times_have_microseconds_even_if_there_are_none(client):
    began = now().replace(microsecond=0)
    with transaction():
        traces.store_spans(the_system(), [sent_span(started_at=began, latency_ms=1.5)])

    (told,) = client.get(TRACES).json

    assert told["started_at"] == f"{began:%Y-%m-%dT%H:%M:%S}.000000Z"
    assert told["ended_at"] == f"{began:%Y-%m-%dT%H:%M:%S}.001500Z"


@pytest.mark.parametrize(
    "path", ["0" * 32, "F" * 32, "abc", "0" * 32 + "/spans/" + "0" * 16, "0" * 33]
)
def test_what_is_not_there_is_not_found(client, path):
    assert client.get(f"{TRACES}/{path}").status_code == 404


def test_an_admin_deletes_a_trace(app, client, trace_id):
    admin, editor = Browser(app, role="admin"), Browser(app, "ben", role="editor")
    path = f"{TRACES}/{trace_id}"

    assert editor.send("DELETE", path).json["code"] == "missing_right"
    assert admin.send("DELETE", path).status_code == 204
    assert client.get(path).json["code"] == "no_such_trace"
    assert admin.send("DELETE", path).status_code == 404


def test_sessions_are_listed_and_shown_by_any_name(client, trace_id):
    (listed,) = client.get(SESSIONS).json
    shown = client.get(f"{SESSIONS}/by-id?session_id=a/b").json

    follows("ListedSessionOut", listed)
    follows("SessionDetailOut", shown)
    assert (listed["session_id"], listed["trace_count"], listed["users"]) == ("a/b", 1, ["ada"])
    assert [one["trace_id"] for one in shown["traces"]] == [trace_id]
    assert client.get(f"{SESSIONS}/by-id?session_id=a").json["code"] == "no_such_session"


def test_usage_is_told_by_model(client, trace_id):
    with transaction():
        add_up_an_hour(the_system().project_id)

    told = client.get(f"{USAGE}?by=model&since={in_utc(now() - timedelta(hours=5))}").json

    follows("UsageReportOut", told)
    assert told["step"] == "hour"
    assert (told["total"]["calls"], told["total"]["errors"]) == (1, 1)
    (group,) = told["groups"]
    assert (group["key"]["model"], group["total_tokens"]) == ("small", 7)
    assert told["series"][0]["at"].endswith(":00:00.000000Z")


def test_usage_of_scores_is_told(client, trace_id):
    make_score(name="helpful", value=0.5)

    told = client.get(f"{USAGE}/scores").json

    follows("ScoreUsageOut", told)
    assert told["names"] == [{"name": "helpful", "type": "numeric", "count": 1, "mean": 0.5}]


@pytest.mark.parametrize("query", ["by=user&step=hour", "version=1", "step=week", "by=colour"])
def test_usage_that_is_not_added_up_is_refused(client, query):
    assert client.get(f"{USAGE}?{query}").status_code == 422


def test_a_project_says_how_long_it_keeps_traces(app):
    admin, ben = Browser(app, role="admin"), Browser(app, "ben", role="editor")
    path = f"/api/projects/{the_system().project_id}"

    assert admin.send("PATCH", path, json={"retention_days": 90}).json["retention_days"] == 90
    assert admin.send("GET", path).json["name"] == "Default"
    assert admin.send("PATCH", path, json={"retention_days": None}).json["retention_days"] is None
    assert admin.send("PATCH", path, json={"retention_days": 0}).status_code == 422
    assert ben.send("PATCH", path, json={"retention_days": 9}).status_code == 403
