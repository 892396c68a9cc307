"""Named filters of the panel's lists, kept for everybody in the settings of a project."""

from __future__ import annotations

from typing import TypedDict
from urllib.parse import parse_qsl, urlencode

from sqlalchemy import select

from app.db import db
from app.errors import Conflict, NotFound, invalid
from app.models import Project
from app.services import audit, policy
from app.services.policy import Caller

SETTING = "filters"
NAME_LENGTH, QUERY_LENGTH, MOST = 40, 2_000, 12


class SavedFilter(TypedDict):
    name: str
    query: str


class TooManyFilters(Conflict):
    """A row of tabs has an end."""


class NoSuchFilter(NotFound):
    """Removed meanwhile, or never saved."""


def saved_filters(caller: Caller, listing: str) -> list[SavedFilter]:
    """In the order they were saved first."""
    project = db.session.get(Project, caller.project_id)
    return list(project.settings.get(SETTING, {}).get(listing, [])) if project else []


def save_filter(caller: Caller, listing: str, name: str, query: str) -> None:
    """Under a new name, or anew under one that is there."""
    policy.require(caller, policy.OPERATE)
    name = name.strip()
    if not 1 <= len(name) <= NAME_LENGTH or not name.isprintable():
        raise invalid("name", f"Between 1 and {NAME_LENGTH} plain characters.")
    query = urlencode(parse_qsl(query))
    if len(query) > QUERY_LENGTH or "%00" in query:
        raise invalid("query", "This filter is too long to be kept.")
    project = locked(caller)
    filters = saved_filters(caller, listing)
    before = next((kept["query"] for kept in filters if kept["name"] == name), None)
    if before is None:
        filters.append({"name": name, "query": query})
    filters = [{"name": name, "query": query} if f["name"] == name else f for f in filters]
    if len(filters) > MOST:
        raise TooManyFilters(f"A list keeps {MOST} filters at most; remove one first.")
    keep(caller, project, listing, filters)
    audit.record(caller, "filter.saved", None, name, {f"{listing} {name}": [before, query]})


def remove_filter(caller: Caller, listing: str, name: str) -> None:
    policy.require(caller, policy.OPERATE)
    project = locked(caller)
    filters = saved_filters(caller, listing)
    gone = next((kept for kept in filters if kept["name"] == name), None)
    if gone is None:
        raise NoSuchFilter(f"There is no filter {name!r} in this list any more.")
    keep(caller, project, listing, [kept for kept in filters if kept is not gone])
    audit.record(caller, "filter.removed", None, name, {f"{listing} {name}": [gone["query"], None]})


def locked(caller: Caller) -> Project:
    return db.session.scalars(
        select(Project)
        .where(Project.id == caller.project_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    ).one()


def keep(caller: Caller, project: Project, listing: str, filters: list[SavedFilter]) -> None:
    """Assigned anew as a whole: a change within JSON would go unnoticed."""
    every = {**project.settings.get(SETTING, {}), listing: filters}
    project.settings = {**project.settings, SETTING: every}
