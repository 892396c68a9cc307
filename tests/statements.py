"""Which SQL statements reach the database while something happens."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg
import pytest

PING = ";"
WALL = "SELECT set_config('promptside.project'"
"""Comes with the beginning of a transaction, and is no more counted than that."""

BOOKKEEPING = ("SAVEPOINT", "RELEASE", "ROLLBACK", "SELECT pg_catalog.version", "SHOW ", WALL)


@dataclass(frozen=True)
class Statement:
    sql: str
    parameters: Any

    def plan(self) -> str:
        """How PostgreSQL would carry it out, with these parameters."""
        from app.db import db

        cursor = db.session.connection().connection.driver_connection.cursor()
        return "\n".join(row[0] for row in cursor.execute(f"EXPLAIN {self.sql}", self.parameters))


@contextmanager
def statements() -> Iterator[list[Statement]]:
    """Watches the driver, so that nothing passes unseen, whoever sends it."""
    seen: list[Statement] = []
    execute = psycopg.Cursor.execute

    def watched(cursor: Any, query: Any, params: Any = None, **kwargs: Any) -> Any:
        if isinstance(query, bytes):
            query = query.decode()
        if query != PING and not str(query).startswith(BOOKKEEPING):
            seen.append(Statement(str(query), params))
        return execute(cursor, query, params, **kwargs)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(psycopg.Cursor, "execute", watched)
        yield seen
