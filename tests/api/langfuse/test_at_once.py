"""What arrives at the same moment: parts of one span, versions of one prompt."""

from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from sqlalchemy import select

from app.db import db, in_utc, now, transaction
from app.models import Span, Trace
from app.services.langfuse.ingesting import take_events
from tests.api.langfuse.conftest import SCOPES, speaking
from tests.factories.access import make_key, see_everything, the_system

ROUNDS, SENDERS = 5, 4


def event(type_, **body):
    return {"id": str(uuid4()), "type": type_, "timestamp": in_utc(now()), "body": body}


@pytest.fixture
def sender(real_app):
    caller = the_system()

    def send(batch):
        with real_app.app_context(), transaction():
            return take_events(caller, batch)

    return send


def test_one_span_and_every_part_of_it(sender):
    """Each sender tells a part of the same span, and of the spans of the others' traces."""
    for _ in range(ROUNDS):
        traces = [str(uuid4()) for _ in range(SENDERS)]
        batches = [
            [
                event("span-update", id="s", traceId=trace, metadata={str(number): number})
                for trace in traces
            ]
            for number in range(SENDERS)
        ]

        with ThreadPoolExecutor(SENDERS) as pool:
            outcomes = list(pool.map(sender, batches))

        assert all(one.error is None for batch in outcomes for one in batch)

    see_everything()
    found = db.session.scalars(select(Span)).all()
    assert len(found) == ROUNDS * SENDERS
    for span in found:
        told = {key for key in span.attributes if key.startswith("langfuse.observation.metadata.")}
        assert len(told) == SENDERS
    counts = [trace.span_count for trace in db.session.scalars(select(Trace))]
    assert counts == [1] * (ROUNDS * SENDERS)


def test_everybody_who_saves_the_same_prompt_gets_a_version(real_app):
    key = make_key(scopes=SCOPES)
    clients = [speaking(real_app, key) for _ in range(SENDERS)]

    def save(number):
        body = {"name": "greet", "prompt": f"Hi {number}", "labels": ["production"]}
        return clients[number].post("/api/public/v2/prompts", json=body)

    with ThreadPoolExecutor(SENDERS) as pool:
        answers = list(pool.map(save, range(SENDERS)))

    assert [answer.status_code for answer in answers] == [201] * SENDERS
    assert {answer.json["version"] for answer in answers} == set(range(1, SENDERS + 1))
