"""Storing spans, each once, and what they change in the summary of their trace."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby

from app.db import driver_cursor
from app.otlp import Span
from app.services import policy
from app.services.policy import INGEST, Caller
from app.services.traces.asking import ask_for
from app.services.traces.costs import work_out_costs
from app.services.traces.inserting import insert_spans, key_of
from app.services.traces.linking import link_prompts
from app.services.traces.merging import merge_summaries
from app.services.traces.summing import summaries_of

AN_HOUR_S = 3600


@dataclass(frozen=True)
class Stored:
    """What became of a batch. Duplicates were there already, and changed nothing."""

    accepted: int = 0
    duplicates: int = 0


def store_spans(caller: Caller, spans: Iterable[Span]) -> Stored:
    """Keep the spans in the caller's project, together with whatever their traces' summaries say.

    A span is known by its trace, its id and when it began: the same one again is left out,
    whatever else it says. Prompts are linked and costs worked out on the spans themselves, which
    are changed by that; what masking takes out is nowhere kept. Strings must be free of NUL and
    of lone surrogates, as `app.otlp` makes them.
    """
    policy.require(caller, INGEST)
    arrived = list(spans)
    # In one order whoever sends them, so that two who send the same wait for, and not on, each
    # other. Of the same span twice in a batch the first one counts.
    batch = [next(same) for _, same in groupby(sorted(arrived, key=key_of), key_of)]
    if not batch:
        return Stored()
    with driver_cursor() as cursor:
        kept = ask_for(cursor, caller.project_id, batch)
        link_prompts(kept.prompts, batch)
        prices = work_out_costs(kept.prices, batch)
        kept.masks.apply(batch)
        new = insert_spans(cursor, caller.project_id, list(zip(batch, prices, strict=True)))
        if new:
            merge_summaries(cursor, caller.project_id, summaries_of(new), hours_of(new))
    return Stored(len(new), len(arrived) - len(new))


def hours_of(spans: Iterable[Span]) -> Iterator[datetime]:
    """Those in which the spans began; by numbers, as dates take long to cut."""
    hours = {span.started_at.timestamp() // AN_HOUR_S for span in spans}
    return (datetime.fromtimestamp(hour * AN_HOUR_S, UTC) for hour in hours)
