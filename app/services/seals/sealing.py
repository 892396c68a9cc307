"""Appending a seal for each committed event, without any writer waiting for it.

The events are walked in the order of their transactions, again and again. A walk ends at whatever
is committed by then, and the next begins where the oldest transaction that was still running when
this one began has its place: so what is committed late is found, and little is read twice.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, text

from app.db import db, now, transaction
from app.services.seals.chain import EVENT, Chain, head_of, seal_hash
from app.wall import read_across_on

PIECE = 2_000
SEALER_LOCK = 7_236_114_007
FIRST, LAST = UUID(int=0), 2**63 - 1

# `OFFSET 0` has each event looked up by itself: no plan reads all there are for a few.
UNSEALED = f"""
SELECT piece.xid AS at_xid, piece.id AS at_id, event.*
FROM (
    SELECT xid, id FROM audit_events
    WHERE (xid, id) > (CAST(:xid AS bigint), CAST(:id AS uuid)) AND xid < CAST(:below AS bigint)
    ORDER BY xid, id LIMIT :most
) piece
LEFT JOIN LATERAL (
    SELECT true AS found FROM audit_seals s WHERE s.event_id = piece.id OFFSET 0
) seal ON true
LEFT JOIN LATERAL (
    SELECT e.project_id AS chain, {EVENT} FROM audit_events e
    WHERE e.id = piece.id AND seal.found IS NULL OFFSET 0
) event ON true
ORDER BY piece.xid, piece.id
"""  # noqa: S608
APPEND = """
INSERT INTO audit_seals (project_id, event_id, number, hash, sealed_at)
SELECT CAST(:chain AS uuid), id, number, hash, :moment
FROM unnest(CAST(:ids AS uuid[]), CAST(:numbers AS bigint[]), CAST(:hashes AS bytea[]))
    AS row (id, number, hash)
"""
SNAPSHOT = """
SELECT pg_snapshot_xmin(s)::text AS oldest, pg_snapshot_xmax(s)::text AS newest
FROM pg_current_snapshot() s
"""


@dataclass(frozen=True)
class Sweep:
    """How far a walk is. The first is over all there is, as nobody knows what was sealed."""

    xid: int = 0
    id: UUID = FIRST
    below: int = LAST
    """Where it ends: rows restored from another server may lie after all that is written here."""
    next: int | None = None
    """Where the walk after this one begins; None before this one has begun."""
    sealed: int = 0
    """How many seals the last step appended."""
    is_over: bool = False
    may_rest: bool = False
    """Nothing is left to do for now, or another process does it."""


def seal_committed(sweep: Sweep) -> Sweep:
    """One step of a walk, in a transaction of its own; a step after the end begins the next.

    While another process seals, nothing is done, and the walk stays where it is.
    """
    with transaction():
        connection = db.session.connection()
        # A plan made for any place in the log would read much of it, each time.
        connection.execute(text("SET LOCAL plan_cache_mode = force_custom_plan"))
        locked = text("SELECT pg_try_advisory_xact_lock(:key)")
        if not connection.scalar(locked, {"key": SEALER_LOCK}):
            return replace(sweep, sealed=0, may_rest=True)
        read_across_on(connection)
        sweep = begun(connection, sweep)
        place = {"xid": sweep.xid, "id": sweep.id, "below": sweep.below, "most": PIECE}
        rows = connection.execute(text(UNSEALED), place).all()
        sealed = append(connection, [row for row in rows if row.id is not None])
    if len(rows) < PIECE:
        return replace(sweep, sealed=sealed, is_over=True, may_rest=True)
    at = {"xid": rows[-1].at_xid, "id": rows[-1].at_id}
    return replace(sweep, **at, sealed=sealed, may_rest=False)


def begun(connection: Connection, sweep: Sweep) -> Sweep:
    """Asked before any row is read: whatever ended before is visible to all that follows."""
    if sweep.next is not None and not sweep.is_over:
        return sweep
    snapshot = connection.execute(text(SNAPSHOT)).one()
    if sweep.next is None:
        return Sweep(next=int(snapshot.oldest))
    return Sweep(sweep.next, below=int(snapshot.newest), next=int(snapshot.oldest))


def append(connection: Connection, events: Sequence[Row[Any]]) -> int:
    by_chain: dict[UUID | None, list[Row[Any]]] = defaultdict(list)
    for event in events:
        by_chain[event.chain].append(event)
    for project_id, rows in by_chain.items():
        append_to(connection, Chain(project_id, ""), rows)
    return len(events)


def append_to(connection: Connection, chain: Chain, events: Sequence[Row[Any]]) -> None:
    """Within the wall: the transaction acts in one project after the other."""
    acting = text("SELECT set_config('promptside.project', :project, true)")
    connection.execute(acting, {"project": str(chain.project_id or "")})
    head = head_of(connection, chain)
    hash_, hashes = head.hash, []
    for event in events:
        hash_ = seal_hash(hash_, event._asdict())
        hashes.append(hash_)
    connection.execute(
        text(APPEND),
        {
            "chain": chain.project_id,
            "ids": [event.at_id for event in events],
            "numbers": list(range(head.number + 1, head.number + len(events) + 1)),
            "hashes": hashes,
            "moment": now(),
        },
    )
