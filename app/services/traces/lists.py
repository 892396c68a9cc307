"""Lists of traces, newest first, narrowed by what their spans are and hold."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    DateTime,
    Select,
    Text,
    Uuid,
    any_,
    column,
    func,
    literal,
    select,
)

from app.db import db
from app.errors import invalid
from app.models import Trace
from app.services import policy
from app.services.paging import Cursor, Page, after
from app.services.policy import Caller
from app.services.prompts import id_of

RECENT = 4_000
"""So many of the newest traces are walked through for a facet before its index is asked."""
COMMON = 10_000
"""What more traces have is found soonest by walking through them, newest first."""
SEARCHED = 10_000
"""So many traces a search looks through at once: no index holds their texts."""
WHOLE_ID = re.compile(r"[0-9a-fA-F]{32}")

SHOWN: tuple[Any, ...] = (
    *(Trace.trace_id, Trace.name, Trace.started_at, Trace.ended_at, Trace.span_count),
    *(Trace.error_count, Trace.facets, Trace.input_tokens, Trace.output_tokens),
    *(Trace.total_tokens, Trace.cost_usd, Trace.user_id, Trace.session_id, Trace.environment),
    *(Trace.release, Trace.tags, Trace.models, Trace.input, Trace.output),
)


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Which traces of a project; None narrows nothing."""

    q: str | None = None
    name: str | None = None
    prompt: UUID | str | None = None
    """Its id, or its name now."""
    version: int | None = None
    model: str | None = None
    kind: str | None = None
    user: str | None = None
    session: str | None = None
    environment: str | None = None
    release: str | None = None
    tag: tuple[str, ...] | list[str] = ()
    level: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    """Up to then, and not then."""

    def __post_init__(self) -> None:
        if self.version is not None and self.prompt is None:
            raise invalid("version", "Say of which `prompt`.", "query")

    @property
    def facets(self) -> list[str]:
        """As `traces.facets` holds them."""
        named = {
            name: value
            for name in ("model", "kind", "environment", "release", "level")
            if (value := getattr(self, name)) is not None
        }
        if self.prompt is not None:
            number = "" if self.version is None else f"@{self.version}"
            named["prompt"] = f"{self.prompt}{number}"
        return [f"{name}:{value}" for name, value in named.items()] + [
            f"tag:{tag}" for tag in self.tag
        ]

    def clauses(self, project_id: UUID) -> list[ColumnElement[bool]]:
        """What btree indexes serve."""
        found = [Trace.project_id == project_id]
        if self.name is not None:
            found.append(Trace.name == self.name)
        if self.user is not None:
            found.append(Trace.user_id == self.user)
        if self.session is not None:
            found.append(Trace.session_id == self.session)
        if self.since is not None:
            found.append(Trace.started_at >= self.since)
        if self.until is not None:
            found.append(Trace.started_at < self.until)
        return found


def list_traces(
    caller: Caller, wanted: Wanted, *, limit: int = 50, cursor: str | None = None
) -> Page:
    """Newest first. A page of a search may be short, or empty, and yet have a next one."""
    policy.require(caller, policy.READ)
    if wanted.prompt is not None:
        wanted = replace(wanted, prompt=id_of(caller, wanted.prompt))
        if wanted.prompt is None:
            return Page([], limit)
    place = Cursor.parse(cursor) if cursor else None
    query = walked(caller, wanted, place)
    if wanted.q and WHOLE_ID.fullmatch(wanted.q):
        itself = (Trace.trace_id == UUID(wanted.q), Trace.facets.contains(wanted.facets))
        return page_of(query.where(*itself), limit)
    if wanted.facets:
        found = recent(query, wanted, limit)
        is_frequent = len(found) > limit
        if is_frequent and not wanted.q:
            return page(found, limit)
        few = None if is_frequent else found_traces(caller, wanted, place, limit)
        if few is not None:
            return page_of(query.where(Trace.trace_id == any_(literal(few, ARRAY(Uuid)))), limit)
    if wanted.q:
        return search(query, wanted, limit)
    return page_of(query.where(Trace.facets.contains(wanted.facets)), limit)


def walked(caller: Caller, wanted: Wanted, place: Cursor | None) -> Select[Any]:
    """By the order of the list; facets are not looked at."""
    query = select(*SHOWN).where(*wanted.clauses(caller.project_id))
    return after(query, place, Trace.started_at, Trace.trace_id)


def recent(query: Select[Any], wanted: Wanted, limit: int) -> list[Any]:
    """A frequent facet fills a page from these alone."""
    newest = query.limit(RECENT).subquery()
    passing = select(newest).where(newest.c.facets.contains(wanted.facets))
    return rows_of(passing.order_by(newest.c.started_at.desc(), newest.c.trace_id.desc()), limit)


def found_traces(
    caller: Caller, wanted: Wanted, place: Cursor | None, limit: int
) -> list[UUID] | None:
    """The ids of a page and one more, by the index of facets; None if too many have them.

    The owner's function, since behind the wall no index answers what facets a trace has.
    """
    at, id_ = (place.at, place.id) if place else (None, None)
    found = func.found_traces(
        caller.project_id,
        literal(wanted.facets, ARRAY(Text)),
        *(literal(word, Text) for word in (wanted.name, wanted.user, wanted.session, wanted.q)),
        *(literal(moment, DateTime(True)) for moment in (wanted.since, wanted.until, at)),
        literal(id_, Uuid),
        COMMON,
        limit + 1,
    ).table_valued(column("total", BigInteger), column("trace_id", Uuid))
    rows = db.session.execute(select(found.c.total, found.c.trace_id)).all()
    if rows[0].total > COMMON:
        return None
    return [row.trace_id for row in rows if row.trace_id is not None]


def search(query: Select[Any], wanted: Wanted, limit: int) -> Page:
    """Of the first so many; if they do not fill a page, it leads on from the last of them."""
    looked = query.limit(SEARCHED).subquery()
    texts = (looked.c.name, looked.c.user_id, looked.c.session_id, looked.c.input, looked.c.output)
    holds = func.strpos(func.lower(func.concat_ws("\n", *texts)), func.lower(wanted.q)) > 0
    order = (looked.c.started_at.desc(), looked.c.trace_id.desc())
    passing = select(looked).where(looked.c.facets.contains(wanted.facets), holds)
    rows = rows_of(passing.order_by(*order), limit)
    if len(rows) > limit:
        return page(rows, limit)
    places = select(looked.c.started_at, looked.c.trace_id).order_by(*order)
    last = db.session.execute(places.offset(SEARCHED - 1).limit(1)).first()
    return Page(rows, limit, next=Cursor(*last) if last else None)


def page_of(query: Select[Any], limit: int) -> Page:
    return page(rows_of(query, limit), limit)


def rows_of(query: Select[Any], limit: int) -> list[Any]:
    """One more than are shown, if there are."""
    return list(db.session.execute(query.limit(limit + 1)))


def page(rows: list[Any], limit: int) -> Page:
    if len(rows) <= limit:
        return Page(rows, limit)
    last = rows[limit - 1]
    return Page(rows[:limit], limit, next=Cursor(last.started_at, last.trace_id))
