"""Any version of a dataset out: as lines of JSON, or as a table."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from typing import IO, Any
from uuid import UUID

from sqlalchemy import Text, cast, select

from app.db import compact_json, db, transaction
from app.models import Dataset, DatasetItem
from app.models.datasets import FILE_FORMATS
from app.services import audit, policy
from app.services.datasets.items import is_in
from app.services.datasets.read import found, version_of
from app.services.datasets.rows import CSV, UnfitFile
from app.services.policy import Caller
from app.services.transfer import in_a_file, time_for

ROWS_AT_ONCE = 50
"""Of at most 2 MiB each."""
COLUMNS = ("key", "input_json", "expected_json", "metadata", "tags")
RUNS = re.compile(r"'*[=+\-@\t\r]")
"""Cells that a spreadsheet would run, and those that already keep it from doing so."""


def spooled(
    caller: Caller, dataset_id: UUID, *, version: int | None = None, kind: str = "jsonl"
) -> tuple[Dataset, int, IO[bytes]]:
    """The dataset, the version, and all its items in a temporary file; recorded."""
    policy.require(caller, policy.READ)
    if kind not in FILE_FORMATS:
        raise UnfitFile(f"A file is {' or '.join(f'`{name}`' for name in FILE_FORMATS)}.")
    with transaction():
        dataset = found(caller, dataset_id)
        number = version_of(dataset, version, least=0)
        file = in_a_file(exported(dataset, number, kind))
        facts = {"format": kind, "dataset": dataset.name, "version": number}
        audit.record_export(caller, "datasets", facts, project_id=caller.project_id)
    return dataset, number, file


def exported(dataset: Dataset, number: int, kind: str) -> Iterator[bytes]:
    return as_table(rows_of(dataset, number)) if kind == CSV else as_lines(rows_of(dataset, number))


def rows_of(dataset: Dataset, number: int) -> Iterator[Any]:
    """By position; the values as the JSON texts they are."""
    item = DatasetItem
    query = (
        select(
            item.key,
            cast(item.input, Text).label("input"),
            cast(item.expected, Text).label("expected"),
            cast(item.metadata_, Text).label("metadata"),
            item.tags,
        )
        .where(item.dataset_id == dataset.id, is_in(number))
        .order_by(item.position)
    )
    with time_for(statement_s=5 * 60, pause_s=60):
        yield from db.session.execute(query, execution_options={"yield_per": ROWS_AT_ONCE})


def as_lines(rows: Iterator[Any]) -> Iterator[bytes]:
    for row in rows:
        parts = (
            f'"key":{compact_json(row.key)}',
            f'"input":{row.input}',
            f'"expected":{row.expected or "null"}',
            f'"metadata":{row.metadata or "null"}',
            f'"tags":{compact_json(row.tags)}',
        )
        yield f"{{{','.join(parts)}}}\n".encode()


def as_table(rows: Iterator[Any]) -> Iterator[bytes]:
    """Every value but the key as JSON, so that a number and a text stay what they are."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    yield taken(buffer)
    for row in rows:
        tags = compact_json(row.tags) if row.tags else ""
        cells = row.key, row.input, row.expected or "", row.metadata or "", tags
        writer.writerow(map(harmless, cells))
        yield taken(buffer)


def harmless(cell: str) -> str:
    return f"'{cell}" if RUNS.match(cell) else cell


def taken(buffer: io.StringIO) -> bytes:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text.encode()
