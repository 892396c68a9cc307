"""Batches of events: merged, within a batch and across them, and each event by itself."""

from datetime import timedelta
from decimal import Decimal
from itertools import permutations
from uuid import UUID

import pytest
from sqlalchemy import select

from app.db import db, in_utc, now, transaction
from app.models import Span, StaleHour, Trace
from app.services import masking, prices
from app.services.langfuse.ids import root_id_of, span_id_of, trace_id_of
from tests.api.langfuse.conftest import speaking
from tests.factories.access import make_key, see_everything
from tests.factories.prompts import make_prompt

INGESTION = "/api/public/ingestion"
NOW = now().replace(microsecond=0) - timedelta(minutes=5)
TRACE = "550e8400-e29b-41d4-a716-446655440000"


def at(seconds):
    return in_utc(NOW + timedelta(seconds=seconds))


def event(type_, seconds=0, **body):
    made = {"type": type_, "timestamp": at(seconds), "body": body}
    return made | {"id": f"{type_} {seconds} {body.get('id')}"}


def send(sdk, *events):
    r = sdk.post(INGESTION, json={"batch": list(events), "metadata": {"sdk": "x"}})
    assert r.status_code == 207
    return r.json


def spans():
    see_everything()
    db.session.expire_all()
    return {span.name: span for span in db.session.scalars(select(Span))}


def trace():
    see_everything()
    return db.session.scalars(select(Trace), execution_options={"populate_existing": True}).one()


CREATED = event(
    "trace-create", 0, id=TRACE, name="answer", timestamp=at(0), userId="ada", sessionId="chat 1",
    tags=["beta"], metadata={"tier": 1}, input={"q": "why?"}, release="1.2",
)  # fmt: skip
STEP = event("span-create", 1, id="step", traceId=TRACE, name="retrieve", startTime=at(1))
CALL = event(
    "generation-create", 2, id="call", traceId=TRACE, name="llm", startTime=at(2), model="small",
    parentObservationId="step", input=[{"role": "user", "content": "why?"}],
    modelParameters={"temperature": 0.5}, metadata={"a": 1},
)  # fmt: skip
ANSWERED = event(
    "generation-update", 4, id="call", traceId=TRACE, endTime=at(4), output="because",
    usage={"promptTokens": 7, "completionTokens": 3, "totalTokens": 10}, metadata={"b": "x"},
    completionStartTime=at(3),
)  # fmt: skip
DONE = event("span-update", 5, id="step", traceId=TRACE, endTime=at(5), level="ERROR")
CLOSED = event("trace-create", 6, id=TRACE, output="because")
STORY = [CREATED, STEP, CALL, ANSWERED, DONE, CLOSED]


def check_story():
    found = spans()
    root, step, call = found["answer"], found["retrieve"], found["llm"]
    assert len(found) == 3
    assert (root.user_id, root.session_id, root.tags, root.release) == (
        "ada", "chat 1", ["beta"], "1.2"
    )  # fmt: skip
    assert (root.input, root.output, root.parent_span_id) == ({"q": "why?"}, "because", None)
    assert (step.parent_span_id, step.level, step.latency_ms) == (root.span_id, "error", 4000)
    assert (call.parent_span_id, call.kind, call.model) == (step.span_id, "generation", "small")
    assert (call.input_tokens, call.output_tokens, call.total_tokens) == (7, 3, 10)
    assert (call.input, call.output) == ([{"role": "user", "content": "why?"}], "because")
    assert call.parameters == {"temperature": 0.5}
    assert (call.started_at, call.ended_at) == (
        NOW + timedelta(seconds=2),
        NOW + timedelta(seconds=4),
    )
    assert call.first_token_at == NOW + timedelta(seconds=3)
    metadata = {k: v for k, v in call.attributes.items() if "metadata" in k}
    assert metadata == {
        "langfuse.observation.metadata.a": 1, "langfuse.observation.metadata.b": "x"
    }  # fmt: skip
    summary = trace()
    assert (summary.trace_id, summary.name) == (UUID(TRACE), "answer")
    assert (summary.span_count, summary.error_count, summary.total_tokens) == (3, 1, 10)
    assert (summary.user_id, summary.session_id, summary.output) == ("ada", "chat 1", "because")
    assert (summary.started_at, summary.ended_at) == (NOW, NOW + timedelta(seconds=5))


def test_a_batch_becomes_a_trace(sdk):
    answer = send(sdk, *STORY)

    assert answer["errors"] == []
    assert answer["successes"] == [{"id": one["id"], "status": 201} for one in STORY]
    check_story()


def test_events_one_by_one_become_the_same(sdk):
    for one in STORY:
        send(sdk, one)

    check_story()


@pytest.mark.parametrize("order", [*permutations(range(6), 6)][::97], ids=str)
def test_in_whatever_order_they_come(sdk, order):
    for place in order:
        send(sdk, STORY[place])

    check_story()


def test_sent_again_they_change_nothing(sdk):
    send(sdk, *STORY)
    before = {name: row.__dict__.copy() for name, row in spans().items()}
    marks = len(db.session.scalars(select(StaleHour)).all())

    for one in [*STORY, *STORY]:
        send(sdk, one)

    check_story()
    after = {name: row.__dict__.copy() for name, row in spans().items()}
    for row in [*before.values(), *after.values()]:
        row.pop("_sa_instance_state")
    assert before == after
    assert len(db.session.scalars(select(StaleHour)).all()) == marks


def test_what_is_masked_is_not_new_when_it_is_told_again(sdk, caller):
    with transaction():
        masking.add_rule(caller, name="cards", pattern="[0-9]{16}", replacement="[card]")
    told = event("span-create", 1, id="s", traceId=TRACE, name="s", input="card 1234567812345678")

    for _ in range(3):
        send(sdk, told)

    assert spans()["s"].input == "card [card]"
    assert len(db.session.scalars(select(StaleHour)).all()) == 1


def test_a_price_is_worked_out_anew_when_the_tokens_are_told(sdk, caller):
    usd = {"input_usd": Decimal(1000), "output_usd": Decimal(1000)}
    with transaction():
        prices.add_price(caller, model="small", valid_from=NOW - timedelta(days=1), **usd)
    send(sdk, event("generation-create", 1, id="g", traceId=TRACE, name="g", model="small"))
    for tokens in (1, 2):
        usage = {"input": 1, "output": tokens}
        send(sdk, event("generation-update", 1 + tokens, id="g", traceId=TRACE, usageDetails=usage))

    assert (spans()["g"].cost_usd, trace().cost_usd) == (Decimal("0.003"), Decimal("0.003"))


def test_the_hours_of_what_was_replaced_are_added_up_again(sdk):
    early = event("span-update", 0, id="s", traceId=TRACE, output="x")
    send(sdk, early)
    later = event("span-create", 9, id="s", traceId=TRACE, name="s", startTime=at(-7200))

    send(sdk, later)

    see_everything()
    hours = {mark.hour for mark in db.session.scalars(select(StaleHour))}
    on_the_hour = {"minute": 0, "second": 0}
    assert hours == {
        NOW.replace(**on_the_hour), (NOW - timedelta(hours=2)).replace(**on_the_hour)
    }  # fmt: skip
    assert trace().span_count == 1


def test_what_was_told_last_counts(sdk):
    send(sdk, event("span-update", 9, id="s", traceId=TRACE, name="new", level="WARNING"))
    send(sdk, event("span-create", 1, id="s", traceId=TRACE, name="old", input="kept"))

    (span,) = spans().values()
    assert (span.name, span.level, span.input) == ("new", "warning", "kept")


def test_a_trace_may_be_renamed(sdk):
    send(sdk, event("trace-create", 1, id=TRACE, name="a", output="b"))
    send(sdk, event("trace-create", 2, id=TRACE, name="z", output="y"))

    assert (trace().name, trace().output) == ("z", "y")


def test_ids_that_are_no_ids_are_kept_beside_what_is_made_of_them(sdk):
    send(sdk, event("span-create", id="my step", traceId="my trace", name="s"))

    (span,) = spans().values()
    trace_id = trace_id_of("my trace")
    assert (span.trace_id, span.span_id) == (trace_id, span_id_of("my step"))
    assert span.parent_span_id == root_id_of(trace_id)
    assert span.attributes["langfuse.trace_id"] == "my trace"
    assert span.attributes["langfuse.observation_id"] == "my step"


def test_an_observation_without_a_trace_is_one(sdk):
    send(sdk, event("generation-create", id="call", name="llm"))

    (span,) = spans().values()
    assert (span.parent_span_id, span.trace_id) == (None, trace_id_of("call"))


def test_a_generation_is_linked_to_its_prompt(sdk):
    prompt = make_prompt("greet", versions=2)
    send(
        sdk, event("generation-create", id="g", traceId=TRACE, promptName="greet", promptVersion=2)
    )

    (span,) = spans().values()
    assert (span.prompt_id, span.prompt_version) == (prompt.id, 2)


@pytest.mark.parametrize(
    ("usage", "counts"),
    [
        ({"usage": {"input": 7, "output": 3, "total": 10, "unit": "TOKENS"}}, (7, 3, 10, None)),
        ({"usage": {"input": 7, "output": 3, "totalCost": 0.5}}, (7, 3, 10, 0.5)),
        ({"usageDetails": {"input": 5, "input_cached_tokens": 2, "output": 3}}, (7, 3, 10, None)),
        ({"usageDetails": {"input": 1}, "costDetails": {"total": 0.1}}, (1, None, 1, 0.1)),
        ({"usage": "many"}, (None, None, None, None)),
        ({}, (None, None, None, None)),
    ],
)
def test_tokens_and_costs_are_read(sdk, usage, counts):
    send(sdk, event("generation-create", id="g", traceId=TRACE, **usage))

    (span,) = spans().values()
    cost = None if span.cost_usd is None else float(span.cost_usd)
    assert (span.input_tokens, span.output_tokens, span.total_tokens, cost) == counts


@pytest.mark.parametrize("kind", ["span", "generation", "event", "agent", "tool", "embedding"])
def test_every_kind_is_kept_as_it_is(sdk, kind):
    send(sdk, event(f"{kind}-create", id="x", traceId=TRACE))
    send(sdk, event("observation-create", id="y", traceId=TRACE, type=kind.upper(), name="older"))

    assert {span.kind for span in spans().values()} == {kind}


GOOD = event("span-create", id="good", traceId=TRACE, name="good")


@pytest.mark.parametrize(
    "wrong",
    [
        "no event",
        {},
        event("song-create", id="x"),
        event("span-create", id="x") | {"timestamp": "yesterday"},
        event("span-create", id="x") | {"body": None},
        event("span-create", id=5),
        event("span-create", id="x" * 801),
        event("span-create", id="x", startTime="noon"),
        event("span-create") | {"id": None},
        event("generation-create", id="x", promptName="greet"),
        event("score-create", id="x", name="n", value=1),
        event("score-create", id="x", name="n", traceId="t"),
        event("dataset-run-item-create", id="x"),
    ],
)
def test_a_bad_event_does_not_lose_the_others(sdk, wrong):
    answer = send(sdk, GOOD, wrong, STEP)

    assert [one["id"] for one in answer["successes"]] == [GOOD["id"], STEP["id"]]
    (error,) = answer["errors"]
    assert (error["status"], error["error"]) == (400, "InvalidRequestError")
    assert set(spans()) == {"good", "retrieve"}


def test_scores_come_the_same_way(sdk):
    score = event("score-create", 3, id="s1", traceId=TRACE, name="helpful", value=0.5)

    for _ in range(2):
        assert send(sdk, score, event("sdk-log", log="hello"))["errors"] == []

    (kept,) = sdk.get("/api/public/v3/scores").json["data"]
    assert (kept["id"], kept["value"], kept["timestamp"]) == ("s1", 0.5, at(3))


@pytest.mark.parametrize(
    "body", [{}, {"batch": {}}, [], {"batch": [GOOD] * 1001}], ids=lambda b: str(b)[:20]
)
def test_a_body_that_is_no_batch_is_refused(sdk, body):
    assert sdk.post(INGESTION, json=body).status_code == 400


def test_an_empty_batch_is_one(sdk):
    assert send(sdk) == {"successes": [], "errors": []}


@pytest.mark.parametrize(
    "odd",
    [
        {"startTime": "1970-01-01T00:00:00Z"},
        {"startTime": "0001-01-01T00:00:00Z"},
        {"startTime": "9999-12-31T00:00:00Z"},
        {"startTime": at(5), "endTime": at(1)},
        {"name": "x" * 5000},
        {"metadata": "plain"},
        {"metadata": {"a": {"b": [1, None, True]}}},
        {"level": "LOUD", "usage": [], "modelParameters": 3, "tags": 5, "model": {}},
        {"input": "\u0000" + "x" * 300_000},
    ],
)
def test_odd_values_are_kept_as_well_as_they_can_be(sdk, odd):
    for _ in range(2):
        assert send(sdk, event("generation-create", id="g", traceId=TRACE, **odd))["errors"] == []
        send(sdk, event("trace-create", id=TRACE, **odd))

    assert len(spans()) == 2 or "name" in odd
    assert trace().span_count == 2


def test_without_the_right_to_report_nothing_is_taken(app):
    reader = speaking(app, make_key(scopes=["read", "write"]))

    r = reader.post(INGESTION, json={"batch": STORY})

    assert (r.status_code, r.json["error"]) == (403, "ForbiddenError")
