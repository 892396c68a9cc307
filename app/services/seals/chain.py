"""What a seal says: SHA-256 over the seal before and every column of its event."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Connection, text

from app.db import compact_json
from app.wall import read_across_on

INSTALLATION = "(installation)"
"""The chain of the events that belong to no project."""

BEGINNING = bytes(32)
"""What stands in for the hash before the first."""

COLUMNS = {
    "id": "e.id::text",
    "project_id": "e.project_id::text",
    "actor": "e.actor",
    "action": "e.action",
    "object_type": "e.object_type",
    "object_id": "e.object_id",
    "object_name": "e.object_name",
    # As the database writes it, numbers and all: a float would not see every change.
    "changes": "e.changes::text",
    "reason": "e.reason",
    "request_id": "e.request_id",
    "address": "e.address",
    "agent": "e.agent",
    "created_at": "to_char(e.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')",
    "xid": "e.xid::text",
}
"""Each column of an event as text. What is here is sealed, and may never be read differently."""

EVENT = ", ".join(f"{column} AS {name}" for name, column in COLUMNS.items())


def seal_hash(before: bytes, event: Mapping[str, str | None]) -> bytes:
    """`event` has the columns above, and may have others."""
    told = compact_json({name: event[name] for name in sorted(COLUMNS)})
    return hashlib.sha256(before + told.encode()).digest()


@dataclass(frozen=True)
class Chain:
    """A project's, or the installation's, which has no id."""

    project_id: UUID | None
    name: str

    def is_of(self, column: str) -> str:
        """As SQL that an index can answer, with `:chain`."""
        return f"{column} IS NULL" if self.project_id is None else f"{column} = :chain"

    @property
    def parameters(self) -> dict[str, UUID]:
        return {} if self.project_id is None else {"chain": self.project_id}


@dataclass(frozen=True)
class Head:
    """The last seal of a chain; whoever has noted it knows all that was before."""

    number: int
    hash: bytes

    def __str__(self) -> str:
        return f"{self.number}:{self.hash.hex()}"


def chains(connection: Connection) -> list[Chain]:
    """The installation's and every project's, by slug."""
    read_across_on(connection)
    found = connection.execute(text('SELECT id, slug FROM projects ORDER BY slug COLLATE "C"'))
    return [Chain(None, INSTALLATION), *(Chain(row.id, row.slug) for row in found)]


def head_of(connection: Connection, chain: Chain) -> Head:
    """Number 0 as long as nothing is sealed."""
    query = (
        f"SELECT number, hash FROM audit_seals WHERE {chain.is_of('project_id')}"  # noqa: S608
        " ORDER BY number DESC LIMIT 1"
    )
    row = connection.execute(text(query), chain.parameters).first()
    return Head(row.number, bytes(row.hash)) if row else Head(0, BEGINNING)


def heads(connection: Connection, of: Iterable[Chain]) -> dict[Chain, Head]:
    """Of those chains that have one."""
    read_across_on(connection)
    found = {chain: head_of(connection, chain) for chain in of}
    return {chain: head for chain, head in found.items() if head.number}
