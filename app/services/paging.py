"""Pages of a list: newest first, by cursor, with a count that stops at 10,000."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, literal_column, select, tuple_
from sqlalchemy.orm import InstrumentedAttribute

from app.db import db
from app.errors import invalid

COUNT_CAP = 10_000
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Cursor:
    """The place after one row of a list ordered by time and id."""

    at: datetime
    id: UUID

    def __str__(self) -> str:
        microseconds = (self.at - EPOCH) // timedelta(microseconds=1)
        packed = microseconds.to_bytes(8, "big", signed=True) + self.id.bytes
        return base64.urlsafe_b64encode(packed).decode()

    @classmethod
    def parse(cls, text: str) -> Cursor:
        """The cursor an answer's `Link` carried; anything else is refused."""
        try:
            packed = base64.b64decode(text, altchars=b"-_", validate=True)
            if len(packed) != 24:
                raise ValueError
            at = EPOCH + timedelta(microseconds=int.from_bytes(packed[:8], "big", signed=True))
        except (ValueError, OverflowError, binascii.Error) as error:
            raise invalid(
                "cursor",
                "Not a cursor: take it from the `Link` header of the page before.",
                "query",
            ) from error
        return cls(at, UUID(bytes=packed[8:]))


@dataclass(frozen=True)
class Page:
    """Some rows of a list, and the way to those after them."""

    rows: list[Any]
    limit: int
    offset: int = 0
    total: int | None = None
    next: Cursor | None = None

    @property
    def total_capped(self) -> bool:
        return self.total is not None and self.total >= COUNT_CAP


def after(
    query: Select[Any],
    cursor: Cursor | None,
    at: ColumnElement[datetime] | InstrumentedAttribute[datetime],
    id_: ColumnElement[UUID] | InstrumentedAttribute[UUID],
) -> Select[Any]:
    """Newest first, and only what comes after the cursor."""
    if cursor is not None:
        query = query.where(tuple_(at, id_) < (cursor.at, cursor.id))
    return query.order_by(at.desc(), id_.desc())


def capped_count(query: Select[Any]) -> int:
    """How many rows match, counted up to the cap and no further."""
    one: Select[Any] = query.with_only_columns(literal_column("1"), maintain_column_froms=True)
    some = one.order_by(None).limit(COUNT_CAP).subquery()
    return db.session.scalar(select(func.count()).select_from(some)) or 0


def page_of(rows: list[Any], limit: int, offset: int = 0, total: int | None = None) -> Page:
    """A page from rows that were asked for one more than the limit."""
    more = len(rows) > limit
    rows = rows[:limit]
    last = rows[-1] if more else None
    return Page(
        rows, limit, offset, total, Cursor(last.created_at, last.id) if last is not None else None
    )
