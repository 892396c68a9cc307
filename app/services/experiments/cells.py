"""Cells of tables that people open: in a spreadsheet, or in Markdown."""

from __future__ import annotations

import io
import re
from typing import Any

from app.db import compact_json
from app.services.experiments.scoring import text_in

LONGEST_CELL = 120
"""Characters of a cell in Markdown."""
RUNS = re.compile(r"[=+\-@\t\r]")
"""Cells that a spreadsheet would run."""


def said(output: Any) -> str | None:
    """An output as it is read: None if there is none."""
    return None if output is None else text_in(output)


def value_in(score: dict[str, Any]) -> str:
    return "error" if score.get("value") is None else number(score["value"])


def number(value: Any) -> str:
    return "–" if value is None else f"{value:.4g}"


def cell(words: str, longest: int | None = LONGEST_CELL) -> str:
    """On one line, and no end of a cell."""
    line = " ".join(words.split())
    if longest is not None and len(line) > longest:
        line = line[: longest - 1] + "…"
    return re.sub(r"([\\|`*_<>\[\]])", r"\\\1", line)


def harmless(value: Any) -> Any:
    if isinstance(value, list | dict | bool):
        value = compact_json(value)
    if isinstance(value, str) and RUNS.match(value):
        return f"'{value}"
    return value


def taken(buffer: io.StringIO) -> bytes:
    words = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return words.encode()
