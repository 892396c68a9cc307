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
from app.services.datasets.checks import Item, Shapes, Source, make_item
from app.services.datasets.putting import shapes_of
from app.services.datasets.read import writable
from app.services.datasets.versions import Writing, Written
from app.services.policy import Caller
from app.services.prompts.checks import Checks
from app.services.runs.reading import contains, narrowed
from app.services.traces import Wanted, list_traces

MOST = 10_000
PAGE = 100
MOST_REASONS = 10
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

    @property
    def found(self) -> int:
        return self.written.added + self.written.unchanged + self.skipped


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
    return check_found(add(caller, dataset, found, expected, tags, message, "runs"), ids, "runs")


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
    added = add(caller, dataset, found, expected, tags, message, "traces")
    return check_found(added, ids, "traces")


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
    """Of several with the same input the first."""
    checks = Checks()
    tags = checks.tags(tags) if tags else None
    checks.done()
    writing = Writing(caller, dataset, keeps=True)
    making = Making(shapes_of(dataset), expected == OUTPUT, tags)
    for items in making.items(found):
        writing.put(items)
    return Added(writing.finish(message, how=how), making.skipped, tuple(making.reasons))


def check_found(added: Added, ids: Sequence[UUID] | None, what: str) -> Added:
    """A filter may find nothing; what is named is there."""
    if ids is not None and not added.found:
        raise NothingToAdd(f"None of these {what} is here: look at what there is.")
    return added


class Making:
    """Items of what was found, a few at a time."""

    def __init__(self, shapes: Shapes, with_output: bool, tags: list[str] | None) -> None:
        self.shapes, self.with_output, self.tags = shapes, with_output, tags
        self.seen: set[str] = set()
        self.skipped = 0
        self.reasons: dict[str, None] = {}

    def items(self, found: Iterable[Found]) -> Iterator[list[Item]]:
        made: list[Item] = []
        for one in found:
            item = self.item(one)
            if item is not None and item.key not in self.seen:
                self.seen.add(item.key)
                made.append(item)
            if len(made) == PAGE:
                yield made
                made = []
        yield made

    def item(self, one: Found) -> Item | None:
        output = one.output if self.with_output else None
        try:
            return make_item(
                self.shapes, input=one.input, expected=output, tags=self.tags, source=one.source
            )
        except Invalid as refusal:
            self.skipped += 1
            if len(self.reasons) < MOST_REASONS:
                self.reasons[refusal.message] = None
        return None
