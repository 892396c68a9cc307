"""A dataset with the items of one of its versions, a hundred at a time, and one item in full."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import or_, select

from app.db import db
from app.errors import NotFound
from app.models import Dataset, DatasetItem, DatasetVersion
from app.services import policy
from app.services.looking.pieces import Piece, beginning, versions_in
from app.services.looking.rows import Looked, look_at
from app.services.policy import Caller

MOST_ITEMS = 100
MOST_VERSIONS = 20
MOST_STATES = 20
BODIES = ("input_schema", "expected_schema", "metadata_")
ITEM_BODIES = ("input", "expected", "metadata_")


class NoSuchVersion(NotFound):
    """The dataset never came to that number."""


def look_at_dataset(caller: Caller, dataset_id: UUID) -> Looked:
    policy.require_across(caller)
    return look_at(Dataset, BODIES, Dataset.id == dataset_id)


def items_in(dataset: Dataset, version: int, after: int = 0) -> Piece:
    """In the order in which they came, those after a position; the wall must be open."""
    if not 0 <= version <= dataset.latest_version:
        raise NoSuchVersion(
            f"{dataset.name} has no version {version}; the newest is {dataset.latest_version}."
        )
    item = DatasetItem
    query = (
        select(
            *(item.id, item.key, item.position, item.tags, item.added_in),
            beginning(item.input, "input"),
            beginning(item.expected, "expected"),
        )
        .where(
            item.dataset_id == dataset.id,
            item.position > after,
            item.added_in <= version,
            or_(item.removed_in.is_(None), item.removed_in > version),
        )
        .order_by(item.position)
        .limit(MOST_ITEMS + 1)
    )
    found = db.session.execute(query).all()
    rows = found[:MOST_ITEMS]
    return Piece(rows, str(rows[-1].position) if len(found) > MOST_ITEMS else None)


def versions_of_dataset(dataset: Dataset, before: int | None = None) -> Piece:
    query = select(DatasetVersion).where(DatasetVersion.dataset_id == dataset.id)
    if before is not None:
        query = query.where(DatasetVersion.version < before)
    return versions_in(query.order_by(DatasetVersion.version.desc()), MOST_VERSIONS)


def look_at_item(caller: Caller, item_id: UUID) -> tuple[Dataset, Looked, list[Any]]:
    """With its dataset, and the newest states of what is under its key."""
    policy.require_across(caller)
    looked = look_at(DatasetItem, ITEM_BODIES, DatasetItem.id == item_id)
    item = looked.row
    dataset = db.session.get_one(Dataset, item.dataset_id)
    columns = ("id", "added_in", "removed_in", "created_at", "created_by")
    query = select(*(getattr(DatasetItem, name) for name in columns)).where(
        DatasetItem.project_id == item.project_id,
        DatasetItem.key == item.key,
        DatasetItem.dataset_id == item.dataset_id,
    )
    states = query.order_by(DatasetItem.added_in.desc()).limit(MOST_STATES)
    return dataset, looked, list(db.session.execute(states))
