"""Walking a chain, and naming every row that was altered, removed, put in or cut off."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from sqlalchemy import Connection, text

from app.errors import Invalid
from app.services.seals.chain import BEGINNING, EVENT, Chain, Head, seal_hash
from app.wall import read_across_on

HEAD = re.compile(r"([1-9][0-9]{0,17}):([0-9a-f]{64})")
ROWS_AT_ONCE = 2_000
MOST_UNSEALED = 20
OLD_S = 60
"""Seconds after which an event without a seal has waited too long."""

SEALS = f"""
SELECT s.number, s.hash, s.event_id::text AS event_id, {EVENT}
FROM audit_seals s LEFT JOIN audit_events e ON e.id = s.event_id
WHERE {{mine}} ORDER BY s.number, s.event_id
"""  # noqa: S608
UNSEALED = """
SELECT e.id, count(*) OVER () AS in_all FROM audit_events e
WHERE {mine} AND e.created_at < clock_timestamp() - :old * interval '1 second'
  AND NOT EXISTS (SELECT FROM audit_seals s WHERE s.event_id = e.id)
ORDER BY e.created_at, e.id LIMIT :most
"""


class BadHead(Invalid):
    """Not a head as the log and `flask audit head` write it."""


def parse_head(words: str) -> Head:
    found = HEAD.fullmatch(words.strip().lower())
    if found is None:
        raise BadHead(f"{words!r} is not a head: copy one from `flask audit head`, like 12:5f1d….")
    return Head(int(found[1]), bytes.fromhex(found[2]))


def verify(connection: Connection, chain: Chain, known: Iterable[Head] = ()) -> Iterator[str]:
    """A sentence for each thing that is wrong, in the order of the chain; none if it is whole.

    `known` are heads that were noted earlier. The connection must see one moment throughout.
    """
    read_across_on(connection)
    walk = Walk({head.number: head.hash for head in known})
    query = text(SEALS.format(mine=chain.is_of("s.project_id")))
    options = {"yield_per": ROWS_AT_ONCE}
    for row in connection.execute(query, chain.parameters, execution_options=options):
        yield from walk.step(row._asdict())
    yield from walk.end()
    yield from unsealed(connection, chain)


class Doubt(NamedTuple):
    """A seal that does not fit its event, and the hash that would."""

    number: int
    event_id: str
    wanted: bytes


class Walk:
    """From seal to seal, going on after what is wrong, so that each fault is told once."""

    def __init__(self, known: dict[int, bytes]) -> None:
        self.known = known
        self.number = 0
        self.before: bytes | None = BEGINNING
        """The hash of the seal before; None after a gap."""
        self.doubt: Doubt | None = None

    def step(self, row: Mapping[str, Any]) -> Iterator[str]:
        number, hash_ = row["number"], bytes(row["hash"])
        if number <= self.number:
            yield f"Seal {number} stands there twice: one was put in, for event {row['event_id']}."
            return
        if number > self.number + 1:
            yield from self.settle()
            yield f"{seals(self.number + 1, number - 1)} removed."
            self.before = None
        if row["id"] is None:
            yield from self.settle()
            yield f"Event {row['event_id']}, sealed as {number}, was removed."
        else:
            yield from self.fit(number, hash_, row)
        if number in self.known and self.known.pop(number) != hash_:
            yield f"Seal {number} is not the head that was noted: what was sealed was rewritten."
        self.number, self.before = number, hash_

    def fit(self, number: int, hash_: bytes, row: Mapping[str, Any]) -> Iterator[str]:
        """A seal that follows from what the one before should have been shows that one altered."""
        if self.doubt and seal_hash(self.doubt.wanted, row) == hash_:
            yield f"Seal {self.doubt.number}, of event {self.doubt.event_id}, was altered."
            self.doubt = None
            return
        yield from self.settle()
        # After a gap there is nothing to compare with; this one can only be followed.
        if self.before is not None and (wanted := seal_hash(self.before, row)) != hash_:
            self.doubt = Doubt(number, row["event_id"], wanted)

    def settle(self) -> Iterator[str]:
        if self.doubt is not None:
            yield (
                f"Event {self.doubt.event_id}, sealed as {self.doubt.number}, was altered,"
                " or a row was removed or put in right before it."
            )
            self.doubt = None

    def end(self) -> Iterator[str]:
        yield from self.settle()
        if self.known:
            last = f"ends with {self.number}" if self.number else "is empty"
            yield (
                f"The log {last}, but the head {max(self.known)} was noted:"
                " what followed was cut off at the end."
            )


def seals(first: int, last: int) -> str:
    return f"Seal {first} was" if first == last else f"Seals {first} to {last} were"


def unsealed(connection: Connection, chain: Chain) -> Iterator[str]:
    query = text(UNSEALED.format(mine=chain.is_of("e.project_id")))
    limits = {"old": OLD_S, "most": MOST_UNSEALED}
    rows = connection.execute(query, {**chain.parameters, **limits}).all()
    for row in rows:
        yield (
            f"Event {row.id} has had no seal for more than a minute:"
            " its seal was removed, or no worker runs."
        )
    if rows and rows[0].in_all > len(rows):
        yield f"So it is with {rows[0].in_all - len(rows)} more events."
