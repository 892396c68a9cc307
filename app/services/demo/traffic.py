"""What an application might have done with the example prompts in the last two weeks.

Everything but the moments is the same each time, and no model was asked.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from app.otlp import Span

DAYS = 14
A_DAY = 18
"""Traces, on a day of the week; a third of that on the others."""

DAYS_TRIED, SHARE_TRIED = 6, 0.35

LEAST_MS, USUAL_MS = 250, 900
FAILED = 0.04
TIMED_OUT = "The model did not answer within 30 s."
RESOURCE = {"service.name": "help-desk", "service.version": "2.4.1"}


@dataclass(frozen=True)
class Question:
    asked: str
    found: str
    answered: str


QUESTIONS = (
    Question(
        "My parcel should have come on Monday. Where is it?",
        "Parcels that are late: look up the carrier's last scan.",
        "It was scanned in Leipzig this morning and comes tomorrow. I am sorry for the wait.",
    ),
    Question(
        "Can I send shoes back that I wore once?",
        "Returns: within 30 days, unworn, in their box.",
        "Worn shoes we cannot take back, but if they are faulty we repair or replace them.",
    ),
    Question(
        "You charged my card twice!",
        "Double charges: the first is a reservation, which ends after three days.",
        "One of the two is a reservation that your bank releases within three days.",
    ),
    Question(
        "How do I change the address of an order?",
        "Addresses can be changed until an order is packed.",
        "Open the order and choose Change address; until it is packed that works at once.",
    ),
    Question(
        "Is the blue jacket coming back in medium?",
        "Restocking: the dates are in the catalogue, none are promised.",
        "We expect it in about two weeks; leave your address there and you will hear of it.",
    ),
)
MODELS = (("openai", "gpt-5-mini"), ("openai", "gpt-5-mini"), ("anthropic", "claude-haiku-4-5"))


def traffic(prompt: str, served: int, tried: int, until: datetime) -> Iterator[Span]:
    """Of a prompt of which one version was served, and lately another one tried in staging."""
    random = Random(prompt)  # noqa: S311 - made up, and the same each time
    for days_ago in range(DAYS, -1, -1):
        day = until - timedelta(days=days_ago)
        for _ in range(A_DAY if day.weekday() < 5 else A_DAY // 3):
            began = day - timedelta(seconds=random.uniform(60, 86_400))
            is_tried = days_ago < DAYS_TRIED and random.random() < SHARE_TRIED
            yield from answered(random, prompt, tried if is_tried else served, began, is_tried)


def answered(
    random: Random, prompt: str, version: int, began: datetime, is_tried: bool
) -> Iterator[Span]:
    """An answer: the whole, a search in the manual, and the model's call."""
    question = random.choice(QUESTIONS)
    provider, model = random.choice(MODELS)
    searched_ms = random.uniform(40, 160)
    called_ms = LEAST_MS + random.expovariate(1 / (USUAL_MS - 120 * version))
    is_lost = random.random() < FAILED
    trace_id = UUID(int=random.getrandbits(128), version=4)
    customer = random.randrange(60)
    called = began + timedelta(milliseconds=searched_ms)

    def step(kind: str, name: str, at: datetime, ms: float, parent: bytes | None) -> Span:
        return Span(
            trace_id=trace_id,
            span_id=random.randbytes(8),
            parent_span_id=parent,
            name=name,
            started_at=at,
            ended_at=at + timedelta(milliseconds=ms),
            latency_ms=ms,
            is_clamped=False,
            attributes={},
            events=[],
            links=[],
            resource=RESOURCE,
            kind=kind,
            level="error" if is_lost and kind != "retriever" else "default",
            environment="staging" if is_tried else "production",
            release="2.4.1",
            user_id=f"customer-{customer}",
            session_id=f"chat-{customer}-{began:%m%d}",
            input=question.asked,
        )

    root = step("agent", "answer a customer", began, searched_ms + called_ms, None)
    root.tags = ["support"]
    search = step("retriever", "search the manual", began, searched_ms, root.span_id)
    search.output = question.found
    call = step("generation", f"chat {model}", called, called_ms, root.span_id)
    call.provider, call.model = provider, model
    call.prompt_name, call.prompt_version = prompt, version
    call.input = [
        {"role": "system", "content": f"Answer in the shop's name. The manual: {question.found}"},
        {"role": "user", "content": question.asked},
    ]
    call.input_tokens = random.randrange(380, 900)
    if is_lost:
        call.total_tokens = call.input_tokens
        call.status_message = TIMED_OUT
    else:
        call.output = [{"role": "assistant", "content": question.answered}]
        call.output_tokens = random.randrange(30, 90)
        call.total_tokens = call.input_tokens + call.output_tokens
        call.first_token_at = called + timedelta(milliseconds=called_ms / 4)
        root.output = question.answered
    yield from (root, search, call)
