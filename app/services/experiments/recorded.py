"""Scoring outputs that one has: read line by line, then kept all at once or not at all."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from tempfile import SpooledTemporaryFile
from typing import IO, Any
from uuid import UUID

import orjson
from sqlalchemy import text

from app.db import compact_json, db, driver_cursor
from app.errors import DomainError, Invalid
from app.models import Experiment
from app.models.experiments import MOST_TRIALS, RECORDED
from app.services import policy
from app.services.access.names import put_authors
from app.services.experiments.asking import (
    MOST_RESULTS,
    add_experiment,
    check_room,
    checked_words,
    subject_of,
)
from app.services.experiments.choosing import choose_dataset, choose_evaluators
from app.services.masking import masks_of
from app.services.policy import Caller
from app.services.prompts.checks import Checks
from app.services.runs.checks import ERROR_LENGTH, LINE_LENGTH, OUTPUT_BYTES
from app.services.transfer.lines import lines_in, parse

NAMES = {
    *("key", "output", "trial", "error", "latency_ms", "cost_usd"),
    *("input_tokens", "output_tokens"),
}
LARGEST = {
    "latency_ms": 1e9,
    "cost_usd": 1e9,
    "input_tokens": 2**31 - 1,
    "output_tokens": 2**31 - 1,
}
MOST_PROBLEMS = 20
"""Named at once."""
SHOWN = 100
"""Characters of an unknown key."""
IN_MEMORY = 8 * 1024 * 1024
AT_ONCE = 2_000

ITEMS = text("""
    SELECT key, id, row_number() OVER (ORDER BY position, id) FROM dataset_items
    WHERE project_id = :project_id AND dataset_id = :dataset_id
      AND added_in <= :version AND (removed_in IS NULL OR removed_in > :version)
""")
# COPY would be refused where a policy guards the rows.
ADD = """
    INSERT INTO experiment_results (experiment_id, project_id, status, attempts, due_at,
        item_id, trial, item_key, position, output, error, error_kind, latency_ms, cost_usd,
        input_tokens, output_tokens)
    SELECT %(experiment_id)s, %(project_id)s, 'waiting', 0, statement_timestamp(),
           item_id, trial, item_key, position, output::json, error, error_kind, latency_ms,
           cost_usd, input_tokens, output_tokens
    FROM unnest(%(item_id)s::uuid[], %(trial)s::int[], %(key)s::text[], %(position)s::int[],
                %(output)s::text[], %(error)s::text[], %(error_kind)s::text[],
                %(latency_ms)s::float8[], %(cost_usd)s::numeric[], %(input_tokens)s::int[],
                %(output_tokens)s::int[])
         AS given (item_id, trial, item_key, position, output, error, error_kind, latency_ms,
                   cost_usd, input_tokens, output_tokens)
"""
COLUMNS = (
    *("item_id", "trial", "key", "position", "output", "error", "error_kind"),
    *("latency_ms", "cost_usd", "input_tokens", "output_tokens"),
)
# Of rows that this transaction has just added the planner knows nothing: an anti-join might take
# each with each.
ADD_MISSING = text("""
    INSERT INTO experiment_results (experiment_id, project_id, status, attempts, due_at,
        item_id, trial, item_key, position, error, error_kind)
    SELECT :experiment_id, :project_id, 'waiting', 0, statement_timestamp(),
           item.id, trial, item.key, item.number, 'No output was given.', 'missing'
    FROM (SELECT id, key, row_number() OVER (ORDER BY position, id) AS number
          FROM dataset_items
          WHERE project_id = :project_id AND dataset_id = :dataset_id
            AND added_in <= :version AND (removed_in IS NULL OR removed_in > :version)) AS item
    CROSS JOIN generate_series(1, :trials) AS trial
    ON CONFLICT DO NOTHING
""")


class UnfitOutputs(Invalid):
    """Some lines name no item, or are no outputs; nothing was kept."""


@dataclass
class Outputs:
    """Outputs that were read and fit a dataset's version."""

    dataset_id: UUID
    version: int
    trials: int = 1
    """The highest that any of them names."""
    # Closed when nobody has it any more.
    file: IO[bytes] = field(default_factory=lambda: SpooledTemporaryFile(IN_MEMORY))  # noqa: SIM115


def numbered(outputs: Iterable[Any]) -> Iterator[tuple[int, Any]]:
    """Of a list, each with its place from 1 on."""
    return iter(enumerate(outputs, 1))


def read_lines(chunks: Iterable[bytes]) -> Iterator[tuple[int, Any]]:
    """Of JSON Lines, each with its number; of a line that cannot be read, why."""
    for number, line in enumerate(lines_in(chunks), 1):
        if line and not line.isspace():
            try:
                yield number, parse(line)
            except DomainError as error:
                yield number, error


def read_outputs(
    caller: Caller,
    outputs: Iterable[tuple[int, Any]],
    *,
    dataset: UUID | str,
    dataset_version: int | None = None,
) -> Outputs:
    """Every one of them checked, or a refusal that names the lines.

    The items are read before the first output is asked for: whoever waits for a slow client may
    end the transaction then.
    """
    policy.require(caller, policy.WRITE)
    chosen, version = choose_dataset(caller, dataset, dataset_version)
    read = Outputs(chosen.id, version.version)
    where = {
        "project_id": caller.project_id,
        "dataset_id": chosen.id,
        "version": version.version,
    }
    items = {row[0]: (row[1], row[2]) for row in db.session.execute(ITEMS, where)}
    masks = masks_of(caller.project_id)
    seen: set[tuple[str, int]] = set()
    problems: list[str] = []
    for number, value in outputs:
        if len(seen) >= MOST_RESULTS:
            problems.append(f"Line {number}: more than {MOST_RESULTS:,} outputs.")
            break
        found = list(problems_of(value, items, seen))
        if found:
            problems += [f"Line {number}: {problem}" for problem in found]
            if len(problems) >= MOST_PROBLEMS:
                break
            continue
        row = row_of(value, items)
        if masks.patterns:
            row["output"] = masks.value(row["output"])
            row["error"] = masks.text(row["error"]) if row["error"] else None
        read.trials = max(read.trials, row["trial"])
        read.file.write(orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE))
    if problems:
        raise UnfitOutputs(
            f"Nothing was kept. {problems[0]}", errors={"json": {"outputs": problems}}
        )
    return read


def problems_of(value: Any, items: dict[str, Any], seen: set[tuple[str, int]]) -> Iterator[str]:
    if isinstance(value, DomainError):
        yield value.message
        return
    if not isinstance(value, dict):
        yield "an output is an object with a `key`."
        return
    if unknown := sorted(set(value) - NAMES):
        yield f"`{unknown[0][:SHOWN]}` is none of {', '.join(sorted(NAMES))}."
    key, trial = value.get("key"), value.get("trial", 1)
    if not isinstance(key, str):
        yield "`key` is the text that names an item."
    elif key not in items:
        yield f"the dataset has no item {key[:SHOWN]!r} in this version."
    if not is_whole(trial) or not 1 <= trial <= MOST_TRIALS:
        yield f"`trial` is a whole number from 1 to {MOST_TRIALS}."
    elif isinstance(key, str):
        if (key, trial) in seen:
            yield f"{key[:SHOWN]!r} has an output of trial {trial} already."
        seen.add((key, trial))
    yield from problems_of_rest(value)


def problems_of_rest(value: dict[str, Any]) -> Iterator[str]:
    error, output = value.get("error"), value.get("output")
    if error is not None and not (isinstance(error, str) and 1 <= len(error) <= ERROR_LENGTH):
        yield f"`error` is a text of 1 to {ERROR_LENGTH} characters."
    if error is not None and output is not None:
        yield "either an `output` or an `error`."
    if output is not None and len(compact_json(output).encode()) > OUTPUT_BYTES:
        yield "`output` has more than 4 MiB."
    for name, most in LARGEST.items():
        number = value.get(name)
        is_right = is_whole(number) if name.endswith("tokens") else is_number(number)
        if number is not None and not (is_right and 0 <= number <= most):
            yield f"`{name}` is a number from 0 on."


def is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def is_number(value: Any) -> bool:
    return is_whole(value) or (isinstance(value, float) and math.isfinite(value))


def row_of(value: dict[str, Any], items: dict[str, Any]) -> dict[str, Any]:
    """As it is kept; null is no output."""
    item_id, position = items[value["key"]]
    error, kind = value.get("error"), None
    if error is not None:
        kind = "reported"
    elif value.get("output") is None:
        error, kind = "No output was given.", "missing"
    return {
        "item_id": str(item_id),
        "trial": value.get("trial", 1),
        "key": value["key"],
        "position": position,
        "output": value.get("output"),
        "error": error,
        "error_kind": kind,
        **{name: value.get(name) for name in ("input_tokens", "output_tokens")},
        **{name: as_float(value.get(name)) for name in ("latency_ms", "cost_usd")},
    }


def as_float(value: float | None) -> float | None:
    return None if value is None else float(value)


def score_outputs(
    caller: Caller,
    outputs: Outputs,
    *,
    evaluators: list[dict[str, Any]],
    prompt_name: str | None = None,
    version: int | None = None,
    label: str | None = None,
    trials: int | None = None,
    connection: str | None = None,
    provider: str | None = None,
    model: str | None = None,
    parameters: dict[str, Any] | None = None,
    **told: Any,
) -> Experiment:
    """An experiment of outputs that were read, to be scored by workers.

    Items that have none in a trial are failed results. `trials` may be more than they name. Of
    connection, provider and model it is kept what the sender says.
    """
    policy.require(caller, policy.WRITE)
    trials = max(outputs.trials, trials or 1)
    columns = checked_words(told, trials)
    checks = Checks()
    said = {"connection": connection, "provider": provider, "model": model}
    for name, value in said.items():
        checks.text(name, value, LINE_LENGTH)
    checks.parameters(parameters)
    checks.done()
    dataset, dataset_version = choose_dataset(caller, outputs.dataset_id, outputs.version)
    check_room(dataset_version.item_count * trials)
    fields = {**said, "trials": trials, "source": RECORDED, "parameters": parameters, **columns}
    if prompt_name is not None:
        subject = subject_of(caller, prompt_name=prompt_name, version=version, label=label)
        fields = {**fields, **{k: v for k, v in subject.items() if k != "parameters"}}
    judging = choose_evaluators(caller, evaluators)
    experiment = add_experiment(caller, dataset, dataset_version, judging, fields)
    add_outputs(experiment, outputs)
    put_authors([experiment])
    return experiment


def add_outputs(experiment: Experiment, outputs: Outputs) -> None:
    place = {"experiment_id": experiment.id, "project_id": experiment.project_id}
    outputs.file.seek(0)
    with driver_cursor() as cursor:
        for rows in batches(outputs.file):
            columns = {name: [row[name] for row in rows] for name in COLUMNS}
            columns["output"] = [
                None if one is None else compact_json(one) for one in columns["output"]
            ]
            cursor.execute(ADD, {**place, **columns})
    rest = {
        **place,
        "dataset_id": experiment.dataset_id,
        "version": experiment.dataset_version,
        "trials": experiment.trials,
    }
    db.session.execute(ADD_MISSING, rest)


def batches(file: IO[bytes]) -> Iterator[list[dict[str, Any]]]:
    rows = []
    for line in file:
        rows.append(orjson.loads(line))
        if len(rows) >= AT_ONCE:
            yield rows
            rows = []
    if rows:
        yield rows
