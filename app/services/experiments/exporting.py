"""An experiment in a file: its results as a table or lines of JSON, or a summary to read."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import IO, Any
from uuid import UUID

from sqlalchemy import text

from app.db import compact_json, db, transaction
from app.errors import invalid
from app.models import Experiment
from app.services import audit
from app.services.experiments.cells import cell, harmless, number, said, taken, value_in
from app.services.experiments.reading import get_experiment
from app.services.policy import Caller
from app.services.transfer import in_a_file, time_for

MIMETYPES = {"csv": "text/csv", "jsonl": "application/x-ndjson", "md": "text/markdown"}
ROWS_AT_ONCE = 200
MOST_LISTED = 500
"""Rows of a summary: a longer one is read by nobody."""

ROWS = text("""
    SELECT result.item_key AS key, result.trial, result.status, item.input, item.expected,
           result.output, result.error, result.error_kind, result.latency_ms,
           result.cost_usd::float8 AS cost_usd, result.input_tokens, result.output_tokens,
           result.run_id, result.trace_id,
           (SELECT json_object_agg(score.evaluator, json_build_object(
                       'value', score.value, 'passed', score.passed, 'reason', score.reason,
                       'error', score.error))
            FROM result_scores AS score
            WHERE score.project_id = result.project_id
              AND score.experiment_id = result.experiment_id
              AND score.item_id = result.item_id AND score.trial = result.trial) AS scores
    FROM experiment_results AS result LEFT JOIN dataset_items AS item
      ON item.project_id = result.project_id AND item.id = result.item_id
    WHERE result.project_id = :project_id AND result.experiment_id = :experiment_id
    ORDER BY result.position, result.trial
    LIMIT :most
""")
PLAIN = (
    *("key", "trial", "status", "input", "expected", "output", "error", "error_kind"),
    *("latency_ms", "cost_usd", "input_tokens", "output_tokens", "run_id"),
)


def spooled(caller: Caller, experiment_id: UUID, kind: str) -> tuple[Experiment, IO[bytes]]:
    """All of it in a temporary file; recorded."""
    check_format(kind)
    with transaction():
        experiment = get_experiment(caller, experiment_id)
        file = in_a_file(LINES[kind](experiment))
        facts = {"format": kind, "experiment": experiment.name}
        audit.record_export(caller, "experiments", facts, project_id=caller.project_id)
    return experiment, file


def check_format(kind: str) -> None:
    if kind not in MIMETYPES:
        raise invalid("format", f"One of {', '.join(MIMETYPES)}.", "query")


def rows_of(experiment: Experiment, most: int | None = None) -> Iterator[dict[str, Any]]:
    """Each with the scores by the names of their evaluators."""
    shown: Any = experiment
    names = {str(row.position): row.name for row in shown.evaluators}
    place = {"project_id": experiment.project_id, "experiment_id": experiment.id, "most": most}
    with time_for(statement_s=5 * 60, pause_s=60):
        for row in db.session.execute(ROWS, place, execution_options={"yield_per": ROWS_AT_ONCE}):
            found = dict(row._mapping)
            scores = found["scores"] or {}
            found["scores"] = {names[n]: scores[n] for n in names if n in scores}
            yield found


def as_jsonl(experiment: Experiment) -> Iterator[bytes]:
    for row in rows_of(experiment):
        ids = {name: row[name] and str(row[name]) for name in ("run_id", "trace_id")}
        yield compact_json({**row, **ids}).encode() + b"\n"


def as_csv(experiment: Experiment) -> Iterator[bytes]:
    """A column for each evaluator's value and one for its reason; what is no text as JSON."""
    shown: Any = experiment
    names = [row.name for row in shown.evaluators]
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    judged = [column for name in names for column in (name, f"{name} (reason)")]
    writer.writerow(map(harmless, [*PLAIN, *judged]))
    for row in rows_of(experiment):
        cells = [row[name] for name in PLAIN]
        cells[PLAIN.index("output")] = said(row["output"])
        for name in names:
            score = row["scores"].get(name, {})
            cells += [score.get("value"), score.get("error") or score.get("reason")]
        writer.writerow(harmless(cell) for cell in cells)
        yield taken(buffer)
    yield taken(buffer)


def as_markdown(experiment: Experiment) -> Iterator[bytes]:
    """What it was, what it came to, and its first results."""
    shown: Any = experiment
    names = [row.name for row in shown.evaluators]
    subject = experiment.prompt_name or "a draft"
    version = "" if experiment.prompt_version is None else f" v{experiment.prompt_version}"
    gone = " (deleted)" if shown.is_prompt_deleted else ""
    lines = [
        f"# {cell(experiment.name)}",
        "",
        f"- Prompt: {cell(subject)}{version}{gone}",
        f"- Dataset: {cell(experiment.dataset_name)} v{experiment.dataset_version}",
        f"- Model: {cell(experiment.model or '–')} by {cell(experiment.connection or '–')}",
        f"- Status: {experiment.status}, {experiment.done_count:,} of"
        f" {experiment.result_count:,} done, {experiment.failed_count:,} failed",
        f"- Cost: {experiment.cost_usd:f} USD",
        "",
        *totals_in(experiment),
        f"| item | trial | status | {' | '.join([*map(cell, names), 'output'])} |",
        f"|{' --- |' * (4 + len(names))}",
    ]
    yield "".join(f"{line}\n" for line in lines).encode()
    for row in rows_of(experiment, MOST_LISTED):
        values = [value_in(row["scores"].get(name, {})) for name in names]
        cells = [
            row["key"],
            str(row["trial"]),
            row["status"],
            *values,
            said(row["output"]) or row["error"],
        ]
        yield f"| {' | '.join(cell(one or '') for one in cells)} |\n".encode()
    if experiment.result_count > MOST_LISTED:
        yield f"\nThe first {MOST_LISTED} of {experiment.result_count:,}.\n".encode()


def totals_in(experiment: Experiment) -> Iterator[str]:
    found = (experiment.totals or {}).get("evaluators", [])
    if not found:
        return
    shown: Any = experiment
    names = {row.position: row.name for row in shown.evaluators}
    yield "| evaluator | count | mean | 95 % | errors |"
    yield "| --- | --- | --- | --- | --- |"
    for one in found:
        interval = one.get("interval") or {}
        low, high = number(interval.get("low")), number(interval.get("high"))
        name = cell(str(names.get(one.get("position"), one.get("name"))))
        between = f"{low} – {high}" if interval else "–"
        mean, errors = number(one.get("mean")), one.get("errors", 0)
        yield f"| {name} | {one.get('count', 0)} | {mean} | {between} | {errors} |"
    yield ""


LINES = {"csv": as_csv, "jsonl": as_jsonl, "md": as_markdown}
