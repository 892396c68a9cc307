"""Prompts as lines of JSON: all of a project out, and into a project what others hold."""

from app.services.transfer.exporting import export_lines, spooled
from app.services.transfer.importing import LineResult, Tally, import_lines
from app.services.transfer.lines import LINE_BYTES, lines_in

__all__ = [
    "LINE_BYTES",
    "LineResult",
    "Tally",
    "export_lines",
    "import_lines",
    "lines_in",
    "spooled",
]
