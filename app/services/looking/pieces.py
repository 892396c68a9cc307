"""Some rows of many, and where the next ones begin."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Text, cast, func

from app.db import db
from app.services.access.names import put_authors

SHORT = 300
"""Characters of a body that a table shows at most."""


@dataclass(frozen=True)
class Piece:
    rows: Sequence[Any]
    next: str | None = None
    """What to ask on with; None at the end."""


def beginning(column: Any, name: str) -> ColumnElement[str]:
    """As text, with no more of it than a table has room for."""
    return func.left(cast(column, Text), SHORT).label(name)


def versions_in(query: Any, most: int) -> Piece:
    """The first rows of a history, newest first, with who made them; the number leads on."""
    found = list(db.session.scalars(query.limit(most + 1)))
    rows = found[:most]
    put_authors(rows)
    return Piece(rows, str(rows[-1].version) if len(found) > most else None)
