"""What a list's address asks for, and the addresses that ask for something else."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any
from urllib.parse import urlencode

from werkzeug.datastructures import MultiDict

from app.services.lists import Asked, BadFilter, Kind, Listing

PLACES = ("after", "before")
PAGE_SIZE = 50

Pairs = list[tuple[str, str]]


class Asking:
    """The parameters of one request for a list."""

    def __init__(self, listing: Listing, args: MultiDict[str, str], base: str) -> None:
        self.listing, self.base = listing, base
        known = ["tab", "q", "from", "to", "order", "col", *PLACES]
        self.filters = [*(facet.name for facet in listing.facets), *listing.extra]
        self.pairs: Pairs = [
            (name, value)
            for name, values in args.lists()
            if name in (*known, *self.filters)
            for value in values
            if value.strip()
        ]

    def first(self, name: str) -> str:
        return next((value for key, value in self.pairs if key == name), "")

    def all(self, name: str) -> list[str]:
        return [value for key, value in self.pairs if key == name]

    def asked(self, limit: int = PAGE_SIZE) -> Asked:
        """Raises `BadFilter` for what makes no sense."""
        when = self.listing.when
        chosen = {name: tuple(self.all(name)) for name in self.filters if self.all(name)}
        if any("\0" in value for _, value in self.pairs):
            raise BadFilter("The character NUL is in no value here; take it away.")
        since, until = self.day("from"), self.day("to")
        if when is not None and (since or until):
            chosen.pop(when.name, None)
        return Asked(
            q=self.first("q").strip(),
            chosen=chosen,
            since=since,
            until=until,
            order=self.first("order"),
            after=self.first("after") or None,
            before=self.first("before") or None,
            limit=limit,
        )

    def day(self, name: str) -> date | None:
        text = self.first(name)
        try:
            return date.fromisoformat(text) if text else None
        except ValueError:
            raise BadFilter(f"{text!r} is no day; write it as 2026-11-24.") from None

    def narrowing(self) -> Pairs:
        """What decides which rows there are; the rest is how they are shown."""
        names = ("q", "from", "to", *self.filters)
        return [pair for pair in self.pairs if pair[0] in names]

    def url(self, pairs: Iterable[tuple[str, str]] | None = None, **changes: Any) -> str:
        """This list with some parameters set, or without those set to None; from its start."""
        pairs = self.pairs if pairs is None else pairs
        kept = [p for p in pairs if p[0] not in changes and p[0] not in PLACES]
        kept += [(name, str(value)) for name, value in changes.items() if value is not None]
        return f"{self.base}?{urlencode(kept)}" if kept else self.base

    def without(self, name: str, value: str | None = None) -> str:
        return self.url(p for p in self.pairs if p[0] != name or value not in (None, p[1]))

    def hidden(self, *dropped: str) -> Pairs:
        """What a form must send along besides its own fields."""
        return [p for p in self.pairs if p[0] not in (*PLACES, *dropped)]

    def chips(self) -> list[tuple[str, str, str]]:
        """Label, chosen values, and the address without them; one for each filter in use."""
        found = []
        for facet in self.listing.facets:
            if facet.kind is not Kind.WHEN and (values := self.all(facet.name)):
                words = [(facet.labels or {}).get(value, value) for value in values]
                found.append((facet.label, ", ".join(words), self.without(facet.name)))
        extra = [(name, self.first(name)) for name in self.listing.extra if self.first(name)]
        return found + [(n.capitalize(), shown(n, value), self.without(n)) for n, value in extra]


def shown(name: str, value: str) -> str:
    if name in ("changes", "due"):
        return "only"
    if name in ("waiting", "unused"):
        return f"{value} days"
    return value if len(value) <= 16 else f"{value[:15]}…"
