"""Reading datasets of one project, and the versions they have."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from app.db import db
from app.errors import Conflict, NotFound, invalid
from app.models import Dataset, DatasetVersion
from app.services import policy
from app.services.access.names import put_authors
from app.services.etags import etag_of_state
from app.services.paging import Cursor, Page, after, capped_count, page_of
from app.services.policy import Caller


class NoSuchDataset(NotFound):
    """Not in this project, or nowhere."""


class NoSuchDatasetVersion(NotFound):
    """The dataset has no version of that number."""


class DatasetIsArchived(Conflict):
    """Read as before, but it takes no new items."""


def get_dataset(caller: Caller, dataset_id: UUID) -> Dataset:
    policy.require(caller, policy.READ)
    return found(caller, dataset_id)


def find_dataset(caller: Caller, named: UUID | str) -> Dataset:
    """By its id or its exact name, or `NoSuchDataset`."""
    policy.require(caller, policy.READ)
    try:
        return found(caller, named if isinstance(named, UUID) else UUID(named))
    except ValueError:
        dataset = named_so(caller, str(named))
    if dataset is None:
        raise NoSuchDataset(f"There is no dataset named {named!r} here.")
    return dataset


def named_so(caller: Caller, name: str) -> Dataset | None:
    """For those who have asked whether the caller may."""
    return db.session.scalar(
        select(Dataset).where(Dataset.project_id == caller.project_id, Dataset.name == name)
    )


def found(caller: Caller, dataset_id: UUID, *, lock: bool = False) -> Dataset:
    """The same, its row locked against other writers until the transaction ends if asked."""
    query = select(Dataset).where(Dataset.project_id == caller.project_id, Dataset.id == dataset_id)
    if lock:
        query = query.with_for_update(key_share=True)
    dataset = db.session.scalar(query.execution_options(populate_existing=True))
    if dataset is None:
        raise NoSuchDataset(f"There is no dataset {dataset_id} here.")
    return dataset


def writable(caller: Caller, dataset_id: UUID, *, lock: bool = True) -> Dataset:
    dataset = found(caller, dataset_id, lock=lock)
    if dataset.archived_at is not None:
        raise DatasetIsArchived(
            f"{dataset.name} is archived and takes no new items; restore it first."
        )
    return dataset


def list_datasets(
    caller: Caller,
    *,
    q: str | None = None,
    name: str | None = None,
    tag: str | None = None,
    archived: bool | None = False,
    limit: int = 50,
    offset: int = 0,
    cursor: str | None = None,
) -> Page:
    """Newest first; `q` is part of the name, in any case. With `archived` None both kinds."""
    policy.require(caller, policy.READ)
    query = select(Dataset).where(Dataset.project_id == caller.project_id)
    if q is not None:
        query = query.where(func.strpos(func.lower(Dataset.name), func.lower(q)) > 0)
    if name is not None:
        query = query.where(Dataset.name == name)
    if tag is not None:
        query = query.where(Dataset.tags.contains([tag.strip().lower()]))
    if archived is not None:
        is_in_use = Dataset.archived_at.is_(None)
        query = query.where(~is_in_use if archived else is_in_use)
    total = capped_count(query)
    place = Cursor.parse(cursor) if cursor else None
    query = after(query, place, Dataset.created_at, Dataset.id).limit(limit + 1).offset(offset)
    rows = list(db.session.scalars(query))
    put_authors(rows)
    return page_of(rows, limit, offset, total)


def list_versions(
    caller: Caller, dataset_id: UUID, *, limit: int = 50, cursor: str | None = None
) -> Page:
    """Newest first. In the cursor the number stands for an id."""
    policy.require(caller, policy.READ)
    dataset = found(caller, dataset_id)
    query = select(DatasetVersion).where(DatasetVersion.dataset_id == dataset.id)
    if cursor is not None:
        query = query.where(DatasetVersion.version < number_in(cursor))
    rows = list(db.session.scalars(query.order_by(DatasetVersion.version.desc()).limit(limit + 1)))
    more, rows = len(rows) > limit, rows[:limit]
    put_authors(rows)
    last = Cursor(rows[-1].created_at, UUID(int=rows[-1].version)) if more else None
    return Page(rows, limit, 0, dataset.latest_version, last)


def number_in(cursor: str) -> int:
    number = Cursor.parse(cursor).id.int
    if number >= 2**31:
        raise invalid("cursor", "It belongs to another list: take it from this one's.", "query")
    return number


def version_of(dataset: Dataset, number: int | None, *, least: int = 1) -> int:
    """The version asked for, by default the newest; 0 is that in which nothing was yet."""
    if number is None:
        return dataset.latest_version
    if not least <= number <= dataset.latest_version:
        raise NoSuchDatasetVersion(
            f"{dataset.name} has no version {number}; the newest is {dataset.latest_version}."
        )
    return number


def etag_of(dataset: Dataset) -> str:
    """Changes whenever the dataset's own fields or its versions do."""
    return etag_of_state([str(dataset.id), facts_of(dataset), dataset.updated_at.isoformat()])


def facts_of(dataset: Dataset) -> dict[str, Any]:
    """What the audit log keeps of a dataset."""
    names = ("name", "description", "tags", "input_schema", "expected_schema", "latest_version")
    return {name: getattr(dataset, name) for name in names} | {
        "metadata": dataset.metadata_,
        "archived": dataset.archived_at is not None,
    }
