"""Storing spans, each once, and what they change in the summary of their trace."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from typing import Any

from app.db import Cursor, driver_cursor, fetch_each, transaction
from app.otlp import Span
from app.services import policy
from app.services.policy import INGEST, Caller
from app.services.traces.asking import Kept, ask_for
from app.services.traces.costs import work_out_costs
from app.services.traces.inserting import key_of, store_missing, store_new
from app.services.traces.linking import link_prompts
from app.services.traces.packing import Priced
from app.wall import act_in

AT_ONCE = 1000
"""Spans that one statement brings, so that neither side has all of a large batch in memory."""


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
    batch = each_once(arrived)
    if not batch:
        return Stored()
    accepted = 0
    with driver_cursor() as cursor:
        execute = partial(rows_by, cursor)
        kept = ask_for(execute, caller.project_id, batch)
        priced = understood(kept, batch)
        for begin in range(0, len(priced), AT_ONCE):
            some = priced[begin : begin + AT_ONCE]
            asked = execute, kept.row_type, caller.project_id, some
            accepted += len(some) if store_new(*asked) else len(store_missing(*asked))
    return Stored(accepted, len(arrived) - accepted)


def store_spans_apart(caller: Caller, spans: Iterable[Span]) -> Stored:
    """The same in a transaction of its own, for whoever writes nothing else: by two round trips
    instead of seven, as long as all spans are new.
    """
    policy.check(caller, INGEST)
    arrived = list(spans)
    batch = each_once(arrived)
    if not batch:
        return Stored()
    if len(batch) > AT_ONCE:
        with transaction():
            return store_spans(caller, arrived)
    kept = ask_for(rows_apart, caller.project_id, batch)
    priced = understood(kept, batch)
    accepted = len(batch)
    if not store_new(rows_apart, kept.row_type, caller.project_id, priced):
        act_in(caller.project_id)
        with transaction(), driver_cursor() as cursor:
            execute = partial(rows_by, cursor)
            accepted = len(store_missing(execute, kept.row_type, caller.project_id, priced))
    return Stored(accepted, len(arrived) - accepted)


def each_once(spans: Sequence[Span]) -> list[Span]:
    """In one order whoever sends them, so that two who send the same wait for, and not on, each
    other. Of the same span twice the first one counts.
    """
    return [next(same) for _, same in groupby(sorted(spans, key=key_of), key_of)]


def understood(kept: Kept, batch: Sequence[Span]) -> list[Priced]:
    """Linked, with what they cost, and masked."""
    link_prompts(kept.prompts, batch)
    prices = work_out_costs(kept.prices, batch)
    kept.masks.apply(batch)
    return list(zip(batch, prices, strict=True))


def rows_apart(statement: str, values: tuple[Any, ...]) -> Sequence[Any]:
    return fetch_each((statement, values))[0]


def rows_by(cursor: Cursor, statement: str, values: tuple[Any, ...]) -> Sequence[Any]:
    found = cursor.execute(statement, values)
    return found.fetchall() if found.description else ()
