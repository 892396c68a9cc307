"""Rows of spans into their table, those that are there already left out."""

from __future__ import annotations

from typing import Any
from uuid import UUID
from zlib import crc32

from psycopg import Connection
from psycopg.rows import tuple_row
from psycopg.sql import SQL, Identifier

from app.db import db
from app.services.traces.lines import COLUMNS

Key = tuple[UUID, bytes, Any]
"""Trace, span and when it began."""

NAMES = SQL(", ").join(map(Identifier, COLUMNS))

# COPY cannot leave out what is there already, nor may it write where row-level security decides.
# So it fills a table of this connection's, which is empty again after every transaction. It is
# emptied before as well, as a transaction may store twice. Its name changes with its columns: a
# pooler keeps connections beyond an upgrade.
ARRIVING = Identifier("pg_temp", f"arriving_spans_{crc32(repr(COLUMNS).encode()):08x}")
PREPARE = SQL(
    "SET LOCAL client_min_messages = warning;"
    " CREATE TABLE IF NOT EXISTS {arriving}"
    " (LIKE public.spans INCLUDING STORAGE INCLUDING COMPRESSION) ON COMMIT DELETE ROWS;"
    " DELETE FROM {arriving}"
).format(arriving=ARRIVING)
COPY = SQL("COPY {} ({}) FROM STDIN").format(ARRIVING, NAMES)

# Not the number of rows the statement reports, which counts those read as well on a database
# that is spread over machines.
INSERT = SQL(
    "INSERT INTO spans ({names}) SELECT {names} FROM {arriving}"
    " ON CONFLICT DO NOTHING RETURNING trace_id, span_id, started_at"
).format(names=NAMES, arriving=ARRIVING)


def insert_lines(lines: bytes) -> set[Key]:
    """In the session's own transaction; the keys of the rows that are new."""
    connection = driver_connection()
    connection.execute(PREPARE)
    with connection.cursor() as cursor, cursor.copy(COPY) as copy:
        copy.write(lines)
    with connection.cursor(binary=True, row_factory=tuple_row) as cursor:
        return set(cursor.execute(INSERT).fetchall())


def driver_connection() -> Connection[Any]:
    """What SQLAlchemy's session speaks through, its transaction begun and its project set."""
    found: Connection[Any] = db.session.connection().connection.driver_connection  # type: ignore[assignment]
    return found
