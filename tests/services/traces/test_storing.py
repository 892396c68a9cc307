"""Spans are kept once, and their trace says what they come to."""

from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from sqlalchemy import select

from app.db import db, transaction
from app.models import SharedObject, Span, StaleHour, Trace
from app.services import policy
from app.services.policy import MissingRight
from app.services.prompts import write
from app.services.traces import Stored, make_days, put_shared, store_spans
from tests.factories.access import make_project, with_rights
from tests.factories.otlp import sent_span
from tests.factories.prompts import make_prompt

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


def stored_spans():
    db.session.expire_all()
    rows = list(db.session.scalars(select(Span).order_by(Span.started_at, Span.span_id)))
    put_shared(rows)
    return rows


def only_trace():
    db.session.expire_all()
    return db.session.scalars(select(Trace)).one()


def seconds(number):
    return timedelta(seconds=number)


def store(caller, *spans):
    with transaction():
        return store_spans(caller, spans)


FULL = {
    "trace_id": uuid4(),
    "span_id": b"\x01\\\n\t\x00\xff78",
    "parent_span_id": b"parent_1",
    "name": "tab\t, line\r\n, back\\slash, \\N, é, 𝄞, \x85 and \x1f",
    "started_at": NOON,
    "ended_at": NOON + timedelta(seconds=1, microseconds=1),
    "first_token_at": NOON + timedelta(milliseconds=1),
    "latency_ms": 1000.001234,
    "is_clamped": True,
    "kind": "tool",
    "level": "warning",
    "status_message": "",
    "environment": "production",
    "release": "1.2\\n",
    "user_id": "\\N",
    "session_id": "NULL",
    "tags": ["a,b", 'quo"te', "back\\slash", "{}", "", "NULL", "new\nline"],
    "model": "gpt-5",
    "provider": "openai",
    "parameters": {"z": 1, "a": [1.5, None, "\\"]},
    "prompt_name": "no/such",
    "prompt_version": 3,
    "input": [{"role": "user", "content": "tab\t line\n back\\slash \\N é"}],
    "output": "text",
    "input_tokens": 10,
    "output_tokens": 5,
    "cached_tokens": 4,
    "reasoning_tokens": 3,
    "total_tokens": 15,
    "cost_usd": Decimal("0.000012345678901234567890"),
    "attributes": {"k\n": {"deep": ["\\u0041", "\\"]}, "n": 2**53},
    "events": [{"name": "e", "at": "2026-11-20T12:00:00Z", "attributes": {"x": "\\n"}}],
    "links": [{"trace_id": "00" * 16, "span_id": "00" * 8, "attributes": {}}],
    "resource": {"service.name": "api\\"},
}


def test_every_field_comes_back_as_it_was_sent(caller):
    span = sent_span(**FULL)

    assert store(caller, span) == Stored(accepted=1)

    (row,) = stored_spans()
    for name, value in FULL.items():
        assert getattr(row, name) == value, name
    assert (row.project_id, row.prompt_id, row.price) == (caller.project_id, None, None)
    assert list(row.parameters) == ["z", "a"], "its keys in the order that was sent"


def test_what_was_not_sent_is_null(caller):
    store(caller, sent_span())

    (row,) = stored_spans()
    absent = ("input", "output", "attributes", "events", "links", "resource", "tags", "parameters")
    assert {name: getattr(row, name) for name in absent} == dict.fromkeys(absent)


def test_what_spans_have_in_common_is_kept_once(caller):
    here, there = {"service.name": "shop", "n": 2**70}, {"service.name": "bank"}
    calls = [
        sent_span(model="gpt-4o", input_tokens=1, resource=resource, started_at=NOON + second)
        for resource, second in zip((here, dict(here), there), map(seconds, range(3)), strict=True)
    ]
    store(caller, *calls[:2])
    store(caller, *calls)

    rows = stored_spans()
    assert [row.resource["service.name"] for row in rows] == ["shop", "shop", "bank"]
    assert [row.price["model"] for row in rows] == ["gpt-4o"] * 3
    assert len(db.session.scalars(select(SharedObject)).all()) == 3


def test_shared_objects_are_used_on_the_day_on_which_spans_came(caller):
    resource = {"service.name": "shop"}
    store(caller, sent_span(resource=resource))
    shared = db.session.scalars(select(SharedObject)).one()
    shared.used_on = date(2026, 1, 1)
    db.session.commit()

    store(caller, sent_span(resource=resource))

    db.session.refresh(shared)
    assert shared.used_on == datetime.now(UTC).date()


def test_a_batch_sent_again_changes_nothing(caller):
    spans = [sent_span(trace_id=FULL["trace_id"], input_tokens=1) for _ in range(3)]
    store(caller, *spans)
    before = [facts(row) for row in (*stored_spans(), only_trace())]

    assert store(caller, *spans) == Stored(accepted=0, duplicates=3)

    assert [facts(row) for row in (*stored_spans(), only_trace())] == before


def test_of_a_batch_that_was_partly_there_the_rest_is_added(caller):
    first, second = (sent_span(trace_id=FULL["trace_id"], input_tokens=n) for n in (1, 20))
    store(caller, first)

    assert store(caller, first, second) == Stored(accepted=1, duplicates=1)

    assert (only_trace().span_count, only_trace().input_tokens) == (2, 21)


def test_of_a_span_twice_in_a_batch_the_first_counts(caller):
    span = sent_span(input_tokens=1)
    other = type(span)(**{**asdict(span), "input_tokens": 2})

    assert store(caller, span, other) == Stored(accepted=1, duplicates=1)

    assert [row.input_tokens for row in stored_spans()] == [1]


def test_stored_twice_in_one_transaction_is_stored_once(caller):
    first, second = sent_span(), sent_span()
    with transaction():
        assert store_spans(caller, [first]) == Stored(1)
        assert store_spans(caller, [first, second]) == Stored(1, 1)

    assert len(stored_spans()) == 2


def test_the_same_ids_in_two_projects_are_two_traces(caller):
    other, span = make_project("other"), sent_span()
    store(caller, span)

    assert store(other, span) == Stored(accepted=1)

    policy.require(other, policy.READ)
    assert only_trace().project_id == other.project_id


def test_it_needs_the_right_to_report(caller):
    with pytest.raises(MissingRight, match="ingest"):
        store_spans(with_rights(policy.WRITE), [sent_span()])


def test_spans_of_days_that_nobody_made_are_kept_and_known(caller):
    spans = [sent_span(started_at=NOON + timedelta(days=days)) for days in (-9000, 9000)]

    assert store(caller, *spans) == Stored(accepted=2)
    assert store(caller, *spans) == Stored(duplicates=2)

    assert len(stored_spans()) == 2


def test_when_their_day_is_made_they_are_still_there_and_known(caller):
    """Nobody made days for a month; then somebody does."""
    spans = [sent_span(started_at=NOON - timedelta(days=days)) for days in range(100, 130)]
    store(caller, *spans)

    with transaction():
        assert make_days() >= 30

    policy.require(caller, policy.READ)
    assert len(stored_spans()) == 30
    assert store(caller, *spans) == Stored(duplicates=30)


def test_the_hours_of_new_spans_are_to_be_added_up(caller):
    spans = [sent_span(started_at=NOON + timedelta(minutes=m)) for m in (1, 59, 61)]
    store(caller, *spans)

    store(caller, *spans)

    hours = sorted(db.session.scalars(select(StaleHour.hour)))
    assert hours == [NOON, NOON + timedelta(hours=1)]


def test_a_trace_adds_up_its_calls_and_not_what_holds_them(caller):
    trace = {"trace_id": uuid4()}
    usage = {"input_tokens": 10, "output_tokens": 5, "total_tokens": 15, "cost_usd": Decimal("0.1")}
    spans = [sent_span(**trace, **usage, parent_span_id=b"root____") for _ in range(2)]
    agent = sent_span(**trace, **usage, kind="agent", span_id=b"root____", level="error")

    store(caller, agent, *spans)

    row = only_trace()
    assert (row.input_tokens, row.output_tokens, row.total_tokens) == (20, 10, 30)
    assert (row.span_count, row.error_count, row.cost_usd) == (3, 1, Decimal("0.2"))


def test_the_root_speaks_for_its_trace_and_the_sender_for_its_name(caller):
    trace = {"trace_id": uuid4()}
    early = sent_span(
        **trace, started_at=NOON, name="early", parent_span_id=b"root____", user_id="u", input="in"
    )
    root = sent_span(
        **trace,
        started_at=NOON + timedelta(seconds=1),
        name="root",
        span_id=b"root____",
        input="of root",
        environment="production",
    )

    store(caller, early)
    assert (only_trace().name, only_trace().name_rank, only_trace().input) == ("early", 0, "in")
    assert (only_trace().root_span_id, only_trace().environment) == (None, "default")

    store(caller, root)
    assert (only_trace().name, only_trace().name_rank, only_trace().input) == ("root", 1, "of root")
    assert (only_trace().root_span_id, only_trace().environment) == (b"root____", "production")
    assert only_trace().user_id == "u", "as the root says none"

    store(caller, sent_span(**trace, parent_span_id=b"root____", trace_name="checkout"))
    assert (only_trace().name, only_trace().name_rank) == ("checkout", 2)


def test_a_trace_is_found_by_what_its_spans_say(caller):
    prompt = make_prompt("greet", versions=3)
    trace = {"trace_id": uuid4()}
    first = sent_span(**trace, model="gpt-5", tags=["beta"], prompt_name="greet", prompt_version=3)
    second = sent_span(**trace, kind="tool", level="error", release="1.2", environment="eu")

    store(caller, first)
    store(caller, second)

    assert only_trace().facets == sorted(
        (
            *("environment:default", "environment:eu", "kind:generation", "kind:tool"),
            *("level:default", "level:error", "model:gpt-5", "release:1.2", "tag:beta"),
            *(f"prompt:{prompt.id}", f"prompt:{prompt.id}@3"),
        )
    )
    assert (only_trace().tags, only_trace().models) == (["beta"], ["gpt-5"])


@pytest.mark.parametrize(
    ("name", "version", "is_linked"),
    [("greet", 2, True), ("greet", None, True), ("greet", 3, False), ("other", 1, False)],
)
def test_a_prompt_is_linked_if_it_has_that_version(caller, name, version, is_linked):
    prompt = make_prompt("greet", versions=2)

    store(caller, sent_span(prompt_name=name, prompt_version=version))

    (row,) = stored_spans()
    assert row.prompt_id == (prompt.id if is_linked else None)
    assert (row.prompt_name, row.prompt_version) == (name, version), "as they were sent"


def test_a_prompt_is_linked_by_its_id_when_it_was_renamed(caller):
    prompt = make_prompt("greet")
    with transaction():
        write.update_prompt(caller, prompt.id, name="welcome")

    store(caller, sent_span(prompt_id=prompt.id, prompt_name="greet", prompt_version=1))

    assert stored_spans()[0].prompt_id == prompt.id


def test_a_prompt_of_another_project_is_none(caller):
    other = make_prompt("greet", caller=make_project("other"))

    store(caller, sent_span(prompt_id=other.id, prompt_name="greet", prompt_version=1))

    assert stored_spans()[0].prompt_id is None


def facts(row):
    return {column.key: getattr(row, column.key) for column in row.__table__.columns}
