"""Datasets and their items as Langfuse's SDKs make and read them: an item's id is its key."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from app.db import db
from app.errors import invalid
from app.models import Dataset, DatasetItem, DatasetVersion
from app.services import datasets, policy
from app.services.datasets.checks import Source, make_item
from app.services.datasets.items import NoSuchItem, is_in
from app.services.datasets.putting import shapes_of
from app.services.datasets.read import NoSuchDataset, named_so, writable
from app.services.datasets.versions import Writing
from app.services.langfuse.ids import span_id_of, trace_id_of
from app.services.policy import Caller

ARCHIVED = "ARCHIVED"
FIELDS = {
    "description": "description",
    "metadata": "metadata",
    "inputSchema": "input_schema",
    "expectedOutputSchema": "expected_schema",
}


@dataclass(frozen=True)
class Found:
    """An item with the dataset it is of; gone ones are archived, to Langfuse."""

    item: DatasetItem
    dataset: Dataset


def as_object(metadata: Any) -> dict[str, Any] | None:
    """Ours are objects; anything else stands in one, under no name."""
    return metadata if metadata is None or isinstance(metadata, dict) else {"": metadata}


def as_sent(metadata: dict[str, Any] | None) -> Any:
    return metadata[""] if metadata is not None and set(metadata) == {""} else metadata


def put_dataset(caller: Caller, *, name: str, **told: Any) -> Dataset:
    """Made, or changed in what is told of it."""
    policy.require(caller, policy.WRITE)
    told = {**told, "metadata": as_object(told.get("metadata"))}
    fields = {ours: told[theirs] for theirs, ours in FIELDS.items() if told.get(theirs) is not None}
    dataset = named_so(caller, name)
    if dataset is None:
        return datasets.create_dataset(caller, name=name, **fields)
    return datasets.update_dataset(caller, dataset.id, **fields)


def put_item(
    caller: Caller,
    *,
    dataset_name: str,
    id: str | None = None,
    input: Any = None,
    expected: Any = None,
    metadata: Any = None,
    trace_id: str | None = None,
    span_id: str | None = None,
    status: str | None = None,
) -> Found:
    """Made, or put in the place of the one of its id; archived, it is no longer in the newest
    version.
    """
    policy.require(caller, policy.WRITE)
    dataset = writable(caller, dataset_named(caller, dataset_name).id)
    if status == ARCHIVED:
        if id is None:
            raise invalid("id", "Say which item is archived.")
        datasets.remove_items(caller, dataset.id, [id])
        return item_by_id(caller, id, dataset.id)
    if input is None:
        raise invalid("input", "An item needs an input.")
    source = Source(
        trace_id=trace_id_of(trace_id) if trace_id else None,
        span_id=span_id_of(span_id) if span_id else None,
    )
    item = make_item(
        shapes_of(dataset),
        input=input,
        expected=expected,
        metadata=as_object(metadata),
        key=id,
        source=source,
    )
    writing = Writing(caller, dataset)
    writing.put([item])
    writing.finish()
    return newest_of(dataset, item.key)


def archive_item(caller: Caller, id: str) -> None:
    policy.require(caller, policy.WRITE)
    found = item_by_id(caller, id)
    datasets.remove_item(caller, found.dataset.id, id)


def find_item(caller: Caller, id: str) -> Found:
    policy.require(caller, policy.READ)
    return item_by_id(caller, id)


def item_by_id(caller: Caller, id: str, dataset_id: UUID | None = None) -> Found:
    """For those who have asked whether the caller may. Of several datasets that have the id, the
    one where it was written last.
    """
    query = (
        select(DatasetItem, Dataset)
        .join(Dataset, Dataset.id == DatasetItem.dataset_id)
        .where(Dataset.project_id == caller.project_id, DatasetItem.key == id)
        .order_by(DatasetItem.removed_in.is_not(None), DatasetItem.created_at.desc())
        .limit(1)
    )
    if dataset_id is not None:
        query = query.where(Dataset.id == dataset_id)
    row = db.session.execute(query).first()
    if row is None:
        raise NoSuchItem(f"There is no item {id[:100]!r} here.")
    return Found(row[0], row[1])


def newest_of(dataset: Dataset, key: str) -> Found:
    query = select(DatasetItem).where(
        DatasetItem.dataset_id == dataset.id,
        DatasetItem.key == key,
        is_in(dataset.latest_version),
    )
    return Found(db.session.scalars(query).one(), dataset)


def list_items(
    caller: Caller,
    *,
    dataset_name: str | None = None,
    at: datetime | None = None,
    trace_id: str | None = None,
    span_id: str | None = None,
    limit: int,
    offset: int,
) -> tuple[list[Found], int]:
    """The items of a dataset, as they are or were at a moment, and how many there are."""
    policy.require(caller, policy.READ)
    if dataset_name is None:
        raise invalid("datasetName", "Say of which dataset.", "query")
    dataset = dataset_named(caller, dataset_name)
    number = dataset.latest_version if at is None else version_at(dataset, at)
    query = select(DatasetItem).where(DatasetItem.dataset_id == dataset.id, is_in(number))
    if trace_id:
        query = query.where(DatasetItem.source_trace_id == trace_id_of(trace_id))
    if span_id:
        query = query.where(DatasetItem.source_span_id == span_id_of(span_id))
    total = db.session.scalar(select(func.count()).select_from(query.subquery())) or 0
    rows = db.session.scalars(query.order_by(DatasetItem.position).limit(limit).offset(offset))
    return [Found(item, dataset) for item in rows], total


def dataset_named(caller: Caller, name: str) -> Dataset:
    """For those who have asked whether the caller may."""
    dataset = named_so(caller, name)
    if dataset is None:
        raise NoSuchDataset(f"There is no dataset named {name[:200]!r} here.")
    return dataset


def version_at(dataset: Dataset, at: datetime) -> int:
    newest = select(func.max(DatasetVersion.version)).where(
        DatasetVersion.dataset_id == dataset.id, DatasetVersion.created_at <= at
    )
    return db.session.scalar(newest) or 0
