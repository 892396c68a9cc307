"""The list of prompts, of every project."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import case, exists, or_
from sqlalchemy.orm import aliased
from sqlalchemy.sql.elements import ColumnElement

from app.db import now
from app.models import Project, Prompt, PromptVersion
from app.services.lists.listing import Facet, Kind, Listing, as_uuid
from app.services.prompts.search import found_anywhere

home = aliased(Project, name="home")

CURRENT, BEHIND, NONE, ARCHIVED = "current", "behind", "none", "archived"
STATES = {
    CURRENT: "Current",
    BEHIND: "Behind",
    NONE: "No active version",
    ARCHIVED: "Archived",
}

state = case(
    (Prompt.archived_at.is_not(None), ARCHIVED),
    (Prompt.active_version.is_(None), NONE),
    (Prompt.active_version == Prompt.latest_version, CURRENT),
    else_=BEHIND,
)


def found_by(q: str) -> ColumnElement[bool]:
    """Name, tag, text or id."""
    in_text = Prompt.id.in_(found_anywhere(q))
    id_ = as_uuid(q)
    return in_text if id_ is None else or_(in_text, Prompt.id == id_)


def waiting(days: str) -> ColumnElement[bool]:
    """The newest version was saved so many days ago, and is not the active one."""
    before = now() - timedelta(days=int(days) if days.isdecimal() and len(days) < 5 else 14)
    return (
        Prompt.archived_at.is_(None)
        & Prompt.active_version.is_distinct_from(Prompt.latest_version)
        & exists().where(
            PromptVersion.prompt_id == Prompt.id,
            PromptVersion.version == Prompt.latest_version,
            PromptVersion.created_at < before,
        )
    )


LISTING = Listing(
    name="prompts",
    source=Prompt.__table__.join(home, home.id == Prompt.project_id),
    columns=(
        Prompt.id,
        Prompt.project_id,
        home.slug.label("project"),
        Prompt.name,
        Prompt.kind,
        Prompt.tags,
        Prompt.description,
        Prompt.active_version,
        Prompt.latest_version,
        Prompt.created_at,
        Prompt.updated_at,
        Prompt.created_by,
        Prompt.archived_at,
        state.label("state"),
    ),
    id=Prompt.id,
    orders={"updated": Prompt.updated_at, "created": Prompt.created_at, "name": Prompt.name},
    facets=(
        Facet("state", "State", state, STATES),
        Facet("tag", "Tag", Prompt.tags, kind=Kind.ALL),
        Facet("kind", "Kind", Prompt.kind, {"text": "Text", "chat": "Chat"}),
        Facet("project", "Project", home.slug),
        Facet("when", "Updated", Prompt.updated_at, kind=Kind.WHEN),
    ),
    search=found_by,
    extra={"waiting": waiting},
    wall=Prompt.project_id,
    actors=("created_by",),
)
