"""What applications report, as the tests of pages find it: stored and added up like any other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from app.db import now, transaction
from app.jobs.telemetry import add_up
from app.models import Prompt
from app.otlp import Span
from app.services import scores, traces
from app.services.policy import Caller
from app.services.scores import Given, Target
from tests.factories.access import the_system
from tests.factories.otlp import sent_span

QUESTION = "My parcel has not arrived. Where is it, and can I still have my money back?"
ANSWER = "I am sorry. It is with the carrier in Leipzig and comes tomorrow."


def report(spans: Sequence[Span], caller: Caller | None = None) -> None:
    with transaction():
        traces.store_spans(caller or the_system(), spans)


def report_and_add_up(spans: Sequence[Span]) -> None:
    report(spans)
    add_up()


def answered_ticket(
    prompt: Prompt | None = None, *, version: int = 1, at: datetime | None = None, **fields: Any
) -> list[Span]:
    """A request with a search, a tool that failed and a model's answer: four spans of a trace."""
    trace_id: UUID = fields.pop("trace_id", uuid4())
    began = at or now() - timedelta(minutes=5)
    shared = {"trace_id": trace_id, "environment": "production", "user_id": "customer-17"} | fields
    root = sent_span(
        **(shared | {"model": None}),
        name="answer a ticket",
        kind="agent",
        started_at=began,
        latency_ms=1840.0,
        input=QUESTION,
        output=ANSWER,
        tags=["support"],
        release="1.2",
    )
    inside = shared | {"parent_span_id": root.span_id}
    search = sent_span(
        **(inside | {"model": "embed-small"}),
        name="find similar tickets",
        kind="retriever",
        started_at=began + timedelta(milliseconds=20),
        latency_ms=180.0,
        input={"query": "parcel not arrived", "top": 3},
        output=[{"id": 7, "score": 0.83}],
    )
    tool = sent_span(
        **(inside | {"model": None}),
        name="look up order",
        kind="tool",
        started_at=began + timedelta(milliseconds=220),
        latency_ms=95.0,
        level="error",
        status_message="Order 2041 is locked by another process.",
        input={"order": 2041},
    )
    return [root, search, tool, answer_of_a_model(prompt, version, began, inside)]


def answer_of_a_model(
    prompt: Prompt | None, version: int, began: datetime, shared: dict[str, Any]
) -> Span:
    named = {"prompt_name": prompt.name, "prompt_version": version} if prompt else {}
    return sent_span(
        **({"model": "gpt-5-mini"} | shared),
        **named,
        name="chat",
        kind="generation",
        provider="openai",
        started_at=began + timedelta(milliseconds=330),
        latency_ms=1480.0,
        first_token_at=began + timedelta(milliseconds=610),
        parameters={"temperature": 0.2, "max_tokens": 400},
        input=[
            {"role": "system", "content": "You answer customers of a parcel service, briefly."},
            {"role": "user", "content": QUESTION},
        ],
        output=[{"role": "assistant", "content": ANSWER}],
        input_tokens=412,
        output_tokens=96,
        cached_tokens=128,
        total_tokens=508,
        attributes={"app.ticket": 2041, "app.queue": "late parcels"},
        resource={"service.name": "desk"},
    )


KINDS = ("agent", "tool", "generation", "retriever")


def long_trace(trace_id: UUID, count: int) -> Iterator[Span]:
    """One root, and under it threes: a step, its tool, that one's model call."""
    began = now() - timedelta(hours=1)
    shared: dict[str, Any] = {"trace_id": trace_id}
    root = sent_span(
        **shared, name="nightly triage", kind="agent", started_at=began, latency_ms=769_056.0
    )
    yield root
    parent = root.span_id
    for number in range(1, count):
        depth = (number - 1) % 3
        parent = root.span_id if depth == 0 else parent
        span = sent_span(
            **shared,
            name=f"step {number}",
            kind=KINDS[number % len(KINDS)],
            parent_span_id=parent,
            started_at=began + timedelta(milliseconds=number * 150),
            latency_ms=140.0 + number % 7 * 40,
            level="error" if number % 997 == 0 else "default",
        )
        parent = span.span_id
        yield span


def addresses_of_traces(prompt: Prompt) -> dict[str, str]:
    """Every page of what was reported, with something to show on it and without."""
    trace_id = uuid4()
    ticket = answered_ticket(prompt, version=2, trace_id=trace_id, session_id="looks-chat")
    report_and_add_up(ticket)
    with transaction():
        judged = Given(name="helpful", value=True, target=Target(trace_id=trace_id))
        scores.give_scores(the_system(), [judged])
    here = f"/traces/{trace_id.hex}"
    return {
        "traces": "/traces",
        "no trace found": "/traces?user=nobody-of-this-name",
        "trace": here,
        "span": f"{here}?span={ticket[-1].span_id.hex()}",
        "failed span": f"{here}?span={ticket[2].span_id.hex()}&errors=true",
        "no trace": f"/traces/{uuid4().hex}",
        "sessions": "/sessions",
        "session": "/sessions/by-id?id=looks-chat",
        "dashboard": "/dashboard",
        "users": "/dashboard?by=user&period=7d",
        "no calls": "/dashboard?model=nothing-like-this",
        "usage": f"/prompts/{prompt.id}?tab=usage&v=2",
    }
