"""100,000 spans reported while the database and the process that answers are killed."""

import json
import time
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select

from app.db import db
from app.models import Span, Trace
from app.services import policy
from tests.api.test_otlp import NOW_NS, PROTOBUF, TRACES, sent_request
from tests.factories.access import make_key, the_system
from tests.faults.breaking import (
    kill_database,
    kill_worker,
    restart_database,
    wait_out_crash_loop,
)
from tests.faults.clients import NO_ANSWER, Notes, all_at_once
from tests.faults.memory import largest_rss

pytestmark = pytest.mark.more

REPORTERS, BATCHES, SPANS, TRACE = 4, 250, 100, 10
RSS_MB = 250
LIMIT_S = 60

ASKED = json.dumps([{"role": "user", "parts": [{"type": "text", "content": "Why? " * 100}]}])
CALL = {
    "gen_ai.operation.name": "chat",
    "gen_ai.request.model": "gpt-5",
    "gen_ai.input.messages": ASKED,
    "gen_ai.usage.input_tokens": 400,
    "gen_ai.usage.output_tokens": 100,
}


def test_what_was_acknowledged_can_be_read_and_nothing_is_there_twice(
    live_api, real_app, durable_server
):
    told = {
        "Authorization": f"Bearer {make_key(scopes=['ingest']).token}",
        "Content-Type": PROTOBUF,
    }
    notes, acknowledged, all_of_them = Notes(), set(), REPORTERS * BATCHES
    # The test's own, which would wait idly for longer than the database lets it.
    db.session.remove()

    def kill():
        notes.wait_for(all_of_them // 4, 300)
        wait_out_crash_loop(live_api)
        kill_worker(live_api)
        notes.wait_for(all_of_them // 2, 300)
        kill_database(durable_server)
        restart_database(durable_server)

    with largest_rss(live_api) as rss:
        all_at_once(notes, REPORTERS, lambda _: report(live_api, told, notes, acknowledged), kill)

    assert set(notes.statuses) - {200, 503, None} == set()
    assert {None, 503} & set(notes.statuses), "nobody noticed that anything was killed"
    assert len(acknowledged) == all_of_them * SPANS // TRACE
    check(acknowledged)
    assert rss.largest_mb <= RSS_MB


def report(api, told, notes, acknowledged):
    """One batch after the other; what was not answered is sent again, as an exporter does."""
    batch = Batch()
    for _ in range(BATCHES):
        traces, body = batch.next()
        deadline = time.monotonic() + LIMIT_S
        while (answer := try_send(api, told, body)) is None or answer.status != 200:
            notes.note(str(traces[0]), time.monotonic(), answer)
            assert answer is None or answer.headers["Retry-After"]
            assert time.monotonic() < deadline
            time.sleep(0.1)
        acknowledged.update(traces)
        notes.note(str(traces[0]), time.monotonic(), answer)


def try_send(api, told, body):
    try:
        return api.send("POST", TRACES, body, told)
    except NO_ANSWER:
        return None


class Batch:
    """Ten traces of ten model calls, made anew each time."""

    def __init__(self):
        spans = [{"span_id": (n + 1).to_bytes(8, "big")} for n in range(SPANS)]
        self.request = sent_request(*spans, **CALL)
        self.spans = self.request.resource_spans[0].scope_spans[0].spans

    def next(self):
        traces = [uuid4() for _ in range(SPANS // TRACE)]
        for number, span in enumerate(self.spans):
            span.trace_id = traces[number // TRACE].bytes
            span.start_time_unix_nano = NOW_NS + number * 1000
            span.end_time_unix_nano = NOW_NS + number * 1000 + 10**9
        return traces, self.request.SerializeToString()


def check(acknowledged: set[UUID]):
    policy.require(the_system(), policy.READ)
    counts = dict(
        db.session.execute(
            select(Span.trace_id, func.count(func.distinct(Span.span_id))).group_by(Span.trace_id)
        ).all()
    )
    assert acknowledged <= counts.keys()
    assert set(counts.values()) == {TRACE}
    assert db.session.scalar(select(func.count()).select_from(Span)) == TRACE * len(counts)
    summed = select(func.count(), func.min(Trace.span_count), func.max(Trace.span_count))
    assert tuple(db.session.execute(summed).one()) == (len(counts), TRACE, TRACE)
