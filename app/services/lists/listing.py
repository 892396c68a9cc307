"""What a list for operators is made of, and what somebody asked of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy import FromClause, Uuid, case, literal
from sqlalchemy.sql.elements import ColumnElement

from app.db import now
from app.errors import Invalid

LONGEST_TEXT = 200
PERIODS = {"1d": "Today", "7d": "Last 7 days", "30d": "Last 30 days", "90d": "Last 90 days"}
CUSTOM = "dates"


class BadFilter(Invalid):
    """A filter that this list does not have, or that makes no sense."""


class Kind(StrEnum):
    ANY = "any"
    """One value a row; several chosen values mean any of them."""
    ALL = "all"
    """Many values a row, such as tags; several chosen values mean all of them."""
    WHEN = "when"
    """A moment; the choices are periods that end now."""


@dataclass(frozen=True)
class Facet:
    """One question a list can be narrowed by. Without labels its choices are those found."""

    name: str
    label: str
    value: Any
    labels: Mapping[str, str] | None = None
    kind: Kind = Kind.ANY
    few: Callable[[tuple[str, ...]], ColumnElement[bool] | None] | None = None
    """What an index serves and is true of all that is chosen; None if that is not little."""

    def clause(self, asked: Asked) -> ColumnElement[bool]:
        found = self.exactly(asked.chosen[self.name])
        few = self.few_of(asked)
        return found if few is None else few & found

    def few_of(self, asked: Asked) -> ColumnElement[bool] | None:
        if self.few is None:
            return None
        find = partial(self.few, asked.chosen[self.name])
        few: ColumnElement[bool] | None = asked.once(self.name, find)
        return few

    def is_frequent(self, asked: Asked) -> bool:
        """No index leads to what is chosen, since there is much of it."""
        return self.few is not None and self.few_of(asked) is None

    def exactly(self, chosen: tuple[str, ...]) -> ColumnElement[bool]:
        if self.kind is Kind.ALL:
            return self.value.contains(list(chosen))  # type: ignore[no-any-return]
        if self.kind is Kind.WHEN:
            return self.value >= start_of(chosen[0])  # type: ignore[no-any-return]
        if self.labels is not None and (unknown := set(chosen) - set(self.labels)):
            raise BadFilter(f"There is no {self.label.lower()} {min(unknown)!r} to filter by.")
        return self.value.in_(chosen)  # type: ignore[no-any-return]

    def bucket(self) -> ColumnElement[Any]:
        """What a row is counted under."""
        if self.kind is not Kind.WHEN:
            return self.value  # type: ignore[no-any-return]
        return case(*((self.value >= start_of(p), literal(p)) for p in PERIODS), else_="older")


@dataclass(frozen=True)
class Listing:
    """A list: where its rows come from, and how they are found, narrowed and ordered."""

    name: str
    source: FromClause
    columns: tuple[Any, ...]
    id: Any
    orders: Mapping[str, Any]
    """The first is the usual one. Times go newest first, texts from A to Z."""
    facets: tuple[Facet, ...] = ()
    search: Callable[[str], ColumnElement[bool]] | None = None
    apart: tuple[Any, ...] = ()
    """What tells rows of one id apart, if ids are unique in a project only."""
    extra: Mapping[str, Callable[[str], ColumnElement[bool]]] = field(default_factory=dict)
    """Filters that links set and no facet offers."""
    wall: Any = None
    """The project's column, if indexes begin with it: each project is then read by itself."""
    actors: tuple[str, ...] = ()
    """Columns that hold `person:<id>` and the like; each row also gets the name."""

    @property
    def key(self) -> tuple[Any, ...]:
        """The columns that name a row, and that order those of the same moment."""
        return (self.id, *self.apart)

    @property
    def when(self) -> Facet | None:
        return next((facet for facet in self.facets if facet.kind is Kind.WHEN), None)

    def facet(self, name: str) -> Facet:
        return next(facet for facet in self.facets if facet.name == name)


@dataclass(frozen=True)
class Asked:
    """Words, chosen values by facet, dates, order, and a place in the list."""

    q: str = ""
    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    since: date | None = None
    until: date | None = None
    order: str = ""
    after: str | None = None
    before: str | None = None
    limit: int = 50
    known: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)
    """Clauses that were asked of the database; the rows and their counts have them in common."""

    def once(self, name: str, find: Callable[[], Any]) -> Any:
        if name not in self.known:
            self.known[name] = find()
        return self.known[name]


def start_of(period: str) -> datetime:
    """Midnight, UTC, at the beginning of the first day of a period."""
    if period not in PERIODS:
        raise BadFilter(f"There is no period {period!r}; choose one of {', '.join(PERIODS)}.")
    today = now().replace(hour=0, minute=0, second=0, microsecond=0)
    return today - timedelta(days=int(period[:-1]) - 1)


def clauses(listing: Listing, asked: Asked, *without: str) -> list[ColumnElement[bool]]:
    """All that was asked, apart from some facets: the counts of one ignore what is chosen in it."""
    found: list[ColumnElement[bool]] = []
    if asked.q and listing.search:
        found.append(asked.once("q", lambda: text_clause(listing, asked.q)))
    for name, chosen in asked.chosen.items():
        if not chosen or name in without:
            continue
        if name in listing.extra:
            found.append(asked.once(name, partial(listing.extra[name], chosen[0])))
        else:
            found.append(listing.facet(name).clause(asked))
    if listing.when is not None and listing.when.name not in without:
        found += dates(listing.when, asked)
    return found


def text_clause(listing: Listing, q: str) -> ColumnElement[bool]:
    if "\0" in q:
        raise BadFilter("The character NUL is in no text here; search for something else.")
    if len(q) > LONGEST_TEXT:
        raise BadFilter(f"Search for {LONGEST_TEXT} characters at most.")
    assert listing.search is not None
    return listing.search(q)


def dates(when: Facet, asked: Asked) -> list[ColumnElement[bool]]:
    """Whole days, UTC, the last one included."""
    found: list[ColumnElement[bool]] = []
    if asked.since:
        found.append(when.value >= midnight(asked.since))
    # No moment lies after the last day that can be named, and none can be added to it.
    if asked.until and asked.until < date.max:
        found.append(when.value < midnight(asked.until) + timedelta(days=1))
    return found


def midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def like(column: Any, q: str) -> ColumnElement[bool]:
    """Holds `q` as it stands, in any case; `%` and `_` mean themselves."""
    literal_q = q.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return column.ilike(f"%{literal_q}%", escape="\\")  # type: ignore[no-any-return]


def uuid_or_null(text: str) -> ColumnElement[Any]:
    """The id that a filter says, or null, which equals nothing."""
    return literal(as_uuid(text), Uuid)


def as_uuid(text: str) -> UUID | None:
    try:
        return UUID(text.strip())
    except ValueError:
        return None
