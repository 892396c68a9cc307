"""Prompts as lines of JSON: all of a project out, and into a project what others hold."""

from app.services.transfer.exporting import (
    export_lines,
    in_a_file,
    record_export,
    spooled,
    time_for,
)
from app.services.transfer.importing import LineResult, Tally, import_lines
from app.services.transfer.lines import LINE_BYTES, lines_in

__all__ = [
    "LINE_BYTES",
    "LineResult",
    "Tally",
    "export_lines",
    "import_lines",
    "in_a_file",
    "lines_in",
    "record_export",
    "spooled",
    "time_for",
]
