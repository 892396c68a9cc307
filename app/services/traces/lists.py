"""Lists of traces, newest first, narrowed by what their spans are and hold."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from app.errors import invalid
from app.services import policy
from app.services.access.keys import LivingKey, check_key_and_read
from app.services.paging import Cursor, Page
from app.services.policy import Caller
from app.services.prompts import id_of
from app.wall import HERE, rows_within

RECENT = 4_000
"""So many of the newest traces are walked through for a facet before its index is asked."""
COMMON = 10_000
"""What more traces have is found soonest by walking through them, newest first."""
SEARCHED = 10_000
"""So many traces a search looks through at once: no index holds their texts."""
WHOLE_ID = re.compile(r"[0-9a-fA-F]{32}")

SHOWN = (
    "trace_id, name, started_at, ended_at, span_count, error_count, facets, input_tokens,"
    " output_tokens, total_tokens, cost_usd, user_id, session_id, environment, release, tags,"
    " models, input, output"
)
ORDER = "ORDER BY started_at DESC, trace_id DESC"
# What btree indexes serve.
NARROWED = {
    "name": "name = %(name)s",
    "user": "user_id = %(user)s",
    "session": "session_id = %(session)s",
    "since": "started_at >= %(since)s",
    "until": "started_at < %(until)s",
    "at": "(started_at, trace_id) < (%(at)s, %(id)s)",
}
HAS_FACETS = "facets @> %(facets)s::text[]"
HOLDS = (
    "strpos(lower(concat_ws(E'\\n', name, user_id, session_id, input, output)),"
    " lower(%(q)s::text)) > 0"
)
# The owner's function, since behind the wall no index answers what facets a trace has.
FOUND = (
    "SELECT total, trace_id FROM found_traces(%(project_id)s, %(facets)s::text[], %(name)s::text,"
    " %(user)s::text, %(session)s::text, %(q)s::text, %(since)s::timestamptz,"
    " %(until)s::timestamptz, %(at)s::timestamptz, %(id)s::uuid, %(common)s::int, %(more)s::int)"
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


def list_traces(
    caller: Caller, wanted: Wanted, *, limit: int = 50, cursor: str | None = None
) -> Page:
    """Newest first. A page of a search may be short, or empty, and yet have a next one."""
    policy.check(caller, policy.READ)
    if wanted.prompt is not None:
        wanted = replace(wanted, prompt=id_of(caller, wanted.prompt))
        if wanted.prompt is None:
            return Page([], limit)
    values = values_of(caller, wanted, Cursor.parse(cursor) if cursor else None, limit)
    if wanted.q and WHOLE_ID.fullmatch(wanted.q):
        return page(newest(values, "trace_id = %(q)s::uuid", HAS_FACETS), limit)
    if wanted.facets:
        found = newest_among(RECENT, values, HAS_FACETS)
        is_frequent = len(found) > limit
        if is_frequent and not wanted.q:
            return page(found, limit)
        few = None if is_frequent else found_traces(values)
        if few is not None:
            return page(newest({**values, "few": few}, "trace_id = ANY (%(few)s::uuid[])"), limit)
    if wanted.q:
        return search(values, limit)
    if wanted.facets:
        return page(newest(values, HAS_FACETS), limit)
    if all(values[name] is None for name in NARROWED):
        return page(rows_of(newest_of_all(limit), values), limit)
    return page(newest(values), limit)


def list_traces_by_key(
    key_hash: bytes, meet: Callable[[LivingKey], Caller], *, limit: int = 50
) -> Page:
    """The newest of all, for a key that is checked as they are read. `meet` knows who that is, and
    may refuse them before anything else is decided.
    """
    key, rows = check_key_and_read(key_hash, newest_of_all(limit))
    policy.check(meet(key), policy.READ)
    return page(rows, limit)


def newest_of_all(limit: int) -> str:
    """Without values the database plans it once; with a limit among them it would each time, which
    takes as long as reading the page.
    """
    query = f"SELECT {SHOWN} FROM traces WHERE project_id = {HERE}"  # noqa: S608 - words of ours
    return f"{query} {ORDER} LIMIT {limit + 1}"


def values_of(caller: Caller, wanted: Wanted, place: Cursor | None, limit: int) -> dict[str, Any]:
    """Of every statement here; one row more is asked for than are shown."""
    at, id_ = (place.at, place.id) if place else (None, None)
    asked = {**vars(wanted), "facets": wanted.facets, "at": at, "id": id_}
    return {**asked, "project_id": caller.project_id, "more": limit + 1, "common": COMMON}


def walked(values: dict[str, Any], *clauses: str) -> str:
    """The way through traces by the order of the list."""
    narrowed = [clause for name, clause in NARROWED.items() if values[name] is not None]
    passing = " AND ".join(["project_id = %(project_id)s", *narrowed, *clauses])
    return f"SELECT {SHOWN} FROM traces WHERE {passing} {ORDER}"  # noqa: S608 - words of ours


def newest(values: dict[str, Any], *clauses: str) -> list[Any]:
    return rows_of(f"{walked(values, *clauses)} LIMIT %(more)s", values)


def newest_among(most: int, values: dict[str, Any], *clauses: str) -> list[Any]:
    """Of the first so many. A frequent facet fills a page from these alone."""
    query = (
        f"SELECT * FROM ({walked(values)} LIMIT {most}) AS walked"  # noqa: S608 - words of ours
        f" WHERE {' AND '.join(clauses)} {ORDER} LIMIT %(more)s"
    )
    return rows_of(query, values)


def found_traces(values: dict[str, Any]) -> list[UUID] | None:
    """The ids of a page and one more, by the index of facets; None if too many have them."""
    rows = rows_of(FOUND, values)
    if rows[0].total > COMMON:
        return None
    return [row.trace_id for row in rows if row.trace_id is not None]


def search(values: dict[str, Any], limit: int) -> Page:
    """Of the first so many; if they do not fill a page, it leads on from the last of them."""
    rows = newest_among(SEARCHED, values, HAS_FACETS, HOLDS)
    if len(rows) > limit:
        return page(rows, limit)
    last = rows_of(f"{walked(values)} OFFSET {SEARCHED - 1} LIMIT 1", values)
    return Page(rows, limit, next=place_of(last[0]) if last else None)


def rows_of(query: str, values: dict[str, Any]) -> list[Any]:
    return rows_within(values["project_id"], query, values)


def page(rows: list[Any], limit: int) -> Page:
    more = len(rows) > limit
    return Page(rows[:limit], limit, next=place_of(rows[limit - 1]) if more else None)


def place_of(row: Any) -> Cursor:
    return Cursor(row.started_at, row.trace_id)
