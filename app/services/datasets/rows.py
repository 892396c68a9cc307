"""Bytes of a file to its rows, a line at a time in memory: lines of JSON, and tables."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any

from app.errors import Invalid
from app.models.datasets import FILE_FORMATS
from app.services.datasets.mapping import UnfitRow, reason_of
from app.services.transfer.lines import lines_in
from app.strict_json import DEEPEST, NotJson, loads

JSONL, CSV = FILE_FORMATS
ROW_BYTES = 16 * 1024 * 1024
"""More than the largest item takes, however its letters are written."""
DEEPER = 2
BOM = b"\xef\xbb\xbf"
OTHER_BOMS = {b"\xff\xfe": "UTF-16", b"\xfe\xff": "UTF-16"}
DELIMITERS = ",;\t"
MOST_COLUMNS = 1_000
HELD = re.compile(r"'+[=+\-@\t\r]")
"""How an export keeps a spreadsheet from running a cell: by an apostrophe before it."""

csv.field_size_limit(ROW_BYTES)


class UnfitFile(Invalid):
    """No row of it can be read."""


@dataclass(frozen=True)
class Row:
    """The fields of one row, or why it has none. `line` is the line it begins on.

    A table comes with a first one that only says which fields there are.
    """

    line: int
    fields: dict[str, Any] | None
    problem: str | None = None
    is_header: bool = False


def rows_of(kind: str, chunks: Iterable[bytes]) -> Iterator[Row]:
    lines = checked_lines(chunks)
    return json_rows(lines) if kind == JSONL else table_rows(lines)


def checked_lines(chunks: Iterable[bytes]) -> Iterator[bytes]:
    for number, line in enumerate(lines_in(chunks, ROW_BYTES)):
        if number:
            yield line
        elif (encoding := OTHER_BOMS.get(line[:2])) is not None:
            raise UnfitFile(f"The file is in {encoding}: save it as UTF-8, then import it again.")
        else:
            yield line.removeprefix(BOM)


def json_rows(lines: Iterable[bytes]) -> Iterator[Row]:
    for number, line in enumerate(lines, 1):
        if not line or line.isspace():
            continue
        try:
            value = loads(text_of(line), deepest=DEEPEST + DEEPER)
            if not isinstance(value, dict):
                raise UnfitRow("The line is not a JSON object.")
            yield Row(number, value)
        except NotJson as error:
            yield Row(number, None, f"Not acceptable JSON: {reason_of(error)}")
        except UnfitRow as problem:
            yield Row(number, None, problem.message)


def text_of(line: bytes) -> str:
    if len(line) > ROW_BYTES:
        raise UnfitRow(f"Longer than {ROW_BYTES // 1024**2} MiB, which is the most of a line.")
    try:
        return line.decode()
    except UnicodeDecodeError as error:
        around = line[max(error.start - 20, 0) : error.start + 20].decode("cp1252", "replace")
        raise UnfitRow(
            f"Not UTF-8: byte {error.start + 1} is 0x{line[error.start]:02X}. If this should read"
            f" {around.strip()!r}, the file is in Latin-1 or Windows-1252: save it as UTF-8."
        ) from error


class TableLines:
    """Lines for the reader of tables, with their ends, which a cell may hold.

    What it refuses it goes on after, unlike a generator.
    """

    def __init__(self, lines: Iterator[bytes]) -> None:
        self.lines = lines
        self.number = 0
        self.row_bytes = 0

    def __iter__(self) -> TableLines:
        return self

    def __next__(self) -> str:
        line = next(self.lines)
        self.number += 1
        self.row_bytes += len(line)
        if self.row_bytes > ROW_BYTES:
            raise UnfitRow(
                f"Longer than {ROW_BYTES // 1024**2} MiB, which is the most of a row;"
                " perhaps a quote is not closed."
            )
        text = text_of(line)
        if "\0" in text:
            raise UnfitRow("The character NUL (U+0000) cannot be stored.")
        return f"{text}\n"


def table_rows(lines: Iterator[bytes]) -> Iterator[Row]:
    feed = TableLines(lines)
    try:
        first = next(feed, None)
        header, reader = header_of(first, feed)
    except (UnfitRow, csv.Error) as problem:
        raise UnfitFile(
            f"The first line names the columns, but cannot be read: {problem}"
        ) from None
    yield Row(1, dict.fromkeys(header), is_header=True)
    while True:
        begin, feed.row_bytes = feed.number + 1, 0
        try:
            cells = next(reader, None)
            if cells is None:
                return
            if cells:
                yield Row(begin, fields_in(header, cells))
        except csv.Error as problem:
            yield Row(begin, None, f"Not CSV: {problem}.")
        except UnfitRow as problem:
            yield Row(begin, None, problem.message)


def header_of(first: str | None, feed: TableLines) -> tuple[list[str], Any]:
    """The names of the columns, and the reader of what follows."""
    if first is None or not first.strip():
        raise UnfitFile("The file begins with no line that names the columns.")
    delimiter = max(DELIMITERS, key=first.count)
    reader = csv.reader(chain([first], feed), delimiter=delimiter, strict=True)
    header = [name.strip() for name in next(reader)]
    if len(header) > MOST_COLUMNS:
        raise UnfitFile(f"The file has more than {MOST_COLUMNS:,} columns.")
    for place, name in enumerate(header, 1):
        if not name:
            raise UnfitFile(f"Column {place} has no name in the first line.")
        if header.index(name) < place - 1:
            raise UnfitFile(f"Two columns are named {name[:100]!r} in the first line.")
    return header, csv.reader(feed, delimiter=delimiter, strict=True)


def fields_in(header: list[str], cells: list[str]) -> dict[str, str]:
    if len(cells) != len(header):
        raise UnfitRow(f"{len(cells)} cells, but the first line names {len(header)} columns.")
    return {name: released(cell) for name, cell in zip(header, cells, strict=True)}


def released(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and HELD.match(cell) else cell
