"""How lines of the log are written: for people, or one JSON object a line for programs.

What a line knows besides its message comes as `extra={"fields": {…}}`.
"""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from typing import Any

import orjson

SERVERS = ("_granian", "gunicorn.error", "gunicorn.access")
"""Their own handlers would write each line a second time, or in another form."""


class TextLines(logging.Formatter):
    """For people: the fields stand behind the message."""

    def format(self, record: logging.LogRecord) -> str:
        fields = fields_of(record)
        told = "".join(f" {name}={value}" for name, value in fields.items() if value is not None)
        return f"{record.levelname} {record.name} {written(self, record)}{told}"


class JsonLines(logging.Formatter):
    """For programs. Line breaks in messages and tracebacks are escaped, so a line is a line."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": written(self, record),
            **fields_of(record),
        }
        return orjson.dumps(line, default=str, option=orjson.OPT_UTC_Z).decode()


def fields_of(record: logging.LogRecord) -> dict[str, Any]:
    return getattr(record, "fields", None) or {}


def written(formatter: logging.Formatter, record: logging.LogRecord) -> str:
    message = record.getMessage()
    if record.exc_info:
        message = f"{message}\n{formatter.formatException(record.exc_info)}"
    return message


def formatter(log_format: str) -> logging.Formatter:
    return JsonLines() if log_format == "json" else TextLines()


def configure(log_level: str, log_format: str) -> None:
    """For a process of ours as a whole; what it logged by before is taken away."""
    # What no line tells is not looked up for each, as the library's manual advises.
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False
    handler = logging.StreamHandler()
    handler.setFormatter(formatter(log_format))
    logging.basicConfig(level=log_level.upper(), handlers=[handler], force=True)
    for name in SERVERS:
        server = logging.getLogger(name)
        server.handlers.clear()
        server.propagate = True
