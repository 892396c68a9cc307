"""Gates as a project's admins write them."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from app.db import db, now, uuid7
from app.errors import Conflict, Invalid, NotFound
from app.models import Dataset, Evaluator, EvaluatorVersion, Gate
from app.models.connections import BUILT_IN
from app.models.experiments import MOST_TRIALS
from app.services import audit, policy
from app.services.access.names import put_authors
from app.services.connections.read import NoSuchConnection, by_name
from app.services.etags import check_etag, etag_of_state
from app.services.gates import echo
from app.services.gates.fitting import title_of, yardstick_of
from app.services.paging import Cursor, Page, after, capped_count, page_of
from app.services.pointers import LATEST, PRODUCTION, check_labels, lock_project
from app.services.policy import Caller
from app.services.prompts.checks import DESCRIPTION_LENGTH, NAME_LENGTH, TAG_LENGTH, Checks

MOST_GATES = 200
"""In use in a project: each that fits is measured with every move."""
SELECTORS = ("prompt_name", "prompt_prefix", "tag")
FIELDS = (
    "label",
    *SELECTORS,
    "dataset_id",
    "min_dataset_version",
    "evaluator_id",
    "evaluator_version",
    "minimum",
    "max_drop",
    "connection",
    "accept_recorded",
    "starts_by_itself",
    "trials",
    "description",
)


class NoSuchGate(NotFound):
    """Not in this project."""


class TooManyGates(Conflict):
    """A move would take too long."""


def create_gate(
    caller: Caller,
    *,
    dataset_id: UUID,
    evaluator_id: UUID,
    label: str = PRODUCTION,
    evaluator_version: int | None = None,
    min_dataset_version: int = 1,
    accept_recorded: bool = False,
    starts_by_itself: bool = False,
    trials: int = 1,
    **fields: Any,
) -> Gate:
    """It holds from the next move on; what is served stays. Left out, the evaluator's version is
    its newest, to which it stays pinned.
    """
    policy.require(caller, policy.ADMIN)
    lock_project(caller)
    moment = now()
    gate = Gate(
        id=uuid7(),
        project_id=caller.project_id,
        label=label,
        dataset_id=dataset_id,
        min_dataset_version=min_dataset_version,
        evaluator_id=evaluator_id,
        evaluator_version=evaluator_version or evaluator_of(caller, evaluator_id).latest_version,
        accept_recorded=accept_recorded,
        starts_by_itself=starts_by_itself,
        trials=trials,
        created_at=moment,
        updated_at=moment,
        created_by=caller.actor,
        **with_plain_tag(fields),
    )
    check_gate(caller, gate)
    check_room(caller)
    db.session.add(gate)
    db.session.flush()
    record(caller, gate, "gate.created", audit.difference({}, facts_of(gate)))
    return put_names([gate])[0]


def update_gate(
    caller: Caller,
    gate_id: UUID,
    *,
    archived: bool | None = None,
    if_match: list[str] | None = None,
    **fields: Any,
) -> Gate:
    """What is among `fields`, and no more. Archived, it stands before nothing.

    Another evaluator without a version is pinned to its newest.
    """
    policy.require(caller, policy.ADMIN)
    lock_project(caller)
    gate = get_gate(caller, gate_id, lock=True)
    check_etag("The gate", etag_of(gate), if_match)
    before, was_archived = facts_of(gate), gate.archived_at is not None
    if "evaluator_id" in fields:
        newest = evaluator_of(caller, fields["evaluator_id"]).latest_version
        fields.setdefault("evaluator_version", newest)
    # What does not fit is refused before the database sees it.
    with db.session.no_autoflush:
        if archived is False and was_archived:
            check_room(caller)
        for name, value in with_plain_tag(fields).items():
            setattr(gate, name, value)
        if archived is not None and archived != was_archived:
            gate.archived_at = now() if archived else None
        changes = audit.difference(before, facts_of(gate))
        if changes:
            check_shape(gate)
        if changes and gate.archived_at is None:
            check_what_it_names(caller, gate)
    if changes:
        gate.updated_at = now()
        db.session.flush()
        record(caller, gate, "gate.updated", changes)
    return put_names([gate])[0]


def with_plain_tag(fields: dict[str, Any]) -> dict[str, Any]:
    """As tags of prompts are written."""
    tag = fields.get("tag")
    return fields if tag is None else {**fields, "tag": tag.strip().lower()}


def archive_gate(caller: Caller, gate_id: UUID, *, if_match: list[str] | None = None) -> Gate:
    """It stands before nothing any more; releases keep saying that it let them through."""
    return update_gate(caller, gate_id, archived=True, if_match=if_match)


def list_gates(
    caller: Caller,
    *,
    archived: bool | None = False,
    limit: int = 50,
    cursor: str | None = None,
) -> Page:
    """Newest first; with `archived` None both kinds."""
    policy.require(caller, policy.READ)
    query = select(Gate).where(Gate.project_id == caller.project_id)
    if archived is not None:
        is_in_use = Gate.archived_at.is_(None)
        query = query.where(~is_in_use if archived else is_in_use)
    total = capped_count(query)
    place = Cursor.parse(cursor) if cursor else None
    query = after(query, place, Gate.created_at, Gate.id).limit(limit + 1)
    rows = put_names(list(db.session.scalars(query)))
    put_authors(rows)
    return page_of(rows, limit, 0, total)


def get_gate(caller: Caller, gate_id: UUID, *, lock: bool = False) -> Gate:
    policy.require(caller, policy.READ)
    query = select(Gate).where(Gate.project_id == caller.project_id, Gate.id == gate_id)
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    gate = db.session.scalar(query)
    if gate is None:
        raise NoSuchGate(f"There is no gate {gate_id} here.")
    return put_names([gate])[0]


def put_names(gates: list[Gate]) -> list[Gate]:
    """Say of each how its dataset and its evaluator are called now."""
    datasets = names_by_id(Dataset, (gate.dataset_id for gate in gates))
    evaluators = names_by_id(Evaluator, (gate.evaluator_id for gate in gates))
    for gate in gates:
        gate.dataset_name = datasets.get(gate.dataset_id)
        gate.evaluator_name = evaluators.get(gate.evaluator_id)
    return gates


def names_by_id(table: type[Any], ids: Iterable[UUID]) -> dict[UUID, str]:
    query = select(table.id, table.name).where(table.id.in_(set(ids)))
    with db.session.no_autoflush:
        return {id_: name for id_, name in db.session.execute(query)}  # noqa: C416


def check_gate(caller: Caller, gate: Gate) -> None:
    check_shape(gate)
    check_what_it_names(caller, gate)


def check_what_it_names(caller: Caller, gate: Gate) -> None:
    check_dataset(caller, gate)
    check_evaluator(caller, gate)
    check_connection(caller, gate)


def check_shape(gate: Gate) -> None:
    """What it says by itself, whatever else is there."""
    checks = Checks()
    try:
        check_labels([gate.label], field="label")
    except Invalid as unknown:
        checks.refuse("label", unknown.message)
    if gate.label == LATEST:
        checks.refuse("label", "`latest` moves by itself; a gate stands before `production`.")
    chosen = [name for name in SELECTORS if getattr(gate, name) is not None]
    if len(chosen) != 1:
        checks.refuse("prompt_name", "Say exactly one of `prompt_name`, `prompt_prefix` and `tag`.")
    if gate.prompt_name is not None:
        for problem in checks_of_name(gate.prompt_name):
            checks.refuse("prompt_name", problem)
    checks.text("prompt_prefix", gate.prompt_prefix, NAME_LENGTH)
    if gate.tag is not None:
        if not 1 <= len(gate.tag) <= TAG_LENGTH:
            checks.refuse("tag", f"A tag has 1 to {TAG_LENGTH} characters.")
        checks.text("tag", gate.tag, TAG_LENGTH)
    if gate.minimum is None and gate.max_drop is None:
        checks.refuse("minimum", "Say `minimum`, `max_drop` or both; else it would ask nothing.")
    for name in ("minimum", "max_drop"):
        if (value := getattr(gate, name)) is not None and not math.isfinite(value):
            checks.refuse(name, "A finite number.")
    if gate.max_drop is not None and gate.max_drop < 0:
        checks.refuse("max_drop", "How much worse it may be: 0 or more.")
    if not 1 <= gate.trials <= MOST_TRIALS:
        checks.refuse("trials", f"Between 1 and {MOST_TRIALS}.")
    if gate.min_dataset_version < 1:
        checks.refuse("min_dataset_version", "1 or more.")
    if gate.connection is None and not gate.accept_recorded:
        checks.refuse("connection", "Say through which connection, or `accept_recorded`.")
    if gate.connection is None and gate.starts_by_itself:
        checks.refuse("starts_by_itself", "Without a connection there is nothing to start.")
    checks.text("description", gate.description, DESCRIPTION_LENGTH)
    checks.done()


def checks_of_name(name: str) -> list[str]:
    checks = Checks()
    checks.name(name)
    return checks.errors.get("name", [])


def check_dataset(caller: Caller, gate: Gate) -> None:
    """Locked so far that it is not deleted meanwhile."""
    query = select(Dataset).where(
        Dataset.project_id == caller.project_id, Dataset.id == gate.dataset_id
    )
    dataset = db.session.scalar(query.with_for_update(read=True, key_share=True))
    checks = Checks()
    if dataset is None:
        checks.refuse("dataset_id", f"There is no dataset {gate.dataset_id} here; make it first.")
    elif dataset.archived_at is not None:
        checks.refuse("dataset_id", f"{dataset.name} is archived; restore it first.")
    elif gate.min_dataset_version > max(dataset.latest_version, 1):
        checks.refuse(
            "min_dataset_version", f"The newest version of it is {dataset.latest_version}."
        )
    checks.done()


def evaluator_of(caller: Caller, evaluator_id: UUID) -> Evaluator:
    query = select(Evaluator).where(
        Evaluator.project_id == caller.project_id, Evaluator.id == evaluator_id
    )
    evaluator = db.session.scalar(query)
    checks = Checks()
    if evaluator is None:
        checks.refuse("evaluator_id", f"There is no evaluator {evaluator_id} here; make it first.")
    elif evaluator.archived_at is not None:
        checks.refuse("evaluator_id", f"{evaluator.name} is archived; restore it first.")
    checks.done()
    assert evaluator is not None
    return evaluator


def check_evaluator(caller: Caller, gate: Gate) -> None:
    evaluator = evaluator_of(caller, gate.evaluator_id)
    version = db.session.get(EvaluatorVersion, (evaluator.id, gate.evaluator_version))
    checks = Checks()
    if version is None:
        checks.refuse(
            "evaluator_version",
            f"{evaluator.name} has no such version; the newest is {evaluator.latest_version}.",
        )
    elif gate.minimum is not None:
        yardstick = yardstick_of(evaluator, version)
        if not yardstick.low <= gate.minimum <= yardstick.high:
            checks.refuse(
                "minimum",
                f"{evaluator.name} gives {yardstick.low:g} to {yardstick.high:g}; no version"
                " could be measured by this.",
            )
    checks.done()


def check_connection(caller: Caller, gate: Gate) -> None:
    if gate.connection is None:
        return
    checks = Checks()
    checks.text("connection", gate.connection, NAME_LENGTH)
    checks.done()
    try:
        connection = by_name(caller, gate.connection)
    except NoSuchConnection as error:
        checks.refuse("connection", error.message)
    else:
        if not echo.counts(connection.provider):
            checks.refuse(
                "connection",
                f"`{BUILT_IN}` repeats what it is given and shows nothing of a version;"
                " choose a connection to a model.",
            )
    checks.done()


def check_room(caller: Caller) -> None:
    in_use = select(func.count()).where(
        Gate.project_id == caller.project_id, Gate.archived_at.is_(None)
    )
    if (db.session.scalar(in_use) or 0) >= MOST_GATES:
        raise TooManyGates(f"A project has at most {MOST_GATES} gates in use; archive one first.")


def etag_of(gate: Gate) -> str:
    return etag_of_state(facts_of(gate))


def facts_of(gate: Gate) -> dict[str, Any]:
    """What the audit log keeps of a gate."""
    facts = {name: getattr(gate, name) for name in FIELDS}
    facts |= {name: str(facts[name]) for name in ("dataset_id", "evaluator_id")}
    return facts | {"archived": gate.archived_at is not None}


def record(caller: Caller, gate: Gate, action: str, changes: audit.Changes) -> None:
    audit.record(caller, action, gate.id, title_of(gate), changes, project_id=gate.project_id)
