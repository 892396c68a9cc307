"""Making, changing and deleting datasets."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from app.db import constraint, db, now, uuid7
from app.errors import Conflict
from app.models import Dataset, DatasetItem, Gate
from app.services import audit, policy
from app.services.datasets.checks import check_schema
from app.services.datasets.read import etag_of, facts_of, found
from app.services.etags import check_etag
from app.services.policy import Caller
from app.services.prompts.checks import DESCRIPTION_LENGTH, Checks
from app.services.transfer import time_for

METADATA_BYTES = 64 * 1024
NAMED_GATES = 10


class DatasetNameIsTaken(Conflict):
    """Names are unique within a project, those of archived datasets among them."""


class DatasetIsGuarding(Conflict):
    """A gate names it: without it no version could pass."""


def create_dataset(
    caller: Caller,
    *,
    name: str,
    description: str | None = None,
    tags: list[str] | None = None,
    input_schema: dict[str, Any] | None = None,
    expected_schema: dict[str, Any] | None = None,
    metadata: dict[str, Any] | None = None,
) -> Dataset:
    """An empty one, which has no version yet."""
    policy.require(caller, policy.WRITE)
    dataset = Dataset(
        id=uuid7(),
        project_id=caller.project_id,
        name=name,
        description=description,
        tags=Checks().tags(tags or []),
        input_schema=input_schema,
        expected_schema=expected_schema,
        metadata_=metadata,
        latest_version=0,
        item_count=0,
        created_at=(moment := now()),
        updated_at=moment,
        created_by=caller.actor,
    )
    check_dataset(dataset)
    db.session.add(dataset)
    flush_name(name)
    record(caller, dataset, "dataset.created", audit.difference({}, facts_of(dataset)))
    return dataset


def update_dataset(
    caller: Caller,
    dataset_id: UUID,
    *,
    archived: bool | None = None,
    if_match: list[str] | None = None,
    **fields: Any,
) -> Dataset:
    """What is not among `fields` stays. Items that are there already need not fulfil a schema."""
    policy.require(caller, policy.WRITE)
    dataset = found(caller, dataset_id, lock=True)
    check_etag(dataset.name, etag_of(dataset), if_match)
    before = facts_of(dataset)
    if "tags" in fields:
        fields["tags"] = Checks().tags(fields["tags"])
    for name, value in fields.items():
        setattr(dataset, "metadata_" if name == "metadata" else name, value)
    is_archived = dataset.archived_at is not None
    if archived is not None and archived != is_archived:
        dataset.archived_at = now() if archived else None
    changes = audit.difference(before, facts_of(dataset))
    if changes:
        check_dataset(dataset)
        dataset.updated_at = max(now(), dataset.updated_at)
        flush_name(dataset.name)
        record(caller, dataset, action_of(changes), changes)
    return dataset


def action_of(changes: audit.Changes) -> str:
    if set(changes) == {"archived"}:
        return "dataset.archived" if changes["archived"][1] else "dataset.restored"
    return "dataset.updated"


def delete_dataset(caller: Caller, dataset_id: UUID, *, if_match: list[str] | None = None) -> None:
    """With its versions and items, for good. Experiments keep what they were about."""
    policy.require(caller, policy.WRITE)
    query = select(Dataset).where(Dataset.project_id == caller.project_id, Dataset.id == dataset_id)
    # Wholly, so that no gate can come to name it meanwhile.
    db.session.execute(query.with_for_update())
    dataset = found(caller, dataset_id)
    check_etag(dataset.name, etag_of(dataset), if_match)
    check_gates(dataset)
    changes = audit.difference(facts_of(dataset), dict.fromkeys(facts_of(dataset)))
    record(caller, dataset, "dataset.deleted", changes)
    with time_for(statement_s=5 * 60, pause_s=60):
        mine = delete(DatasetItem).where(DatasetItem.dataset_id == dataset.id)
        db.session.execute(mine.execution_options(synchronize_session=False))
        db.session.delete(dataset)
        db.session.flush()


def check_gates(dataset: Dataset) -> None:
    gates = db.session.scalars(
        select(Gate).where(Gate.dataset_id == dataset.id).order_by(Gate.created_at, Gate.id)
    ).all()
    if gates:
        names = ", ".join(gate_in_words(gate) for gate in gates[:NAMED_GATES])
        raise DatasetIsGuarding(
            f"{dataset.name} is named by gates and stays: {names}."
            " Archive the dataset instead, which takes it out of the lists.",
            gates=[str(gate.id) for gate in gates],
        )


def gate_in_words(gate: Gate) -> str:
    if gate.prompt_name is not None:
        guarded = f"prompt {gate.prompt_name}"
    elif gate.prompt_prefix is not None:
        guarded = f"prompts {gate.prompt_prefix}…"
    else:
        guarded = f"prompts tagged {gate.tag}"
    return f"`{gate.label}` of {guarded}" + (" (archived)" if gate.archived_at else "")


def check_dataset(dataset: Dataset) -> None:
    checks = Checks()
    checks.name(dataset.name)
    checks.text("description", dataset.description, DESCRIPTION_LENGTH)
    checks.tags(dataset.tags)
    check_schema(checks, "input_schema", dataset.input_schema)
    check_schema(checks, "expected_schema", dataset.expected_schema)
    if dataset.metadata_ is not None:
        checks.size("metadata", dataset.metadata_, METADATA_BYTES, "64 KiB")
    checks.done()


def flush_name(name: str) -> None:
    try:
        db.session.flush()
    except IntegrityError as error:
        if constraint(error) == "uq_datasets_project_id_name":
            raise DatasetNameIsTaken(
                f"There is a dataset named {name!r} already; add to it or choose another name.",
                name=name,
            ) from error
        raise


def record(caller: Caller, dataset: Dataset, action: str, changes: audit.Changes) -> None:
    audit.record(caller, action, dataset.id, dataset.name, changes, project_id=dataset.project_id)
