"""Traces, observations and sessions as Langfuse's SDKs read them."""

from datetime import timedelta
from uuid import uuid4

import pytest

from app.db import in_utc, now, transaction
from app.services.traces import store_spans
from tests.api.langfuse.conftest import speaking
from tests.factories.access import make_key
from tests.factories.otlp import sent_span

PUBLIC = "/api/public"
SPAN_ID = b"12345678"


def store(caller, *spans):
    with transaction():
        store_spans(caller, spans)


def a_trace(caller, **fields):
    """A root with a model call in it; the root's id."""
    trace_id = fields.pop("trace_id", uuid4())
    here = {"trace_id": trace_id, "environment": "production"}
    root = sent_span(
        **here, span_id=SPAN_ID, name="answer", kind="chain", input={"q": 1}, output="yes",
        attributes={"langfuse.trace.metadata.tier": 2, "other": 1}, **fields,
    )  # fmt: skip
    call = sent_span(
        **here, name="llm", parent_span_id=SPAN_ID, model="small", input_tokens=10,
        output_tokens=5, cached_tokens=4, total_tokens=15, parameters={"temperature": 0.5},
        attributes={"langfuse.observation.metadata.a": "b"},
    )  # fmt: skip
    store(caller, root, call)
    return trace_id


def test_a_trace_is_told_with_its_observations_and_scores(sdk, caller):
    trace_id = a_trace(caller, user_id="ada", session_id="chat 1", tags=["x"])
    sdk.post(f"{PUBLIC}/scores", json={"traceId": trace_id.hex, "name": "ok", "value": 1})

    found = sdk.get(f"{PUBLIC}/traces/{trace_id.hex}").json

    assert (found["name"], found["input"], found["output"]) == ("answer", {"q": 1}, "yes")
    assert (found["userId"], found["sessionId"], found["tags"]) == ("ada", "chat 1", ["x"])
    assert found["metadata"] == {"tier": 2, "attributes": {"other": 1}}
    assert [score["name"] for score in found["scores"]] == ["ok"]
    (call,) = [one for one in found["observations"] if one["type"] == "GENERATION"]
    assert (call["model"], call["modelParameters"]) == ("small", {"temperature": 0.5})
    assert (call["parentObservationId"], call["metadata"]) == (SPAN_ID.hex(), {"a": "b"})
    assert call["usageDetails"] == {
        "input": 6, "input_cached_tokens": 4, "output": 5, "total": 15
    }  # fmt: skip


def test_a_trace_of_events_is_told_by_the_ids_it_was_sent_with(sdk):
    moment = in_utc(now())
    events = [("trace-create", {"id": "t 1", "name": "mine"}),
              ("span-create", {"id": "s 1", "traceId": "t 1", "name": "step"})]  # fmt: skip
    batch = [
        {"id": str(n), "type": type_, "timestamp": moment, "body": body}
        for n, (type_, body) in enumerate(events)
    ]
    sdk.post(f"{PUBLIC}/ingestion", json={"batch": batch})

    found = sdk.get(f"{PUBLIC}/traces/t 1").json

    assert (found["id"], found["name"]) == ("t 1", "mine")
    assert [(one["id"], one["traceId"]) for one in found["observations"]] == [("s 1", "t 1")]


@pytest.mark.parametrize(
    ("query", "count"),
    [("", 3), ("userId=ada", 1), ("sessionId=chat 1", 2), ("tags=x&tags=y", 1), ("name=answer", 3),
     ("environment=production", 3), ("release=2", 0), ("fromTimestamp=2999-01-01T00:00:00Z", 0)],
)  # fmt: skip
def test_traces_are_listed(sdk, caller, query, count):
    a_trace(caller, user_id="ada")
    a_trace(caller, session_id="chat 1", tags=["x", "y"])
    a_trace(caller, session_id="chat 1", tags=["x"])

    found = sdk.get(f"{PUBLIC}/traces?{query}").json

    assert len(found["data"]) == found["meta"]["totalItems"] == count


@pytest.mark.parametrize("path", ["traces", "observations", "sessions"])
def test_pages_lead_on_while_there_is_more(sdk, caller, path):
    for number in range(3):
        a_trace(caller, session_id=f"chat {number}")

    seen, page = [], 1
    while True:
        found = sdk.get(f"{PUBLIC}/{path}?limit=2&page={page}").json
        seen += [one["id"] for one in found["data"]]
        if page >= found["meta"]["totalPages"]:
            break
        page += 1

    assert len(seen) == (6 if path == "observations" else 3)
    assert page == len(seen) / 2 or page == 2


@pytest.mark.parametrize("query", ["page=101", "limit=101", "orderBy=name.asc", "filter=[]"])
def test_what_cannot_be_asked_is_a_400(sdk, query):
    assert sdk.get(f"{PUBLIC}/traces?{query}").status_code == 400


def test_observations_are_listed_by_cursor(sdk, caller):
    trace_id = a_trace(caller)
    a_trace(caller)

    first = sdk.get(f"{PUBLIC}/v2/observations?traceId={trace_id.hex}&limit=1").json
    cursor = first["meta"]["cursor"]
    rest = sdk.get(f"{PUBLIC}/v2/observations?traceId={trace_id.hex}&cursor={cursor}").json

    assert {one["name"] for one in first["data"] + rest["data"]} == {"answer", "llm"}
    assert (len(rest["data"]), rest["meta"]) == (1, {})
    assert "input" not in first["data"][0]


def test_what_is_large_is_told_when_asked_for(sdk, caller):
    a_trace(caller)

    found = sdk.get(f"{PUBLIC}/v2/observations?fields=core,io,metadata&type=CHAIN").json

    assert (found["data"][0]["input"], found["data"][0]["output"]) == ({"q": 1}, "yes")
    assert "metadata" in found["data"][0]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("type=GENERATION", ["llm"]),
        ("isRootObservation=true", ["answer"]),
        ("isRootObservation=false", ["llm"]),
        (f"parentObservationId={SPAN_ID.hex()}", ["llm"]),
        ("name=llm&level=DEFAULT&environment=production", ["llm"]),
        ("level=ERROR", []),
        ("userId=ada", ["answer"]),
        ("fromStartTime=2999-01-01T00:00:00Z", []),
    ],
)
def test_observations_are_narrowed(sdk, caller, query, names):
    a_trace(caller, user_id="ada")

    found = sdk.get(f"{PUBLIC}/v2/observations?{query}").json["data"]

    assert [one["name"] for one in found] == names


def test_without_a_period_it_is_the_last_day(sdk, caller):
    old = now() - timedelta(days=3)
    trace_id = a_trace(caller, started_at=old)

    newer = sdk.get(f"{PUBLIC}/v2/observations").json["data"]
    by_trace = sdk.get(f"{PUBLIC}/v2/observations?traceId={trace_id.hex}").json["data"]

    assert [one["name"] for one in newer] == ["llm"]
    assert len(by_trace) == 2


def test_what_does_not_fit_into_an_answer_is_left_out_of_it(sdk, caller, monkeypatch):
    trace_id = a_trace(caller)
    monkeypatch.setattr("app.services.langfuse.observations.BODY_BYTES", 0)

    found = sdk.get(f"{PUBLIC}/traces/{trace_id.hex}").json

    assert [one["input"] for one in found["observations"]] == [None, None]


def test_what_is_short_only_as_it_is_kept_counts_by_its_text(sdk, caller, monkeypatch):
    trace_id, long = uuid4(), {"input": "x" * 2_000, "output": "y" * 2_000}
    store(caller, *(sent_span(trace_id=trace_id, **long) for _ in range(2)))
    monkeypatch.setattr("app.services.langfuse.observations.BODY_BYTES", 6_000)

    found = sdk.get(f"{PUBLIC}/traces/{trace_id.hex}").json["observations"]

    assert [one["input"] and len(one["input"]) for one in found] == [None, 2_000]


def test_one_observation_is_found(sdk, caller):
    a_trace(caller)

    assert sdk.get(f"{PUBLIC}/observations/{SPAN_ID.hex()}").json["name"] == "answer"
    assert sdk.get(f"{PUBLIC}/observations/nothing").status_code == 404


def test_a_session_is_told_with_its_traces(sdk, caller):
    a_trace(caller, session_id="a/b c")

    assert [one["id"] for one in sdk.get(f"{PUBLIC}/sessions").json["data"]] == ["a/b c"]
    found = sdk.get(f"{PUBLIC}/sessions/a%2Fb c").json
    assert (found["id"], len(found["traces"])) == ("a/b c", 1)
    assert sdk.get(f"{PUBLIC}/sessions/nothing").json["error"] == "LangfuseNotFoundError"


def test_traces_are_deleted_by_an_admin(app, sdk, caller):
    ids = [a_trace(caller).hex for _ in range(3)]
    admin = speaking(app, make_key(scopes=["admin", "read"]))

    assert sdk.delete(f"{PUBLIC}/traces/{ids[0]}").status_code == 403
    assert admin.delete(f"{PUBLIC}/traces/{ids[0]}").status_code == 200
    assert admin.delete(f"{PUBLIC}/traces", json={"traceIds": ids[1:]}).status_code == 200
    assert sdk.get(f"{PUBLIC}/traces").json["data"] == []
