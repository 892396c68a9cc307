"""One write of a dataset: whatever it adds, changes and removes becomes one version."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from app.db import compact_json, db, driver_cursor, now, uuid7
from app.errors import Conflict
from app.models import Dataset, DatasetItem, DatasetVersion
from app.services import audit
from app.services.datasets.checks import Item
from app.services.policy import Caller
from app.services.prompts.checks import MESSAGE_LENGTH, Checks

MOST_ITEMS = 1_000_000
AT_ONCE = 1_000
"""Items that one statement brings."""

CURRENT = (
    "SELECT key, checksum, position FROM dataset_items"
    " WHERE dataset_id = %s AND removed_in IS NULL AND key = ANY (%s::text[])"
)
CLOSE = (
    "UPDATE dataset_items SET removed_in = %s"
    " WHERE dataset_id = %s AND removed_in IS NULL AND key = ANY (%s::text[])"
)
# COPY is refused behind the wall.
INSERT = (
    "INSERT INTO dataset_items (project_id, dataset_id, added_in, created_at, created_by, id, key,"
    " position, input, expected, metadata, tags, source_run_id, source_trace_id, source_span_id,"
    " checksum)"
    " SELECT %s, %s, %s, %s, %s, id, key, position, input::json, expected::json, metadata::json,"
    " CASE tags WHEN '[]' THEN '{}'"
    " ELSE ARRAY(SELECT json_array_elements_text(tags::json)) END,"
    " run_id, trace_id, span_id, checksum"
    " FROM unnest(%s::uuid[], %s::text[], %s::bigint[], %s::text[], %s::text[], %s::text[],"
    " %s::text[], %s::uuid[], %s::uuid[], %s::bytea[], %s::text[]) AS item"
    " (id, key, position, input, expected, metadata, tags, run_id, trace_id, span_id, checksum)"
)


class DatasetIsFull(Conflict):
    """A dataset holds a million items and no more."""


@dataclass
class Written:
    """What a write did, or would do. `version` is the newest afterwards."""

    version: int = 0
    item_count: int = 0
    added: int = 0
    changed: int = 0
    removed: int = 0
    unchanged: int = 0

    @property
    def is_new(self) -> bool:
        return bool(self.added or self.changed or self.removed)


class Writing:
    """Begun with the dataset's row locked, so that versions have no gap and no item is lost.

    No key may come twice. With `keeps`, what is there already stays as it is; a preview writes
    nothing.
    """

    def __init__(
        self, caller: Caller, dataset: Dataset, *, keeps: bool = False, preview: bool = False
    ) -> None:
        self.caller, self.dataset = caller, dataset
        self.keeps, self.preview = keeps, preview
        self.number = dataset.latest_version + 1
        self.moment = max(now(), dataset.updated_at)
        self.had_items = dataset.item_count > 0
        self.written = Written()
        self.position = self.last_position()

    def last_position(self) -> int:
        last = select(func.max(DatasetItem.position)).where(
            DatasetItem.dataset_id == self.dataset.id
        )
        return db.session.scalar(last) or 0

    def put(self, items: Sequence[Item]) -> None:
        for begin in range(0, len(items), AT_ONCE):
            self.put_some(items[begin : begin + AT_ONCE])

    def put_some(self, items: Sequence[Item]) -> None:
        present = self.present(item.key for item in items)
        new: list[tuple[int, Item]] = []
        changed: list[tuple[int, Item]] = []
        for item in items:
            if item.key not in present:
                self.position += 1
                new.append((self.position, item))
            elif not self.keeps and present[item.key][0] != item.checksum:
                changed.append((present[item.key][1], item))
            else:
                self.written.unchanged += 1
        self.close([item.key for _, item in changed])
        self.insert([*new, *changed])
        self.written.added += len(new)
        self.written.changed += len(changed)

    def remove(self, keys: Sequence[str]) -> None:
        """Those that are there."""
        present = list(self.present(keys))
        self.close(present)
        self.written.removed += len(present)

    def present(self, keys: Iterable[str]) -> dict[str, tuple[str, int]]:
        """The checksum and the position of each of these that is there."""
        if not self.had_items:
            return {}
        with driver_cursor() as cursor:
            rows = cursor.execute(CURRENT, (self.dataset.id, list(keys))).fetchall()
        return {key: (checksum, position) for key, checksum, position in rows}

    def close(self, keys: list[str]) -> None:
        if keys and not self.preview:
            with driver_cursor() as cursor:
                cursor.execute(CLOSE, (self.number, self.dataset.id, keys))

    def insert(self, placed: list[tuple[int, Item]]) -> None:
        if not placed or self.preview:
            return
        rows = [
            (
                *(uuid7(), item.key, position, item.input, item.expected, item.metadata),
                *(compact_json(item.tags), item.source.run_id, item.source.trace_id),
                *(item.source.span_id, item.checksum),
            )
            for position, item in placed
        ]
        mine = self.dataset.project_id, self.dataset.id, self.number
        made = self.moment, self.caller.actor
        with driver_cursor() as cursor:
            cursor.execute(INSERT, (*mine, *made, *map(list, zip(*rows, strict=True))))

    def finish(self, message: str | None = None, *, how: str | None = None) -> Written:
        """A version if anything changed, else none. `how` is for the audit log."""
        written, dataset = self.written, self.dataset
        count = dataset.item_count + written.added - written.removed
        if count > MOST_ITEMS:
            raise DatasetIsFull(
                f"{dataset.name} would hold {count:,} items; at most {MOST_ITEMS:,} fit."
                " Put the rest into another dataset."
            )
        written.item_count = count
        written.version = self.number if written.is_new else dataset.latest_version
        if written.is_new and not self.preview:
            self.save(written, checked_message(message), how)
        return written

    def save(self, written: Written, message: str | None, how: str | None) -> None:
        dataset = self.dataset
        dataset.latest_version, dataset.item_count = written.version, written.item_count
        dataset.updated_at = self.moment
        counts = {"added": written.added, "changed": written.changed, "removed": written.removed}
        db.session.add(
            DatasetVersion(
                dataset_id=dataset.id,
                version=written.version,
                project_id=dataset.project_id,
                item_count=written.item_count,
                message=message,
                created_at=self.moment,
                created_by=self.caller.actor,
                **counts,
            )
        )
        facts: dict[str, Any] = {**counts, **({"how": how} if how else {})}
        changes = {"latest_version": [written.version - 1, written.version]}
        audit.record(
            self.caller,
            "dataset.version_saved",
            dataset.id,
            dataset.name,
            changes | audit.difference({}, {name: fact for name, fact in facts.items() if fact}),
            reason=message,
            project_id=dataset.project_id,
        )
        db.session.flush()


def checked_message(message: str | None) -> str | None:
    checks = Checks()
    checks.text("message", message, MESSAGE_LENGTH)
    checks.done()
    return message or None
