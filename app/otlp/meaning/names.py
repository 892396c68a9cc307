"""Which attribute means what: one table of names, and the walk that reads by it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from app.otlp.meaning.gathering import PREFIXES
from app.otlp.meaning.values import Read, anything, label

MOST_PLANS = 1024
LONGEST_PLAN = 64
"""Names."""
WIDEST_PLAN = 4096
"""Characters of all names."""


class Name(NamedTuple):
    """Where the value of an attribute goes: a field of a span, or a part of a group."""

    name: str
    place: str
    read: Read = label
    part: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """What becomes of attributes of these names, whatever their values."""

    known: tuple[Name, ...]
    """In the order in which they are believed."""
    numbered: tuple[str, ...]
    """Those that spell lists (`gathering`)."""
    rest: tuple[str, ...]


class Table:
    """Names in the order in which they are believed: of two for one place the first is."""

    def __init__(self, names: Iterable[Name]) -> None:
        self.names = list(names)
        self.ranks = {name.name: rank for rank, name in enumerate(self.names)}
        self.plans: dict[tuple[str, ...], Plan] = {}

    def plan_for(self, attributes: Iterable[str]) -> Plan:
        """An instrumentation sends the same few sets of names again and again; so plans are kept,
        as long as they take little memory.
        """
        names = tuple(attributes)
        plan = self.plans.get(names)
        if plan is None:
            plan = self.new_plan(names)
            if len(names) <= LONGEST_PLAN and sum(map(len, names)) <= WIDEST_PLAN:
                if len(self.plans) >= MOST_PLANS:
                    self.plans.clear()
                self.plans[names] = plan
        return plan

    def new_plan(self, names: tuple[str, ...]) -> Plan:
        other = [name for name in names if name not in self.ranks]
        numbered = tuple(name for name in other if name.startswith(PREFIXES))
        rest = tuple(name for name in other if not name.startswith(PREFIXES))
        return Plan(self.in_order(names), numbered, rest)

    def in_order(self, names: Iterable[str]) -> tuple[Name, ...]:
        """Those of the names that mean something."""
        ranks = sorted(self.ranks[name] for name in names if name in self.ranks)
        return tuple(self.names[rank] for rank in ranks)


@dataclass(slots=True)
class Found:
    """What attributes say. `won` is the name that a place was read from."""

    facts: dict[str, Any] = field(default_factory=dict)
    won: dict[str, str] = field(default_factory=dict)
    parts: dict[str, dict[str, Any]] = field(default_factory=dict)
    rest: dict[str, Any] = field(default_factory=dict)
    """What was not understood, or says something else than what is believed."""

    def put_back(self, place: str, attributes: dict[str, Any]) -> None:
        """Forget what a place was found to be."""
        if place in self.won:
            name = self.won.pop(place)
            self.rest[name] = attributes[name]
            del self.facts[place]


def read_known(attributes: dict[str, Any], known: Iterable[Name], found: Found) -> None:
    """Read the attributes of these names into `found`."""
    facts, won, parts, rest = found.facts, found.won, found.parts, found.rest
    for name, place, read, part in known:
        value = attributes[name]
        meant = read(value) if read is not anything else value
        if meant is None:
            rest[name] = value
        elif part:
            group = parts.setdefault(place, {})
            if group.setdefault(part, meant) != meant:
                rest[name] = value
        elif place not in facts:
            facts[place] = meant
            won[place] = name
            if read is label and meant is not value:
                rest[name] = value
        elif facts[place] != meant:
            rest[name] = value
