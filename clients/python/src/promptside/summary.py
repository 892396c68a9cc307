"""A report in Markdown, as GitHub shows it below a workflow."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from promptside.report import Report, Row, number
from promptside.table import cells, counted, headings

SHOWN = 50
"""Items that fell, an evaluator; GitHub takes a mebibyte a step."""
REASON_LENGTH = 200
MARKED = re.compile(r"([\\`*_{}\[\]()#+!|~@$:-])")
"""What Markdown might read as more than text, such as a name that would call somebody."""


def summary(report: Report) -> str:
    return "\n".join([*lines(report), ""])


def lines(report: Report) -> Iterator[str]:
    outcome = "❌ Regression" if report.exit_code else "✅ No regression"
    yield f"### {outcome}: {literal(report.subject)} on {literal(report.dataset)}"
    yield ""
    yield from markdown_table([headings(report), *(cells(row) for row in report.rows)])
    yield ""
    for row in report.rows:
        for failure in row.failures:
            yield f"- **{literal(str(row.evaluator))}**: {literal(failure)}"
        if row.difference and row.difference.sentence:
            yield f"- {literal(str(row.evaluator))}: {literal(row.difference.sentence)}"
    yield ""
    for row in report.rows:
        yield from fallen(row)
    against = f", baseline `{report.baseline['id']}`" if report.baseline else ""
    yield f"Experiment `{report.experiment['id']}`{against}; {counted(report)}."


def markdown_table(rows: list[list[str]]) -> Iterator[str]:
    head, *body = ["| " + " | ".join(map(literal, row)) + " |" for row in rows]
    yield head
    yield "|" + " --- |" * len(rows[0])
    yield from body


def fallen(row: Row) -> Iterator[str]:
    if not row.fallen_count:
        return
    named = html.escape(str(row.evaluator))
    yield f"<details><summary>{row.fallen_count:,} regressed by {named}</summary>"
    yield ""
    shown = row.fallen[:SHOWN]
    yield from markdown_table(
        [
            ["Item", "Baseline", "This", "Reason"],
            *(
                [item.key, number(item.before), number(item.after), item.reason[:REASON_LENGTH]]
                for item in shown
            ),
        ]
    )
    if row.fallen_count > len(shown):
        yield ""
        yield f"… and {row.fallen_count - len(shown):,} more."
    yield ""
    yield "</details>"
    yield ""


def literal(text: str) -> str:
    """Shown as it is, on one line."""
    one_line = " ".join(text.split())
    return MARKED.sub(r"\\\1", html.escape(one_line, quote=False))
