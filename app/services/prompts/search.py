"""Lists of prompts: by text, by tag, page by page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ARRAY,
    DateTime,
    Select,
    Text,
    Uuid,
    column,
    func,
    literal,
    null,
    select,
)
from sqlalchemy.orm import contains_eager

from app.db import db
from app.models import Prompt, PromptSearch, PromptVersion
from app.rendering import plain_text, variables_in
from app.services import policy
from app.services.access.names import put_authors
from app.services.paging import COUNT_CAP, Cursor, Page, after, capped_count, page_of
from app.services.policy import Caller
from app.services.prompts.read import put_labels

SNIPPET_LENGTH = 200
TRIGRAM_LENGTH = 3
"""A pattern shorter than this cannot use the trigram index: it is looked for in names and tags."""

COMMON = 500
"""What more prompts hold is found soonest by walking through them, newest first."""


@dataclass(frozen=True)
class Listed:
    """What a list without bodies says of the newest version."""

    kind: str
    snippet: str
    variables: list[str]


def list_prompts(
    caller: Caller,
    *,
    q: str | None = None,
    tag: Iterable[str] = (),
    archived: bool = False,
    limit: int = 50,
    offset: int = 0,
    cursor: str | None = None,
    body: bool = True,
) -> Page:
    """Newest first, each with its newest version; the rows take one statement, their count one."""
    policy.require(caller, policy.READ)
    tags = [one.strip().lower() for one in tag]
    narrowed = bool(q or tags)
    total = capped_count(
        found_prompts(caller, q, tags, archived) if narrowed else walked(caller, None, [], archived)
    )
    if narrowed and total <= COMMON:
        query, at, id_ = gathered(caller, q, tags, archived)
    else:
        query = walked(caller, q, tags, archived).join(Prompt.search)
        at, id_ = Prompt.created_at, Prompt.id
    query = after(query, Cursor.parse(cursor) if cursor else None, at, id_)
    newest = contains_eager(Prompt.newest)
    if not body:
        newest = newest.defer(PromptVersion.content, raiseload=True)
        newest = newest.defer(PromptVersion.messages, raiseload=True)
    query = (
        query.join(Prompt.newest)
        .options(newest, contains_eager(Prompt.search).defer(PromptSearch.text, raiseload=True))
        .limit(limit + 1)
        .offset(offset)
    )
    rows = list(db.session.scalars(query))
    for prompt in rows:
        put_labels(prompt, [prompt.newest])
        search = prompt.search
        prompt.newest.listed = Listed(prompt.kind, search.snippet, search.variables)
    put_authors([prompt.newest for prompt in rows])
    return page_of(rows, limit, offset, total)


def walked(caller: Caller, q: str | None, tags: list[str], archived: bool) -> Select[Any]:
    """The project's prompts that hold the text `q` and carry every tag, to be met one by one."""
    query = (
        select(Prompt)
        .where(Prompt.project_id == caller.project_id)
        .where(Prompt.archived_at.is_not(None) if archived else Prompt.archived_at.is_(None))
    )
    if tags:
        query = query.where(Prompt.tags.contains(tags))
    return query.where(contains_text(q)) if q else query


def found_prompts(caller: Caller, q: str | None, tags: list[str], archived: bool) -> Select[Any]:
    """The same by index: ids and times of as many as are counted.

    The owner's function, since behind the wall no index answers what texts or tags hold.
    """
    found = func.found_prompts(
        caller.project_id,
        pattern_of(q) if q else null(),
        bool(q) and not is_indexed(q or ""),
        literal(tags, ARRAY(Text)),
        archived,
        COUNT_CAP,
    ).table_valued(column("id", Uuid), column("created_at", DateTime(timezone=True)))
    return select(found.c.id, found.c.created_at)


def gathered(
    caller: Caller, q: str | None, tags: list[str], archived: bool
) -> tuple[Select[Any], Any, Any]:
    """Those few first, then their rows, and the columns they are ordered by.

    In one piece the planner may prefer to walk through all prompts, if it takes few for many.
    """
    few = found_prompts(caller, q, tags, archived).cte("few").prefix_with("MATERIALIZED")
    query = select(Prompt).join(few, few.c.id == Prompt.id).join(Prompt.search)
    return query, few.c.created_at, few.c.id


def is_indexed(q: str) -> bool:
    return len(q.casefold()) >= TRIGRAM_LENGTH


def contains_text(q: str) -> Any:
    """`q` as it stands, in any case.

    What the planner knows nothing of it takes to be true of every third row, so it walks; of LIKE
    it believes one in two hundred, and sorts everything that matches.
    """
    column = PromptSearch.text if is_indexed(q) else PromptSearch.heading
    return func.strpos(column, q.casefold()) > 0


def pattern_of(q: str) -> str:
    """For LIKE; `%` and `_` mean themselves."""
    literal_q = q.casefold().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{literal_q}%"


def found_anywhere(q: str) -> Select[Any]:
    """Ids of prompts that hold the text, while every project is read; otherwise of none."""
    return select(func.found_anywhere(pattern_of(q), not is_indexed(q), type_=Uuid))


def describe(prompt: Prompt, newest: PromptVersion) -> dict[str, Any]:
    """The columns of a prompt's search row. What is searched has no case; the rest is shown."""
    body = newest.content if newest.messages is None else newest.messages
    text = plain_text(body)
    heading = "\n".join([prompt.name, *prompt.tags])
    return {
        "heading": heading.casefold(),
        "text": "\n".join([heading, prompt.description or "", text]).casefold(),
        "snippet": text[:SNIPPET_LENGTH],
        "variables": variables_in(body),
    }
