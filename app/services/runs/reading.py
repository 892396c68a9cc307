"""Finding runs of a project."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Uuid, func, select
from sqlalchemy.orm import defer

from app.db import db
from app.errors import NotFound
from app.models import Run
from app.services import policy
from app.services.access.names import among, put_authors
from app.services.paging import Cursor, Page, after, page_of
from app.services.policy import Caller
from app.services.prompts.read import id_of
from app.services.prompts.search import pattern_of

COMMON = 500
"""What more runs hold is found soonest by walking through them, newest first."""
LARGE = (Run.messages, Run.variables, Run.parameters, Run.output, Run.search, Run.price)


class NoSuchRun(NotFound):
    """Not in this project, or nowhere."""


def get_run(caller: Caller, run_id: UUID, *, lock: bool = False) -> Run:
    policy.require(caller, policy.READ)
    return find(caller, run_id, lock=lock)


def find(caller: Caller, run_id: UUID, *, lock: bool = False) -> Run:
    """The same for who has asked whether the caller may."""
    query = select(Run).where(Run.project_id == caller.project_id, Run.id == run_id)
    if lock:
        query = query.with_for_update()
    run = db.session.scalar(query.execution_options(populate_existing=True))
    if run is None:
        raise NoSuchRun(f"There is no run {run_id} here.")
    put_authors([run])
    return run


def list_runs(
    caller: Caller,
    *,
    q: str | None = None,
    limit: int = 50,
    cursor: str | None = None,
    **wanted: Any,
) -> Page:
    """Newest first, without what may be large."""
    policy.require(caller, policy.READ)
    query = narrowed(caller, **wanted)
    if q is not None:
        query = query.where(contains(caller, q))
    query = after(query, Cursor.parse(cursor) if cursor else None, Run.created_at, Run.id)
    query = query.options(*(defer(column, raiseload=True) for column in LARGE))
    page = page_of(list(db.session.scalars(query.limit(limit + 1))), limit)
    put_authors(page.rows)
    return page


def narrowed(
    caller: Caller,
    *,
    prompt: str | None = None,
    version: int | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    **equal: Any,
) -> Select[Any]:
    """The project's runs that meet every condition; `equal` are columns and their values."""
    query = select(Run).where(Run.project_id == caller.project_id)
    for name, value in equal.items():
        query = query.where(getattr(Run, name) == value)
    if prompt is not None:
        query = query.where(of_prompt(caller, prompt))
    if version is not None:
        query = query.where(Run.prompt_version == version)
    if since is not None:
        query = query.where(Run.created_at >= since)
    if until is not None:
        query = query.where(Run.created_at < until)
    return query


def of_prompt(caller: Caller, prompt: str) -> ColumnElement[bool]:
    """By the prompt's id, or by its name now; by the name it had if there is none any more."""
    found = id_of(caller, prompt)
    return Run.prompt_name == prompt if found is None else Run.prompt_id == found


def contains(caller: Caller, q: str) -> ColumnElement[bool]:
    """`q` as it stands, in any case.

    The few that hold it are found by index, behind the wall by a function of the owner; of a
    common text the planner is told nothing, so that it walks and does not sort all of them.
    """
    found = func.found_runs(caller.project_id, pattern_of(q), COMMON + 1, type_=Uuid)
    ids = list(db.session.scalars(select(found)))
    if len(ids) <= COMMON:
        return among(Run.id, ids)
    return func.strpos(Run.search, q.casefold()) > 0
