"""Items of a dataset as they are in any version of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Text, cast, func, or_, select
from sqlalchemy.orm import aliased

from app.db import compact_json, db
from app.errors import NotFound, invalid
from app.models import Dataset, DatasetItem
from app.services import policy
from app.services.access.names import put_authors
from app.services.datasets.read import found, version_of
from app.services.etags import etag_of_state
from app.services.paging import Cursor, Page
from app.services.policy import Caller

SEARCHED = 10_000
"""So many items a search looks through at once: no index holds their texts."""
MOST_HISTORY = 100


class NoSuchItem(NotFound):
    """Not in this version of the dataset."""


@dataclass(frozen=True)
class ShownItem:
    """An item, and all that was ever under its key, newest first."""

    item: DatasetItem
    history: Sequence[DatasetItem]


def list_items(
    caller: Caller,
    dataset_id: UUID,
    *,
    version: int | None = None,
    q: str | None = None,
    tag: str | None = None,
    limit: int = 50,
    cursor: str | None = None,
) -> Page:
    """In the order in which they came, of the newest version by default.

    A page of a search may be short, or empty, and yet have a next one.
    """
    policy.require(caller, policy.READ)
    dataset = found(caller, dataset_id)
    number = version_of(dataset, version, least=0)
    walk = items_of(dataset, number).order_by(DatasetItem.position)
    if cursor is not None:
        walk = walk.where(DatasetItem.position > place_of(dataset, cursor))
    is_search = q is not None or tag is not None
    query = search(walk, q, tag) if is_search else walk
    rows = list(db.session.scalars(query.limit(limit + 1)))
    last = rows[limit - 1] if len(rows) > limit else None
    if last is None and is_search:
        last = db.session.scalar(walk.offset(SEARCHED - 1).limit(1))
    put_authors(rows[:limit])
    total = dataset.item_count if number == dataset.latest_version and not is_search else None
    place = Cursor(last.created_at, last.id) if last is not None else None
    return Page(rows[:limit], limit, 0, total, place)


def items_of(dataset: Dataset, number: int) -> Select[Any]:
    return select(DatasetItem).where(DatasetItem.dataset_id == dataset.id, is_in(number))


def is_in(number: int, item: Any = DatasetItem) -> ColumnElement[bool]:
    """Whether this state of an item is the one that the version has."""
    is_still = or_(item.removed_in.is_(None), item.removed_in > number)
    clause: ColumnElement[bool] = (item.added_in <= number) & is_still
    return clause


def search(walk: Select[Any], q: str | None, tag: str | None) -> Select[Any]:
    """Among the next so many."""
    item = aliased(DatasetItem, walk.limit(SEARCHED).subquery())
    query = select(item).order_by(item.position)
    if tag is not None:
        query = query.where(item.tags.contains([tag.strip().lower()]))
    if q is not None:
        values = [cast(value, Text) for value in (item.input, item.expected, item.metadata_)]
        # As it stands in JSON, where a quote or a line end is written otherwise.
        written = func.lower(compact_json(q)[1:-1])
        clauses = [func.strpos(func.lower(value), written) > 0 for value in values]
        query = query.where(or_(func.strpos(func.lower(item.key), func.lower(q)) > 0, *clauses))
    return query


def place_of(dataset: Dataset, cursor: str) -> int:
    """The position of the item that the cursor names, kept in the dataset's order."""
    position = db.session.scalar(
        select(DatasetItem.position).where(
            DatasetItem.dataset_id == dataset.id, DatasetItem.id == Cursor.parse(cursor).id
        )
    )
    if position is None:
        raise invalid("cursor", "It belongs to another list: take it from this one's.", "query")
    return position


def get_item(
    caller: Caller, dataset_id: UUID, key: str, *, version: int | None = None
) -> ShownItem:
    policy.require(caller, policy.READ)
    dataset = found(caller, dataset_id)
    return shown(dataset, key, version_of(dataset, version, least=0))


def shown(dataset: Dataset, key: str, number: int) -> ShownItem:
    query = (
        select(DatasetItem)
        .where(
            DatasetItem.project_id == dataset.project_id,
            DatasetItem.key == key,
            DatasetItem.dataset_id == dataset.id,
        )
        .order_by(DatasetItem.added_in.desc())
    )
    item = db.session.scalar(query.where(is_in(number)))
    if item is None:
        raise NoSuchItem(f"{dataset.name} has no item {key[:100]!r} in version {number}.")
    history = db.session.scalars(query.limit(MOST_HISTORY)).all()
    put_authors({*history, item})
    return ShownItem(item, history)


def etag_of_item(item: DatasetItem) -> str:
    return etag_of_state([str(item.id), item.removed_in])
