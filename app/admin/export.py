"""A list as CSV, JSON or lines of JSON: streamed, bounded, and harmless in a spreadsheet."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from typing import Any

from flask import Flask, Response, current_app

from app.admin.columns import Column
from app.db import now

PIECE = 32 * 1024
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def answer(name: str, kind: str, columns: tuple[Column, ...], rows: Iterator[Any]) -> Response:
    write, mimetype = KINDS[kind]
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    response = Response(in_contexts(app, write(columns, rows)), mimetype=mimetype)
    response.headers["Content-Disposition"] = (
        f'attachment; filename="{name}-{now():%Y-%m-%d-%H%M}.{kind}"'
    )
    return response


def in_contexts(app: Flask, steps: Iterator[str]) -> Iterator[str]:
    """Each step within the application, as the server may take each on another thread."""
    while True:
        with app.app_context():
            step = next(steps, None)
        if step is None:
            return
        yield step


def as_csv(columns: tuple[Column, ...], rows: Iterator[Any]) -> Iterator[str]:
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(column.name for column in columns)
    for row in rows:
        writer.writerow(harmless(column.exported(row)) for column in columns)
        if buffer.tell() > PIECE:
            yield taken(buffer)
    yield taken(buffer)


def taken(buffer: io.StringIO) -> str:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text


def harmless(value: Any) -> Any:
    """A cell that a spreadsheet would run is made text by a leading apostrophe."""
    if isinstance(value, list | dict):
        value = json.dumps(value, ensure_ascii=False)
    if isinstance(value, str) and value.startswith(FORMULA):
        return f"'{value}"
    return value


def as_json(columns: tuple[Column, ...], rows: Iterator[Any]) -> Iterator[str]:
    """An array, an object a line."""
    buffer = io.StringIO()
    buffer.write("[")
    for number, row in enumerate(rows):
        buffer.write(("," if number else "") + "\n" + as_object(columns, row))
        if buffer.tell() > PIECE:
            yield taken(buffer)
    buffer.write("\n]\n")
    yield taken(buffer)


def as_jsonl(columns: tuple[Column, ...], rows: Iterator[Any]) -> Iterator[str]:
    buffer = io.StringIO()
    for row in rows:
        buffer.write(as_object(columns, row) + "\n")
        if buffer.tell() > PIECE:
            yield taken(buffer)
    yield taken(buffer)


def as_object(columns: tuple[Column, ...], row: Any) -> str:
    return json.dumps({column.name: column.exported(row) for column in columns}, ensure_ascii=False)


KINDS = {
    "csv": (as_csv, "text/csv"),
    "json": (as_json, "application/json"),
    "jsonl": (as_jsonl, "application/x-ndjson"),
}
