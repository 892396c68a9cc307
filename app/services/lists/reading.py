"""Reading a list: one page, its counts, or all of it piece by piece."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CTE,
    Date,
    Select,
    Text,
    and_,
    cast,
    func,
    literal,
    null,
    select,
    true,
    tuple_,
    union_all,
)
from sqlalchemy.sql.elements import ColumnElement

from app.db import db, now
from app.models import Project
from app.services import policy
from app.services.access.names import names_of
from app.services.lists.listing import (
    PERIODS,
    Asked,
    BadFilter,
    Facet,
    Kind,
    Listing,
    clauses,
    midnight,
)
from app.services.paging import COUNT_CAP
from app.services.policy import Caller

FOUND_CHOICES = 40
EXPORT_ROWS = 50_000
EXPORT_PIECE = 1_000


@dataclass(frozen=True)
class Choice:
    """One value of a facet, counted over the newest 10,000 rows; `more` says that others may be."""

    value: str
    label: str
    count: int
    chosen: bool
    more: bool = False


@dataclass(frozen=True)
class Counts:
    total: int
    capped: bool
    choices: dict[str, list[Choice]]


@dataclass(frozen=True)
class Rows:
    rows: list[Any]
    newer: str | None
    older: str | None


@dataclass(frozen=True)
class Days:
    """Rows a day, today the last."""

    dates: list[date]
    numbers: list[int | None]
    """None before the day that counting stopped in."""
    cut: date | None
    """That day, of which there are more."""

    @property
    def total(self) -> int:
        """One more than the cap for all that are more."""
        return sum(number or 0 for number in self.numbers)


@dataclass(frozen=True)
class Row:
    """One row of a list: columns by name, and who its actors are."""

    values: Any
    names: dict[str, str]

    def __getattr__(self, name: str) -> Any:
        return getattr(self.values, name)


def page(caller: Caller, listing: Listing, asked: Asked) -> Rows:
    """In one statement, and one or two for names."""
    policy.require_across(caller)
    order = asked.order or next(iter(listing.orders))
    backwards = asked.before is not None
    cursor = asked.before or asked.after
    place = parse_place(listing, order, cursor) if cursor else None
    query = rows_query(listing, asked, order, place, backwards, asked.limit + 1)
    found = list(db.session.execute(query))
    more = len(found) > asked.limit
    found = found[: asked.limit]
    if backwards:
        found.reverse()
    rows = with_names(listing, found)
    newer = bool(rows) and (more if backwards else cursor is not None)
    older = bool(rows) and (True if backwards else more)
    return Rows(
        rows,
        place_of(listing, order, found[0]) if newer else None,
        place_of(listing, order, found[-1]) if older else None,
    )


def one(caller: Caller, listing: Listing, id_: UUID) -> Any:
    """The row of that id as the list has it, None for none; the list knows the filter `id`."""
    rows = page(caller, listing, Asked(chosen={"id": (str(id_),)}, limit=1)).rows
    return rows[0] if rows else None


def with_names(listing: Listing, found: list[Any]) -> list[Any]:
    names = names_of(
        actor for row in found for column in listing.actors if (actor := getattr(row, column))
    )
    return [Row(row, {c: names.get(getattr(row, c), "") for c in listing.actors}) for row in found]


def rows_query(
    listing: Listing,
    asked: Asked,
    order: str,
    place: tuple[Any, ...] | None,
    backwards: bool,
    limit: int,
) -> Select[Any]:
    """Ids first, then the columns of those few rows."""
    column = order_column(listing, order)
    where = clauses(listing, asked)
    falling = is_falling(column) != backwards
    if place is not None:
        here, there = tuple_(column, *listing.key), tuple_(*map(literal, place))
        where.append(here < there if falling else here > there)
    ids = newest(listing, where, [], column, falling, limit, asked.chosen.get("project"))
    # Found once: a planner that takes the table for empty would find them anew for each row of it.
    picked = ids.cte("picked").prefix_with("MATERIALIZED")
    key = tuple_(*listing.key) if listing.apart else listing.id
    return (
        select(*listing.columns, column.label("place"), *named(listing))
        .select_from(listing.source)
        .where(key.in_(select(*(picked.c[one.name] for one in named(listing)))))
        .order_by(*directed(column, listing.key, falling))
    )


def named(listing: Listing) -> list[Any]:
    """The columns of a row's key, under names of their own."""
    return [column.label(f"key_{number}") for number, column in enumerate(listing.key)]


def order_column(listing: Listing, order: str) -> Any:
    if order not in listing.orders:
        raise BadFilter(f"This list cannot be ordered by {order!r}.")
    return listing.orders[order]


def is_falling(column: Any) -> bool:
    """Times and numbers begin with the newest, texts with A."""
    return not isinstance(column.type, Text)


def directed(column: Any, key: Iterable[Any], falling: bool) -> list[Any]:
    return [one.desc() if falling else one.asc() for one in (column, *key)]


def newest(
    listing: Listing,
    where: list[ColumnElement[bool]],
    values: list[Any],
    column: Any,
    falling: bool,
    limit: int,
    projects: tuple[str, ...] | None = None,
) -> Select[Any]:
    """The first rows in an order. Behind walls each project is read by its own index."""
    query = (
        select(*named(listing), column.label("place"), *values)
        .select_from(listing.source)
        .where(*where)
        .order_by(*directed(column, listing.key, falling))
        .limit(limit)
    )
    if listing.wall is None:
        return query
    near = query.where(listing.wall == Project.id).correlate(Project).lateral("near")
    outer = select(*near.c).select_from(Project).join(near, true())
    if projects:
        outer = outer.where(Project.slug.in_(projects))
    key = [near.c[one.name] for one in named(listing)]
    return outer.order_by(*directed(near.c.place, key, falling)).limit(limit)


def counts(caller: Caller, listing: Listing, asked: Asked) -> Counts:
    """How many rows match, and how many each choice would give: one statement."""
    policy.require_across(caller)
    column = next(iter(listing.orders.values()))
    base = narrowed(listing, asked, "", column, list(listing.facets)).cte("base")
    whole = select(literal("").label("facet"), null().label("value"), func.count().label("n"))
    parts = [whole.where(base.c.passes)]
    parts.append(select(literal("in all"), null(), func.count()).select_from(base))
    for facet in listing.facets:
        of: CTE = base
        if facet.kind is not Kind.ALL and is_chosen(facet, asked):
            of = narrowed(listing, asked, facet.name, column, [facet]).cte(f"for_{facet.name}")
        parts.append(tally(facet, of))
        parts.append(select(literal(f"{facet.name} in all"), null(), func.count()).select_from(of))
    found: dict[str, dict[str | None, int]] = {}
    for name, value, n in db.session.execute(union_all(*parts)):
        found.setdefault(name, {})[value] = n
    return Counts(
        min(found[""][None], COUNT_CAP),
        found["in all"][None] > COUNT_CAP,
        {
            facet.name: choices_of(
                facet,
                asked,
                found.get(facet.name, {}),
                # Of a period that ends now the newest rows are the first: it is counted whole, if
                # all that is counted is in it.
                found[f"{facet.name} in all"][None] > COUNT_CAP
                and (facet.value is not column or bool(frequent(listing, asked))),
            )
            for facet in listing.facets
        },
    )


def total(caller: Caller, listing: Listing, asked: Asked) -> int:
    """How many rows match; one more than the cap for all that are more."""
    policy.require_across(caller)
    column = next(iter(listing.orders.values()))
    base = narrowed(listing, asked, "", column, []).subquery()
    return db.session.scalar(select(func.count()).where(base.c.passes)) or 0


def is_chosen(facet: Facet, asked: Asked) -> bool:
    dated = facet.kind is Kind.WHEN and bool(asked.since or asked.until)
    return bool(asked.chosen.get(facet.name)) or dated


def narrowed(
    listing: Listing, asked: Asked, without: str, column: Any, facets: list[Facet]
) -> Select[Any]:
    """One row more than is counted, so that the cap shows. What is frequent narrows nothing here:
    `passes` tells of the newest rows which are meant.
    """
    much = frequent(listing, asked, without)
    where = clauses(listing, asked, without, *(facet.name for facet in much))
    passes = and_(true(), *(facet.clause(asked) for facet in much)).label("passes")
    values = [*(facet.bucket().label(facet.name) for facet in facets), passes]
    projects = asked.chosen.get("project") if without != "project" else None
    return newest(listing, where, values, column, is_falling(column), COUNT_CAP + 1, projects)


def frequent(listing: Listing, asked: Asked, without: str = "") -> list[Facet]:
    chosen = [one for one in listing.facets if asked.chosen.get(one.name) and one.name != without]
    return [facet for facet in chosen if facet.is_frequent(asked)]


def tally(facet: Facet, of: CTE) -> Select[Any]:
    column = of.c[facet.name]
    value = func.unnest(column) if facet.kind is Kind.ALL else column
    one = select(cast(value, Text).label("value")).where(of.c.passes).subquery()
    groups = (
        select(one.c.value, func.count().label("n"))
        .where(one.c.value.is_not(None))
        .group_by(one.c.value)
        .order_by(func.count().desc(), one.c.value)
        .limit(FOUND_CHOICES)
        .subquery()
    )
    return select(literal(facet.name), groups.c.value, groups.c.n)


def choices_of(facet: Facet, asked: Asked, found: dict[str | None, int], cut: bool) -> list[Choice]:
    chosen = asked.chosen.get(facet.name, ())
    if facet.kind is Kind.WHEN:
        found, labels = cumulated(found), PERIODS
    else:
        known = {value: value for value in [*found, *chosen] if value is not None}
        labels = dict(facet.labels or known)
    return [
        Choice(
            value,
            label,
            min(found.get(value, 0), COUNT_CAP),
            value in chosen,
            cut or found.get(value, 0) > COUNT_CAP,
        )
        for value, label in labels.items()
    ]


def cumulated(found: dict[str | None, int]) -> dict[str | None, int]:
    """Today is also one of the last seven days."""
    total, sums = 0, dict[str | None, int]()
    for period in PERIODS:
        total += found.get(period, 0)
        sums[period] = total
    return sums


def by_day(caller: Caller, listing: Listing, asked: Asked, days: int) -> Days:
    """How many rows that match fall on each of the last days, counted back from now to the cap."""
    policy.require_across(caller)
    column = next(iter(listing.orders.values()))
    first = now().date() - timedelta(days=days - 1)
    where = [*clauses(listing, asked), column >= midnight(first)]
    day = cast(column, Date).label("day")
    projects = asked.chosen.get("project")
    base = newest(listing, where, [day], column, True, COUNT_CAP + 1, projects).subquery()
    query = select(base.c.day, func.count()).group_by(base.c.day)
    found = {day: number for day, number in db.session.execute(query)}  # noqa: C416
    cut = min(found) if sum(found.values()) > COUNT_CAP else None
    dates = [first + timedelta(days=i) for i in range(days)]
    return Days(dates, [None if cut and at < cut else found.get(at, 0) for at in dates], cut)


def everything(caller: Caller, listing: Listing, asked: Asked) -> Iterator[Any]:
    """What matches, in its order, at most 50,000 rows, read piece by piece."""
    asked = replace(asked, after=None, before=None, limit=EXPORT_PIECE)
    left = EXPORT_ROWS
    while left > 0:
        piece = page(caller, listing, asked)
        yield from piece.rows[:left]
        left -= len(piece.rows)
        if piece.older is None:
            return
        asked = replace(asked, after=piece.older)


def place_of(listing: Listing, order: str, row: Any) -> str:
    """A cursor: the order, the row's value in it, and its key."""
    value = row.place.isoformat() if isinstance(row.place, datetime) else row.place
    key = [str(getattr(row, column.name)) for column in named(listing)]
    text = json.dumps([order, value, *key], ensure_ascii=False)
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def parse_place(listing: Listing, order: str, text: str) -> tuple[Any, ...]:
    try:
        padded = text + "=" * (-len(text) % 4)
        given, value, *key = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
        if given != order or not isinstance(value, str | int):
            raise ValueError
        if len(key) != len(listing.key) or not all(isinstance(one, str) for one in key):
            raise ValueError
        columns = (order_column(listing, order), *listing.key)
        return tuple(map(typed, columns, (value, *key)))
    except (ValueError, TypeError, OverflowError, RecursionError, binascii.Error) as error:
        raise BadFilter("This is no place in this list; begin at its newest page.") from error


def typed(column: Any, value: Any) -> Any:
    kind = column.type.python_type
    if kind is datetime:
        return datetime.fromisoformat(value)
    if kind is UUID:
        return UUID(value)
    if kind is int:
        number = int(value)
        if abs(number) >= 2**63:
            raise ValueError
        return number
    # Half of a surrogate pair is no text that could be sent on: encoding refuses it.
    if b"\0" in value.encode():
        raise ValueError
    return kind(value)
