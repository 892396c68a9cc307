"""Sessions are the traces that say they belong together."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from app.services import traces
from app.services.traces import NoSuchSession
from tests.factories.access import make_project
from tests.factories.traces import make_trace

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


def trace(session_id, minutes, **fields):
    moment = NOON + timedelta(minutes=minutes)
    return make_trace(
        session_id=session_id, started_at=moment, ended_at=moment + timedelta(seconds=5), **fields
    )


def ids(page):
    return [session.session_id for session in page.rows]


def test_the_one_with_the_newest_trace_comes_first(caller):
    for session_id, minutes in (("a", 1), ("b", 2), ("c", 3), ("a", 4), (None, 5)):
        trace(session_id, minutes)

    first = traces.list_sessions(caller, limit=2)
    rest = traces.list_sessions(caller, limit=2, cursor=str(first.next))

    assert (ids(first), ids(rest), rest.next) == (["a", "c"], ["b"], None)


def test_a_session_is_the_sum_of_its_traces(caller):
    trace("a", 1, total_tokens=5, error_count=1, cost_usd=Decimal("0.1"), user_id="ben")
    trace("a", 2, total_tokens=7, cost_usd=Decimal("0.2"), user_id="ada", span_count=3)
    trace("a", 3)

    (session,) = traces.list_sessions(caller).rows

    assert (session.trace_count, session.span_count, session.error_count) == (3, 5, 1)
    assert (session.total_tokens, session.cost_usd) == (12, Decimal("0.3"))
    assert session.users == ["ada", "ben"]
    assert session.started_at == NOON + timedelta(minutes=1)
    assert session.ended_at == NOON + timedelta(minutes=3, seconds=5)


def test_filters_look_at_traces_and_sums_at_all_of_a_session(caller):
    trace("a", 1, user_id="ada", environment="eu")
    trace("a", 2, user_id="ben")
    trace("b", 3, user_id="ben")

    assert ids(traces.list_sessions(caller, user="ada")) == ["a"]
    assert traces.list_sessions(caller, environment="eu").rows[0].trace_count == 2
    assert ids(traces.list_sessions(caller, until=NOON + timedelta(minutes=2))) == ["a"]
    assert ids(traces.list_sessions(caller, since=NOON + timedelta(minutes=3))) == ["b"]


@pytest.mark.parametrize("session_id", ["a/b//c", "..", "ü?#%2F", " "])
def test_a_session_may_be_called_anything(caller, session_id):
    trace(session_id, 1, name="first")
    trace(session_id, 2, name="second")

    found = traces.get_session(caller, session_id)

    assert [row.name for row in found.traces] == ["second", "first"]


def test_anothers_session_is_none(caller):
    trace("a", 1)
    there = make_project("other")

    assert traces.list_sessions(there).rows == []
    with pytest.raises(NoSuchSession):
        traces.get_session(there, "a")
