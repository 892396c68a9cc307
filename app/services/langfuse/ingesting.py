"""Taking in a batch of events, as Langfuse's older SDKs report: each taken or refused by itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from app.errors import DomainError, Invalid
from app.otlp import Span
from app.services import policy
from app.services.langfuse.events import (
    OBSERVATION,
    SCORE,
    TRACE,
    Event,
    id_of,
    read_event,
    told_by,
)
from app.services.langfuse.merging import merged
from app.services.langfuse.scores import take_scores
from app.services.langfuse.spans import span_of
from app.services.masking import masks_of
from app.services.policy import INGEST, Caller
from app.services.traces import lock_traces, store_spans, stored_spans, withdraw_spans

MOST_EVENTS = 1_000


class TooManyEvents(Invalid):
    """More than a batch may have."""


@dataclass(frozen=True)
class Outcome:
    """What became of an event; without an error it was taken."""

    id: str
    error: DomainError | None = None


def take_events(caller: Caller, batch: Sequence[Any]) -> list[Outcome]:
    """In the order sent. What is told of one span in several batches comes together in it."""
    policy.require(caller, INGEST)
    if len(batch) > MOST_EVENTS:
        raise TooManyEvents(
            f"At most {MOST_EVENTS:,} events at once; send them in several batches."
        )
    events: dict[int, Event] = {}
    errors: dict[int, DomainError] = {}
    for place, sent in enumerate(batch):
        try:
            events[place] = read_event(sent)
        except DomainError as error:
            errors[place] = error
    keep_spans(
        caller,
        [
            span_of(told)
            for told in told_by(
                event for event in events.values() if event.about in (TRACE, OBSERVATION)
            )
        ],
    )
    errors |= keep_scores(caller, events)
    return [Outcome(id_of(sent), errors.get(place)) for place, sent in enumerate(batch)]


def keep_scores(caller: Caller, events: dict[int, Event]) -> dict[int, DomainError]:
    places = [place for place, event in events.items() if event.about == SCORE]
    if not places:
        return {}
    bodies = [{"timestamp": events[place].at.isoformat()} | events[place].body for place in places]
    _, refused = take_scores(caller, bodies)
    return {places[index]: error for index, error in refused.items()}


def keep_spans(caller: Caller, told: list[Span]) -> None:
    """Those that say something new of a stored span replace it."""
    if not told:
        return
    lock_traces(caller.project_id, {span.trace_id for span in told})
    # What is stored is masked; only so can be seen whether anything new is told.
    masks_of(caller.project_id).apply(told)
    known = stored_spans(caller.project_id, [(span.trace_id, span.span_id) for span in told])
    wanted: list[Span] = []
    replaced: list[Span] = []
    for span in told:
        before = known.get((span.trace_id, span.span_id))
        after = merged(before, span) if before else span
        if before is None or after != before:
            wanted.append(after)
            replaced += [before] if before else []
    if replaced:
        withdraw_spans(caller.project_id, replaced)
    store_spans(caller, wanted)
