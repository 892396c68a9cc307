"""Which attribute means what: one table of names, and the walk that reads by it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from app.otlp.meaning.values import Read, anything, label


class Name(NamedTuple):
    """Where the value of an attribute goes: a field of a span, or a part of a group."""

    name: str
    place: str
    read: Read = label
    part: str = ""


class Table:
    """Names in the order in which they are believed: of two for one place the first is."""

    def __init__(self, names: Iterable[Name]) -> None:
        self.names = list(names)
        self.ranks = {name.name: rank for rank, name in enumerate(self.names)}


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


def read_known(attributes: dict[str, Any], ranks: list[int], table: Table, found: Found) -> None:
    """Read the attributes of these ranks into `found`."""
    names, facts, won, parts, rest = table.names, found.facts, found.won, found.parts, found.rest
    ranks.sort()
    for rank in ranks:
        name, place, read, part = names[rank]
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
