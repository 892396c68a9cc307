"""What differs between two versions of a dataset."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import aliased, outerjoin

from app.db import db
from app.models import DatasetItem
from app.models.datasets import ITEM_CHANGES
from app.services import policy
from app.services.access.names import put_authors
from app.services.datasets.items import is_in, place_of
from app.services.datasets.read import found, version_of
from app.services.paging import Cursor
from app.services.policy import Caller

ADDED, CHANGED, REMOVED = ITEM_CHANGES


@dataclass(frozen=True)
class Change:
    key: str
    before: DatasetItem | None
    after: DatasetItem | None

    @property
    def change(self) -> str:
        if self.before is None:
            return ADDED
        return REMOVED if self.after is None else CHANGED


@dataclass(frozen=True)
class Difference:
    """Some of the changes, by position, how many there are in all, and the way to the rest."""

    start: int
    end: int
    added: int
    changed: int
    removed: int
    changes: Sequence[Change]
    next: Cursor | None


def diff_versions(
    caller: Caller,
    dataset_id: UUID,
    start: int,
    end: int,
    *,
    limit: int = 50,
    cursor: str | None = None,
) -> Difference:
    """From one version to another, in either direction; version 0 holds nothing."""
    policy.require(caller, policy.READ)
    dataset = found(caller, dataset_id)
    start, end = (version_of(dataset, number, least=0) for number in (start, end))
    before, after, joined = sides(dataset.id, start, end)
    counts = db.session.execute(
        select(
            func.count().filter(before.id.is_(None)),
            func.count().filter(before.id.is_not(None), after.id.is_not(None)),
            func.count().filter(after.id.is_(None)),
        )
        .select_from(joined)
        .where(differs(before, after))
    ).one()
    position = func.coalesce(after.position, before.position)
    query = select(before, after).select_from(joined).where(differs(before, after))
    if cursor is not None:
        query = query.where(position > place_of(dataset, cursor))
    rows = db.session.execute(query.order_by(position).limit(limit + 1)).all()
    changes = [Change((row[1] or row[0]).key, row[0], row[1]) for row in rows[:limit]]
    shown = [item for change in changes for item in (change.before, change.after) if item]
    put_authors(shown)
    last = shown[-1] if len(rows) > limit else None
    place = Cursor(last.created_at, last.id) if last is not None else None
    return Difference(start, end, *counts, changes, place)


def sides(dataset_id: UUID, start: int, end: int) -> tuple[Any, Any, Any]:
    """The states of items that only one of both versions has, those of one key side by side."""
    mine = DatasetItem.dataset_id == dataset_id
    gone = select(DatasetItem).where(mine, is_in(start), ~is_in(end)).subquery()
    come = select(DatasetItem).where(mine, is_in(end), ~is_in(start)).subquery()
    before, after = aliased(DatasetItem, gone), aliased(DatasetItem, come)
    return before, after, outerjoin(before, after, before.key == after.key, full=True)


def differs(before: Any, after: Any) -> ColumnElement[bool]:
    """Not what was removed and came back as it was."""
    clause: ColumnElement[bool] = before.checksum.is_distinct_from(after.checksum)
    return clause
