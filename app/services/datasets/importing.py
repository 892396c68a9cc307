"""A file of items into a dataset: read once, row by row, then written as one version.

What was read waits in a temporary file, so that no transaction waits for a slow sender and memory
holds but a piece of it, whatever the size.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from tempfile import TemporaryFile
from typing import IO, Any
from uuid import UUID

import orjson
from sqlalchemy import exc, text

from app.db import as_domain_error, db, is_retryable, transaction
from app.errors import Conflict, DomainError, Invalid
from app.models.datasets import FILE_FORMATS
from app.services import policy
from app.services.datasets.checks import Item, Shapes, make_item
from app.services.datasets.mapping import (
    Columns,
    UnfitRow,
    columns_by_name,
    fields_of_item,
    read_mapping,
    unfit,
)
from app.services.datasets.read import writable
from app.services.datasets.rows import CSV, Row, UnfitFile, rows_of
from app.services.datasets.versions import (
    AT_ONCE,
    MOST_ITEMS,
    Writing,
    Written,
    checked_message,
)
from app.services.policy import Caller
from app.services.transfer import time_for
from app.services.transfer.exporting import NoRoom
from app.wall import act_in

TOLD_EVERY = 10_000
MOST_REFUSED = 100_000
MOST_IGNORED = 100
TRIES = 4


class SchemaChanged(Conflict):
    """The rows were checked by a schema that the dataset has no more."""


@dataclass(frozen=True)
class Progress:
    """So many rows were read, and so many of them refused."""

    rows: int
    refused: int


@dataclass(frozen=True)
class Refused:
    """A row that makes no item: the line it begins on, its key as far as it has one, and why."""

    line: int
    key: str | None
    reason: str


@dataclass
class Summary:
    """What became of the file. `complete` is false if anything kept it from being written."""

    rows: int = 0
    refused: int = 0
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    version: int | None = None
    item_count: int | None = None
    ignored: list[str] = field(default_factory=list)
    """Fields that went nowhere."""
    complete: bool = True
    detail: str | None = None


Event = Progress | Refused | Summary


def import_items(
    caller: Caller,
    dataset_id: UUID,
    chunks: Iterable[bytes],
    kind: str,
    mapping: Any = None,
    *,
    dry_run: bool = False,
    partial: bool = False,
    message: str | None = None,
) -> Iterator[Event]:
    """Each refused row as it is met, progress now and then, and at last the summary.

    All rows or none, unless `partial`. Call it outside any transaction. What is wrong with the
    whole file is raised before the first event.
    """
    policy.require(caller, policy.WRITE)
    if kind not in FILE_FORMATS:
        raise UnfitFile(f"A file is {' or '.join(f'`{name}`' for name in FILE_FORMATS)}.")
    dataset = writable(caller, dataset_id, lock=False)
    schemas = dataset.input_schema, dataset.expected_schema
    reading = Reading(kind, read_mapping(mapping), Shapes.of(*schemas))
    ending = Ending(caller, dataset_id, schemas, dry_run, partial, checked_message(message))
    return events(reading, ending, chunks)


def events(reading: Reading, ending: Ending, chunks: Iterable[bytes]) -> Iterator[Event]:
    chunks = iter(chunks)
    with TemporaryFile() as kept:
        yield from reading.read(chunks, kept)
        if not reading.rows:
            raise UnfitFile("There is no row in the file.")
        for _ in chunks:
            # Who is still sending would not hear an answer.
            pass
        yield ending.summary(reading, kept)


class Reading:
    """Rows to items, as far as that needs no database."""

    def __init__(self, kind: str, columns: Columns | None, shapes: Shapes) -> None:
        self.kind, self.given, self.shapes = kind, columns, shapes
        self.rows = self.refused = 0
        self.stopped: str | None = None
        self.ignored: dict[str, None] = {}
        self.by_fields: dict[tuple[str, ...], Columns] = {}
        self.line_of: dict[int, int] = {}
        """By the hashes of keys: no more than numbers, for a million of them."""

    def read(self, chunks: Iterator[bytes], kept: IO[bytes]) -> Iterator[Progress | Refused]:
        for row in rows_of(self.kind, chunks):
            if row.is_header:
                # Before anything is told, as what it lacks refuses the file.
                self.columns_for(tuple(row.fields or ()))
                continue
            self.rows += 1
            if (problem := self.take(row, kept)) is not None:
                self.refused += 1
                yield problem
            if self.rows % TOLD_EVERY == 0:
                yield Progress(self.rows, self.refused)
            if self.is_too_much():
                return

    def is_too_much(self) -> bool:
        if self.refused >= MOST_REFUSED:
            self.stopped = f"{MOST_REFUSED:,} rows are refused; the rest was not read."
        elif len(self.line_of) > MOST_ITEMS:
            self.stopped = f"More than {MOST_ITEMS:,} items; no dataset holds so many."
        return self.stopped is not None

    def take(self, row: Row, kept: IO[bytes]) -> Refused | None:
        """Keep the item, or say why there is none."""
        if row.fields is None:
            return Refused(row.line, None, row.problem or "")
        columns = self.columns_for(tuple(row.fields))
        key: Any = row.fields.get(columns.key or "")
        try:
            fields = fields_of_item(columns, row.fields, is_table=self.kind == CSV)
            item = make_item(self.shapes, **fields)
            self.check_key(item, row.line, has_own=fields["key"] is not None)
        except Invalid as refusal:
            return Refused(row.line, str(key)[:500] if key else None, refusal.message)
        keep(item, kept)
        return None

    def columns_for(self, fields: tuple[str, ...]) -> Columns:
        if fields not in self.by_fields:
            columns = self.given or columns_by_name(fields)
            if self.kind == CSV and (missing := columns.missing(fields)):
                raise unfit(f"The file has no column {', '.join(map(repr, missing))}.")
            if self.kind == CSV and columns.input is None:
                raise unfit("No column is left for the input; say which it is.")
            if len(self.by_fields) >= MOST_IGNORED:
                self.by_fields.clear()
            self.by_fields[fields] = columns
            for name in fields:
                if name not in columns.names and len(self.ignored) < MOST_IGNORED:
                    self.ignored[name[:100]] = None
        return self.by_fields[fields]

    def check_key(self, item: Item, line: int, *, has_own: bool) -> None:
        first = self.line_of.setdefault(hash(item.key), line)
        if first != line:
            same = "the key" if has_own else "the input"
            hint = "" if has_own else "; give each a key of its own"
            raise UnfitRow(f"key: Line {first} has {same} of this one already{hint}.")


def keep(item: Item, kept: IO[bytes]) -> None:
    parts = [item.key, item.input, item.expected, item.metadata, item.tags]
    try:
        kept.write(orjson.dumps(parts, option=orjson.OPT_APPEND_NEWLINE))
    except OSError as error:
        raise NoRoom(
            "The file does not fit into TMPDIR; make room there.", retry_after=60
        ) from error


def kept_items(kept: IO[bytes]) -> Iterator[list[Item]]:
    """From the beginning, by so many as one statement brings."""
    kept.seek(0)
    while lines := list(islice(kept, AT_ONCE)):
        yield [Item(*orjson.loads(line)) for line in lines]


@dataclass(frozen=True)
class Ending:
    """What is done once all is read."""

    caller: Caller
    dataset_id: UUID
    schemas: tuple[Any, Any]
    dry_run: bool
    partial: bool
    message: str | None

    def summary(self, reading: Reading, kept: IO[bytes]) -> Summary:
        summary = Summary(reading.rows, reading.refused, ignored=list(reading.ignored))
        try:
            self.check(reading)
            self.fill(summary, self.write(kept))
        except DomainError as refusal:
            summary.complete, summary.detail = False, refusal.message
        return summary

    def check(self, reading: Reading) -> None:
        if reading.stopped is not None:
            raise UnfitFile(f"{reading.stopped} Nothing was written.")
        if reading.refused and not self.partial and not self.dry_run:
            raise UnfitFile(
                f"{reading.refused:,} of {reading.rows:,} rows are refused, so nothing was"
                " written: repair them, or import with `partial` to leave them out."
            )

    def fill(self, summary: Summary, written: Written) -> None:
        for name in ("added", "changed", "unchanged", "item_count"):
            setattr(summary, name, getattr(written, name))
        summary.version = None if self.dry_run and written.is_new else written.version

    def write(self, kept: IO[bytes]) -> Written:
        """Who lost a race inside the database tries again."""
        for left in reversed(range(TRIES)):
            try:
                with transaction():
                    return self.write_once(kept)
            except exc.SQLAlchemyError as error:
                if not left or not is_retryable(error):
                    raise as_domain_error(error) or error from error
        raise AssertionError

    def write_once(self, kept: IO[bytes]) -> Written:
        # Anew: rows come for long, and the session that knew the project may be gone.
        act_in(self.caller.project_id)
        with time_for(statement_s=5 * 60, pause_s=60):
            # Another import into the same dataset may be at work.
            db.session.execute(text("SET LOCAL lock_timeout = '5min'"))
            dataset = writable(self.caller, self.dataset_id, lock=not self.dry_run)
            if (dataset.input_schema, dataset.expected_schema) != self.schemas:
                raise SchemaChanged("The dataset's schema was changed meanwhile: import again.")
            writing = Writing(self.caller, dataset, preview=self.dry_run)
            for items in kept_items(kept):
                writing.put(items)
            return writing.finish(self.message, how="import")
