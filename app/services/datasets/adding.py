"""Items taken from runs and traces: what went in, and if asked, what came out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Row, and_, select

from app.db import db
from app.errors import Invalid, NotFound, invalid
from app.models import Dataset, Run, Span, Trace
from app.services import policy
from app.services.access.names import among
from app.services.datasets.checks import Item, Source, make_item
from app.services.datasets.putting import shapes_of
from app.services.datasets.read import writable
from app.services.datasets.versions import Writing, Written
from app.services.policy import Caller
from app.services.runs.reading import contains, narrowed
from app.services.traces import Wanted, list_traces

MOST = 10_000
PAGE = 100
OUTPUT, NONE = EXPECTED = ("output", "none")
"""What is expected of an item: what came out of the run or trace, or nothing."""


class NothingToAdd(NotFound):
    """None of what was named is here."""


@dataclass
class Added:
    """What a write did; `skipped` had nothing that could be an item, for these reasons."""

    written: Written
    skipped: int = 0
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True)
class Found:
    """What goes into an item, and where it was."""

    input: Any
    output: Any
    source: Source


def add_from_runs(
    caller: Caller,
    dataset_id: UUID,
    *,
    ids: Sequence[UUID] | None = None,
    wanted: dict[str, Any] | None = None,
    expected: str = NONE,
    limit: int = 1_000,
    tags: list[str] | None = None,
    message: str | None = None,
) -> Added:
    """The runs named, or the newest of those that a list narrowed so would show.

    An input is a run's variables, or its messages if it has none. What is in the dataset already
    stays as it is.
    """
    policy.require(caller, policy.WRITE)
    check_asked(ids, wanted, limit)
    dataset = writable(caller, dataset_id)
    query = chosen_runs(caller, ids, wanted).limit(limit)
    runs = db.session.execute(query, execution_options={"yield_per": PAGE})
    found = (found_in_run(run) for run in runs)
    return add(caller, dataset, found, expected, tags, message, "runs")


def check_asked(ids: Sequence[UUID] | None, wanted: dict[str, Any] | None, limit: int) -> None:
    if (ids is None) == (wanted is None):
        raise invalid("ids", "Send either `ids` or a `filter`.")
    if not 1 <= limit <= MOST:
        raise invalid("limit", f"Between 1 and {MOST:,}.")


def chosen_runs(caller: Caller, ids: Sequence[UUID] | None, wanted: dict[str, Any] | None) -> Any:
    fields = dict(wanted or {})
    q = fields.pop("q", None)
    query = narrowed(caller, **fields)
    if q is not None:
        query = query.where(contains(caller, q))
    if ids is not None:
        query = query.where(among(Run.id, ids))
    return query.with_only_columns(
        Run.id, Run.trace_id, Run.variables, Run.messages, Run.output
    ).order_by(Run.created_at.desc(), Run.id.desc())


def found_in_run(run: Row[Any]) -> Found:
    return Found(
        input=run.variables or run.messages,
        output=words_of(run.output),
        source=Source(run_id=run.id, trace_id=run.trace_id),
    )


def words_of(message: Any) -> Any:
    """The text that an assistant said, or the whole message if it is more than that."""
    is_message = isinstance(message, dict) and isinstance(message.get("content"), str)
    return message["content"] if is_message and not message.get("tool_calls") else message


def add_from_traces(
    caller: Caller,
    dataset_id: UUID,
    *,
    ids: Sequence[UUID] | None = None,
    wanted: dict[str, Any] | None = None,
    expected: str = NONE,
    limit: int = 1_000,
    tags: list[str] | None = None,
    message: str | None = None,
) -> Added:
    """The same of traces: what their roots were given, and what these gave."""
    policy.require(caller, policy.WRITE)
    check_asked(ids, wanted, limit)
    dataset = writable(caller, dataset_id)
    pages = [list(ids)[:limit]] if ids is not None else pages_of(caller, wanted or {}, limit)
    found = (one for page in pages for one in roots_of(caller, page))
    return add(caller, dataset, found, expected, tags, message, "traces")


def pages_of(caller: Caller, wanted: dict[str, Any], limit: int) -> Iterator[list[UUID]]:
    """The ids of the newest traces, page by page."""
    cursor, left = None, limit
    while left > 0:
        page = list_traces(caller, Wanted(**wanted), limit=min(left, PAGE), cursor=cursor)
        yield [row.trace_id for row in page.rows]
        left -= len(page.rows)
        if page.next is None:
            return
        cursor = str(page.next)


def roots_of(caller: Caller, ids: list[UUID]) -> Iterator[Found]:
    """In the order of the ids; nothing of a trace whose root has not arrived."""
    is_root = and_(
        Span.project_id == Trace.project_id,
        Span.trace_id == Trace.trace_id,
        Span.span_id == Trace.root_span_id,
        # So that only the tables of its days are read.
        Span.started_at.between(Trace.started_at, Trace.ended_at),
    )
    query = (
        select(Span.trace_id, Span.span_id, Span.input, Span.output)
        .join(Trace, is_root)
        .where(Trace.project_id == caller.project_id, among(Trace.trace_id, ids))
    )
    rows = {row.trace_id: row for row in db.session.execute(query)}
    for id_ in ids:
        if (row := rows.get(id_)) is not None:
            source = Source(trace_id=row.trace_id, span_id=row.span_id)
            yield Found(row.input, words_of(row.output), source)


def add(
    caller: Caller,
    dataset: Dataset,
    found: Iterable[Found],
    expected: str,
    tags: list[str] | None,
    message: str | None,
    how: str,
) -> Added:
    writing = Writing(caller, dataset, keeps=True)
    added, shapes = Added(writing.written), shapes_of(dataset)
    reasons: dict[str, None] = {}
    items: dict[str, Item] = {}
    count = 0
    for count, one in enumerate(found, 1):  # noqa: B007 - counted, for the refusal below
        try:
            output = one.output if expected == OUTPUT else None
            item = make_item(shapes, input=one.input, expected=output, tags=tags, source=one.source)
        except Invalid as refusal:
            added.skipped += 1
            reasons[refusal.message] = None
        else:
            items.setdefault(item.key, item)
    if not count:
        raise NothingToAdd(f"None of the {how} asked for is here: look at what there is.")
    writing.put(list(items.values()))
    writing.finish(message, how=how)
    added.reasons = tuple(reasons)[:10]
    return added
