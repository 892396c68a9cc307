"""Asking for experiments: what is run on which items, and judged by what."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import text

from app.db import db, now, uuid7
from app.errors import invalid
from app.models import Dataset, DatasetVersion, Experiment
from app.models.experiments import EXECUTED, MOST_TRIALS, QUEUED
from app.services import audit, policy
from app.services.access.names import put_authors
from app.services.connections.read import by_name
from app.services.experiments.choosing import choose_dataset, choose_evaluators, rows_of
from app.services.policy import Caller
from app.services.prompts.checks import DESCRIPTION_LENGTH, NAME_LENGTH, Checks
from app.services.runs.asking import reached_by, resolve
from app.services.runs.checks import METADATA_BYTES, checked_body

MOST_PROMPTS = 20
MOST_RESULTS = 250_000
"""Of all experiments that are asked for at once."""
DRAFT = "draft"

ADD_RESULTS = text("""
    INSERT INTO experiment_results (experiment_id, item_id, trial, project_id, item_key, position,
                                    status, attempts, due_at)
    SELECT :experiment_id, item.id, trial, item.project_id, item.key, item.number,
           'waiting', 0, statement_timestamp()
    FROM (SELECT id, project_id, key, row_number() OVER (ORDER BY position, id) AS number
          FROM dataset_items
          WHERE project_id = :project_id AND dataset_id = :dataset_id
            AND added_in <= :version AND (removed_in IS NULL OR removed_in > :version)) AS item
    CROSS JOIN generate_series(1, :trials) AS trial
    ORDER BY item.number, trial
""")


def create_experiments(
    caller: Caller,
    *,
    dataset: UUID | str,
    prompts: list[dict[str, Any]],
    evaluators: list[dict[str, Any]],
    dataset_version: int | None = None,
    connection: str | None = None,
    parameters: dict[str, Any] | None = None,
    trials: int = 1,
    concurrency: int | None = None,
    budget_usd: Decimal | None = None,
    **told: Any,
) -> list[Experiment]:
    """One for each of `prompts`, several of them a group; each waits for workers.

    A prompt is `{prompt_name, version or label}` or a draft, `{content}` or `{messages}`.
    `parameters` replace those of the versions, all of them. The queue is to be told after the
    commit; if it is not, workers find them all the same.
    """
    policy.require(caller, policy.WRITE)
    columns = checked_words(told, trials)
    checks = Checks()
    checks.parameters(parameters)
    checks.done()
    if not 1 <= len(prompts) <= MOST_PROMPTS:
        raise invalid("prompts", f"Between 1 and {MOST_PROMPTS}.")
    chosen, version = choose_dataset(caller, dataset, dataset_version)
    check_room(version.item_count * trials * len(prompts))
    judging = choose_evaluators(caller, evaluators)
    way = by_name(caller, connection)
    group_id = uuid7() if len(prompts) > 1 else None
    made = []
    for prompt in prompts:
        subject = subject_of(caller, **prompt)
        given = subject.pop("parameters") if parameters is None else parameters
        subject.pop("parameters", None)
        fields = {
            **{"trials": trials, "concurrency": concurrency, "budget_usd": budget_usd},
            **{"group_id": group_id, "source": EXECUTED, "parameters": given},
            **reached_by(way, given or {}),
            **subject,
        }
        made.append(add_experiment(caller, chosen, version, judging, fields | columns))
        add_results(made[-1])
    put_authors(made)
    return made


def checked_words(told: dict[str, Any], trials: int) -> dict[str, Any]:
    """Name, description and metadata as columns, those that were given."""
    checks = Checks()
    columns = {name: value for name, value in told.items() if value is not None}
    checks.text("name", columns.get("name"), NAME_LENGTH)
    checks.text("description", columns.get("description"), DESCRIPTION_LENGTH)
    if "metadata" in columns:
        checks.size("metadata", columns["metadata"], METADATA_BYTES, "64 KiB")
        columns["metadata_"] = columns.pop("metadata")
    if not 1 <= trials <= MOST_TRIALS:
        checks.refuse("trials", f"Between 1 and {MOST_TRIALS}.")
    checks.done()
    return columns


def check_room(results: int) -> None:
    if results > MOST_RESULTS:
        raise invalid(
            "trials",
            f"These would be {results:,} results; at most {MOST_RESULTS:,} are asked for at once."
            " Take fewer trials or prompts, or a smaller dataset.",
        )


def subject_of(
    caller: Caller,
    *,
    prompt_name: str | None = None,
    version: int | None = None,
    label: str | None = None,
    content: str | None = None,
    messages: list[dict[str, Any]] | None = None,
) -> dict[str, Any]:
    """What is tried: a version as it is named now, or a draft; and a version's parameters."""
    if prompt_name is None:
        checks = Checks()
        checked_body(checks, content, messages)
        checks.done()
        return {"content": content, "messages": messages, "parameters": None}
    prompt, found = resolve(caller, prompt_name, label, version)
    return {
        "prompt_id": prompt.id,
        "prompt_name": prompt.name,
        "prompt_version": found.version,
        "parameters": found.parameters,
    }


def add_experiment(
    caller: Caller,
    dataset: Dataset,
    version: DatasetVersion,
    judging: list[dict[str, Any]],
    fields: dict[str, Any],
) -> Experiment:
    """Its row and its evaluators', recorded in the log; its results are still to come."""
    fields.setdefault("name", name_of(fields, dataset))
    experiment = Experiment(
        id=uuid7(),
        project_id=caller.project_id,
        status=QUEUED,
        dataset_id=dataset.id,
        dataset_name=dataset.name,
        dataset_version=version.version,
        result_count=version.item_count * fields["trials"],
        created_at=now(),
        created_by=caller.actor,
        **fields,
    )
    db.session.add(experiment)
    db.session.flush()
    db.session.add_all(rows_of(judging, caller.project_id, experiment.id))
    db.session.flush()
    record(caller, "experiment.created", experiment, audit.difference({}, facts_of(experiment)))
    return experiment


def name_of(fields: dict[str, Any], dataset: Dataset) -> str:
    """What it goes by that was given no name."""
    subject, version = fields.get("prompt_name") or DRAFT, fields.get("prompt_version")
    numbered = subject if version is None else f"{subject} v{version}"
    return f"{numbered} on {dataset.name}"


def add_results(experiment: Experiment) -> None:
    """One for each item and trial, to be taken up at once."""
    place = {
        "experiment_id": experiment.id,
        "project_id": experiment.project_id,
        "dataset_id": experiment.dataset_id,
        "version": experiment.dataset_version,
        "trials": experiment.trials,
    }
    added: Any = db.session.execute(ADD_RESULTS, place)
    experiment.result_count = added.rowcount
    db.session.flush()


def facts_of(experiment: Experiment) -> dict[str, Any]:
    """What the log keeps of it."""
    facts = {
        "source": experiment.source,
        "dataset": f"{experiment.dataset_name} v{experiment.dataset_version}",
        "prompt": experiment.prompt_name,
        "version": experiment.prompt_version,
        "connection": experiment.connection,
        "trials": experiment.trials,
        "results": experiment.result_count,
    }
    return {name: value for name, value in facts.items() if value is not None}


def record(
    caller: Caller,
    action: str,
    experiment: Experiment,
    changes: audit.Changes | None = None,
    reason: str | None = None,
) -> None:
    audit.record(
        caller,
        action,
        experiment.id,
        experiment.name,
        changes,
        reason=reason,
        project_id=experiment.project_id,
    )
