"""A trace is shown with all its spans, however they came."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from app.db import db, transaction
from app.models import AuditEvent, Score, Span, StaleHour
from app.services import traces
from app.services.policy import MissingRight
from app.services.traces import NoSuchSpan, NoSuchTrace, showing
from app.wall import act_in
from tests.factories.access import make_project, with_rights
from tests.factories.otlp import sent_span
from tests.factories.traces import make_score

NOON = datetime.now(UTC).replace(minute=59, second=59, microsecond=0) - timedelta(hours=2)
ROOT, ONE, TWO, GONE = b"root____", b"one_____", b"two_____", b"gone____"


def store(caller, *spans):
    with transaction():
        traces.store_spans(caller, spans)


def span(trace_id, span_id, seconds=0, parent=ROOT, **fields):
    parent = None if span_id == ROOT else parent
    moment = NOON + timedelta(seconds=seconds)
    return sent_span(
        trace_id=trace_id, span_id=span_id, parent_span_id=parent, started_at=moment, **fields
    )


@pytest.fixture
def trace_id(caller):
    """Its spans came in no order; the parent of one never did."""
    trace_id = uuid4()
    store(caller, span(trace_id, TWO, 2, parent=GONE), span(trace_id, ONE, 1, parent=TWO))
    store(caller, span(trace_id, ROOT, 0, input="Hi"))
    return trace_id


def test_spans_stand_in_the_order_they_began(caller, trace_id):
    shown = traces.get_trace(caller, trace_id)

    assert [one.span_id for one in shown.spans] == [ROOT, ONE, TWO]
    assert shown.total == 3


def test_whose_parent_has_not_come_is_an_orphan(caller, trace_id):
    shown = traces.get_trace(caller, trace_id)

    assert [shown.is_orphan(one) for one in shown.spans] == [False, False, True]
    assert traces.get_span(caller, trace_id, TWO)[1]
    assert not traces.get_span(caller, trace_id, ONE)[1]

    store(caller, span(trace_id, GONE, -1))
    assert not any(map(shown.is_orphan, traces.get_trace(caller, trace_id).spans[:3]))
    assert not traces.get_span(caller, trace_id, TWO)[1]


def test_of_very_many_spans_the_first_are_shown_and_all_are_counted(caller, monkeypatch):
    monkeypatch.setattr(showing, "MOST_SPANS", 2)
    trace_id = uuid4()
    store(caller, *(span(trace_id, one, n) for n, one in enumerate([ROOT, ONE, TWO])))
    # Begun after those that are shown, it is a parent all the same.
    store(caller, span(trace_id, b"early___", -1, parent=TWO))

    shown = traces.get_trace(caller, trace_id)

    assert ([one.span_id for one in shown.spans], shown.total) == ([b"early___", ROOT], 4)
    assert not any(map(shown.is_orphan, shown.spans))


def test_a_span_is_shown_as_it_was_sent(caller):
    trace_id = uuid4()
    said = {"b": [1, None, "ü"], "a": 1.5}
    store(caller, span(trace_id, ROOT, input=said, attributes={"x": 1}, user_id="ada"))

    found, _ = traces.get_span(caller, trace_id, ROOT)

    assert list(found.input) == ["b", "a"]
    assert (found.input, found.attributes, found.user_id) == (said, {"x": 1}, "ada")


def test_scores_of_a_trace_come_with_it(caller, trace_id):
    make_score(trace_id=trace_id, comment="Kind")
    make_score()

    assert [score.comment for score in traces.get_trace(caller, trace_id).scores] == ["Kind"]


def test_what_is_not_there_or_anothers_is_not_found(caller, trace_id):
    there = make_project("other")

    for who, wanted in ((caller, uuid4()), (there, trace_id)):
        with pytest.raises(NoSuchTrace):
            traces.get_trace(who, wanted)
        with pytest.raises(NoSuchTrace):
            traces.get_span(who, wanted, ROOT)
    with pytest.raises(NoSuchSpan):
        traces.get_span(caller, trace_id, GONE)


def test_a_deleted_trace_is_gone_and_its_hours_are_added_up_again(caller, trace_id):
    make_score(trace_id=trace_id)
    store(caller, span(uuid4(), ROOT, 1))
    db.session.query(StaleHour).delete()

    with transaction():
        traces.delete_trace(caller, trace_id)

    act_in(caller.project_id)
    assert db.session.scalars(select(Span.trace_id).where(Span.trace_id == trace_id)).all() == []
    assert db.session.scalars(select(Score)).all() == []
    hours = set(db.session.scalars(select(StaleHour.hour)))
    assert hours == {NOON.replace(minute=0, second=0), NOON.replace(minute=0, second=0) + HOUR}
    assert "trace.deleted" in db.session.scalars(select(AuditEvent.action)).all()
    with pytest.raises(NoSuchTrace):
        traces.delete_trace(caller, trace_id)


HOUR = timedelta(hours=1)


def test_only_who_administers_deletes(caller, trace_id):
    with pytest.raises(MissingRight):
        traces.delete_trace(with_rights("read", "write", "ingest"), trace_id)
