"""A comparison in a file: its items as a table or lines of JSON, or a summary to read."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from string import ascii_uppercase
from typing import IO, Any
from uuid import UUID

from app.db import compact_json, transaction
from app.models import Experiment
from app.services import audit
from app.services.experiments.cells import cell, harmless, said, taken, value_in
from app.services.experiments.exporting import MOST_LISTED, check_format
from app.services.experiments.side_by_side import ItemRow, SideBySide, Trial, compare_many
from app.services.policy import Caller
from app.services.transfer import in_a_file, time_for

ITEMS_AT_ONCE = 500
TOLD = (
    *("trial", "status", "output", "error", "error_kind", "latency_ms", "cost_usd"),
    *("input_tokens", "output_tokens", "run_id", "trace_id"),
)
JUDGED = ("value", "passed", "reason", "error")


def spooled(
    caller: Caller, ids: Sequence[UUID], kind: str = "jsonl", **asked: Any
) -> tuple[SideBySide, IO[bytes]]:
    """All items that `asked` lets through, as `compare_many` has them, in a temporary file;
    recorded.
    """
    check_format(kind)
    with transaction(), time_for(statement_s=5 * 60, pause_s=60):
        first = compare_many(caller, ids, limit=ITEMS_AT_ONCE, **asked)
        file = in_a_file(LINES[kind](first, every_item(caller, ids, first, asked)))
        facts = {"format": kind, "experiments": [one.name for one in first.experiments]}
        audit.record_export(caller, "experiments", facts, project_id=caller.project_id)
    return first, file


def every_item(
    caller: Caller, ids: Sequence[UUID], page: SideBySide, asked: dict[str, Any]
) -> Iterator[ItemRow]:
    yield from page.items
    while page.next is not None:
        page = compare_many(caller, ids, limit=ITEMS_AT_ONCE, cursor=page.next, **asked)
        yield from page.items


def as_jsonl(first: SideBySide, items: Iterable[ItemRow]) -> Iterator[bytes]:
    """`results` are those of the experiments in their order, one for each trial."""
    ids = [str(one.id) for one in first.experiments]
    for item in items:
        results = [
            {"experiment_id": id_, **told(trial)}
            for id_, trials in zip(ids, item.trials, strict=True)
            for trial in trials
        ]
        asked = {name: getattr(item, name) for name in ("key", "input", "expected")}
        line = {"item_id": str(item.item_id), **asked, "results": results}
        yield compact_json(line).encode() + b"\n"


def told(trial: Trial) -> dict[str, Any]:
    row = {name: getattr(trial.result, name) for name in TOLD}
    for name, made in (("cost_usd", float), ("run_id", str), ("trace_id", str)):
        row[name] = None if row[name] is None else made(row[name])
    row["scores"] = {
        name: {part: getattr(score, part) for part in JUDGED}
        for name, score in trial.scores.items()
    }
    row["human_scores"] = [
        {"name": score.name, "value": score.judged, "comment": score.comment}
        for score in trial.human_scores
    ]
    return row


def as_csv(first: SideBySide, items: Iterable[ItemRow]) -> Iterator[bytes]:
    """A row for each item and trial; of each experiment its output and what evaluators gave."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    names = [title for title, _ in named(first.experiments)]
    parts = ["output", *first.evaluators]
    heads = [f"{name}: {part}" for name in names for part in parts]
    writer.writerow(map(harmless, ["key", "trial", "input", "expected", *heads]))
    for item in items:
        for number in range(1, 1 + max((len(trials) for trials in item.trials), default=0)):
            row = [item.key, number, item.input, item.expected]
            row += chain.from_iterable(cells_of(first, trials, number) for trials in item.trials)
            writer.writerow(map(harmless, row))
        yield taken(buffer)
    yield taken(buffer)


def cells_of(first: SideBySide, trials: list[Trial], number: int) -> list[Any]:
    found = next((one for one in trials if one.result.trial == number), None)
    if found is None:
        return [None] * (1 + len(first.evaluators))
    scores = [found.scores.get(name) for name in first.evaluators]
    output = said(found.result.output) or found.result.error
    return [output, *(score and score.value for score in scores)]


def as_markdown(first: SideBySide, items: Iterable[ItemRow]) -> Iterator[bytes]:
    """What was compared, what came of it, and the first items."""
    experiments = first.experiments
    lines = [f"# {len(experiments)} experiments compared", ""]
    lines += [f"- {cell(title)}: {of_what(one)}" for title, one in named(experiments)]
    lines += ["", *(f"- {cell(one.sentence, None)}" for one in first.compared), ""]
    letters = ascii_uppercase[: len(experiments)]
    heads = [
        f"{letter}: {part}"
        for letter in letters
        for part in ("output", *map(cell, first.evaluators))
    ]
    lines += [f"| item | {' | '.join(heads)} |", f"|{' --- |' * (1 + len(heads))}"]
    yield "".join(f"{line}\n" for line in lines).encode()
    for item in islice(items, MOST_LISTED):
        cells = [item.key, *chain.from_iterable(words_of(first, one) for one in item.trials)]
        yield f"| {' | '.join(cell(one or '') for one in cells)} |\n".encode()
    if first.total > MOST_LISTED:
        yield f"\nThe first {MOST_LISTED} of {first.total:,}.\n".encode()


def of_what(one: Experiment) -> str:
    subject = cell(one.prompt_name or "a draft")
    version = "" if one.prompt_version is None else f" v{one.prompt_version}"
    return f"{subject}{version} on {cell(one.dataset_name)} v{one.dataset_version}"


def words_of(first: SideBySide, trials: list[Trial]) -> list[str | None]:
    """Of several trials the first."""
    if not trials:
        return [None] * (1 + len(first.evaluators))
    result, scores = trials[0].result, trials[0].scores
    judged = [scores.get(name) for name in first.evaluators]
    values = [None if one is None else value_in({"value": one.value}) for one in judged]
    return [said(result.output) or result.error, *values]


def named(experiments: Sequence[Experiment]) -> list[tuple[str, Experiment]]:
    """By the letters that the page gives them."""
    pairs = zip(ascii_uppercase, experiments, strict=False)
    return [(f"{letter} {one.name}", one) for letter, one in pairs]


LINES = {"csv": as_csv, "jsonl": as_jsonl, "md": as_markdown}
