"""A report for a terminal."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from promptside.report import Difference, Fallen, Report, Row, number, subject_of

SHOWN = 20
"""Items that fell, an evaluator."""
REASON_LENGTH = 100


def table(report: Report) -> str:
    """The rows, and below them the items that the baseline did better on."""
    lines = [f"{report.subject} on {report.dataset}, {counted(report)}", ""]
    lines += aligned([headings(report), *(cells(row) for row in report.rows)])
    for row in report.rows:
        lines += [f"{row.evaluator}: {failure}." for failure in row.failures]
    for row in report.rows:
        lines += fallen(row)
    return "\n".join(lines)


def counted(report: Report) -> str:
    told = report.experiment
    count, failed = told.get("result_count") or 0, told.get("failed_count") or 0
    words = "1 result" if count == 1 else f"{count:,} results"
    return f"{words}, {failed:,} of them errors" if failed else words


def headings(report: Report) -> list[str]:
    before = f"baseline {subject_of(report.baseline)}" if report.baseline else "baseline"
    return ["evaluator", "this", before, "difference (95 %)", "p", "verdict"]


def cells(row: Row) -> list[str]:
    return [
        str(row.evaluator),
        number(row.value),
        number(row.baseline),
        difference(row.difference),
        probability(row.difference),
        row.verdict,
    ]


def difference(told: Difference | None) -> str:
    if told is None or told.effect is None:
        return "–"
    if told.low is None or told.high is None:
        return number(told.effect, signed=True)
    low, high = number(told.low, signed=True), number(told.high, signed=True)
    return f"{number(told.effect, signed=True)} [{low}, {high}]"


def probability(told: Difference | None) -> str:
    if told is None or told.p is None:
        return "–"
    return "<0.001" if told.p < 0.001 else f"{told.p:.3f}"


def aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    rows = [[plain(cell) for cell in row] for row in rows]
    widths = [max(width(cell) for cell in column) for column in zip(*rows, strict=True)]
    return [
        "  ".join(
            cell + " " * (most - width(cell)) for cell, most in zip(row, widths, strict=True)
        ).rstrip()
        for row in rows
    ]


def fallen(row: Row) -> list[str]:
    if not row.fallen_count:
        return []
    shown = row.fallen[:SHOWN]
    lines = ["", f"Regressed by {row.evaluator} ({row.fallen_count:,}):"]
    lines += [plain("  " + in_words(item)) for item in shown]
    if row.fallen_count > len(shown):
        lines.append(f"  … and {row.fallen_count - len(shown):,} more")
    return lines


def in_words(item: Fallen) -> str:
    change = f"{number(item.before)} → {number(item.after)}"
    return f"{item.key}  {change}  {item.reason[:REASON_LENGTH]}".rstrip()


def plain(text: str) -> str:
    """On one line, and nothing that moves a terminal's cursor or changes its colours."""
    return "".join(
        c if c.isprintable() else " " if c.isspace() else "\N{REPLACEMENT CHARACTER}" for c in text
    )


def width(text: str) -> int:
    """In columns of a terminal."""
    return sum(columns(character) for character in text)


def columns(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
