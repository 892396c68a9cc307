"""A trace's summary is the same in whatever order its spans come, and however often."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from app.db import db, transaction
from app.models import Span, Trace
from app.services.traces import store_spans
from tests.factories.otlp import sent_span

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
FOR_ITSELF = {"trace_id", "updated_at"}

words = st.sampled_from([None, "a", "b", "é", "Z", "𝄞", "￿"])
counts = st.sampled_from([None, 0, 1, 7])
fields = st.fixed_dictionaries(
    {
        "span_id": st.binary(min_size=8, max_size=8),
        "parent_span_id": st.sampled_from([None, b"parent_1"]),
        "name": st.sampled_from(["a", "b", "B"]),
        "trace_name": words,
        "started_at": st.sampled_from([NOON + timedelta(hours=h) for h in (0, 1, 30)]),
        "latency_ms": st.sampled_from([0, 5, 9e7]),
        "kind": st.sampled_from(["generation", "tool", "agent"]),
        "level": st.sampled_from(["debug", "default", "error"]),
        "environment": st.sampled_from(["default", "eu", "us"]),
        "user_id": words,
        "session_id": words,
        "release": words,
        "input": words,
        "output": words,
        "model": words,
        "tags": st.lists(st.sampled_from([f"{n}" for n in range(60)]), max_size=60),
        "input_tokens": counts,
        "cost_usd": st.sampled_from([None, Decimal("0.1"), Decimal("0.0000001")]),
    }
)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    spans=st.lists(fields, min_size=1, max_size=6, unique_by=lambda one: one["span_id"]),
    data=st.data(),
)
def test_in_any_order_and_any_batches_a_trace_comes_out_the_same(caller, spans, data):
    at_once, piecemeal = uuid4(), uuid4()
    sent = [sent_span(trace_id=at_once, **one) for one in spans]
    deliveries = data.draw(st.permutations([*sent, *sent]))
    cuts = data.draw(st.lists(st.integers(1, len(deliveries)), max_size=4))

    with transaction():
        store_spans(caller, sent)
        for begin, end in zip([0, *sorted(cuts)], [*sorted(cuts), None], strict=True):
            batch = [replace(span, trace_id=piecemeal) for span in deliveries[begin:end]]
            store_spans(caller, batch)

    assert summary(caller, piecemeal) == summary(caller, at_once)


def summary(caller, trace_id):
    row = db.session.get(Trace, (caller.project_id, trace_id))
    columns = {column.key for column in row.__table__.columns} - FOR_ITSELF
    return {name: getattr(row, name) for name in columns}


text = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]))


@pytest.mark.parametrize("size", [1, 50])
@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_any_text_comes_back_as_it_was(caller, size, data):
    texts = [data.draw(text) for _ in range(size)]
    json = st.recursive(text | st.none() | st.integers(-(2**53), 2**53), st.lists, max_leaves=5)
    value = data.draw(st.dictionaries(text, json))
    trace_id = uuid4()
    span = sent_span(trace_id=trace_id, name=texts[0], tags=texts, input=value, attributes=value)

    with transaction():
        store_spans(caller, [span])

    columns = (Span.name, Span.tags, Span.input, Span.attributes)
    row = db.session.execute(select(*columns).where(Span.trace_id == trace_id)).one()
    assert tuple(row) == (texts[0], texts, value, value or None)
