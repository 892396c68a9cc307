"""What many spans have in common, kept once: who sent them, and by which price they cost."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select, tuple_

from app.db import db
from app.models import SharedObject
from app.otlp.clock import DAYS_AHEAD
from app.packed_json import json_bytes


class Shared:
    """The objects that the spans of a batch share."""

    def __init__(self) -> None:
        self.ids: dict[int, UUID | None] = {}
        self.texts: dict[UUID, str] = {}

    def id_of(self, value: dict[str, Any] | None) -> UUID | None:
        """None of what is empty. Looked for by identity: one sender's spans hold one object, which
        must live as long as this.
        """
        if id(value) not in self.ids:
            self.ids[id(value)] = self.new_id(value) if value else None
        return self.ids[id(value)]

    def new_id(self, value: dict[str, Any]) -> UUID:
        encoded = json_bytes(value)
        found = UUID(bytes=hashlib.sha256(encoded).digest()[:16])
        self.texts[found] = encoded.decode()
        return found

    def ids_and_values(self) -> tuple[str, str]:
        """In order, so that no two who write the same wait for each other. Both lists as text: a
        driver asks of every item anew how it is to be written.
        """
        ids = sorted(self.texts)
        values = ",".join([self.texts[one] for one in ids])
        return f"{{{','.join(map(str, ids))}}}", f"[{values}]"


def put_shared(spans: Iterable[Any]) -> None:
    """Give each row the attributes `resource` and `price`: what its ids mean, or None."""
    rows = list(spans)
    ids = ((row.project_id, one) for row in rows for one in (row.resource_id, row.price_id))
    found = shared_objects({key for key in ids if key[1] is not None})
    for row in rows:
        row.resource = found.get((row.project_id, row.resource_id))
        row.price = found.get((row.project_id, row.price_id))


def shared_objects(keys: set[tuple[UUID, UUID]]) -> dict[tuple[UUID, UUID], Any]:
    if not keys:
        return {}
    key = tuple_(SharedObject.project_id, SharedObject.id)
    rows = db.session.scalars(select(SharedObject).where(key.in_(keys)))
    return {(row.project_id, row.id): row.value for row in rows}


def forget_shared(project_id: UUID, since: date) -> None:
    """What no span has that began on that day or later. Spans come before they begin by a day at
    most (`app.otlp.clock`), and by less than another one as days are whole.
    """
    unused = SharedObject.used_on < since - timedelta(days=DAYS_AHEAD + 1)
    statement = delete(SharedObject).where(SharedObject.project_id == project_id, unused)
    db.session.execute(statement.execution_options(synchronize_session=False))
