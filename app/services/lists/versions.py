"""The list of versions, of every prompt. Bodies stay where they are."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import case, exists, or_
from sqlalchemy.orm import aliased
from sqlalchemy.sql.elements import ColumnElement

from app.db import now
from app.models import Project, Prompt, PromptVersion, Release
from app.services.lists.listing import Facet, Kind, Listing, as_uuid, like, uuid_or_null
from app.services.prompts.search import found_anywhere

home = aliased(Project, name="home")

ACTIVE, NEWER, EARLIER = "active", "newer", "earlier"
STATES = {ACTIVE: "Active", NEWER: "Not released", EARLIER: "Earlier"}

state = case(
    (PromptVersion.version == Prompt.active_version, ACTIVE),
    (
        or_(Prompt.active_version.is_(None), PromptVersion.version > Prompt.active_version),
        NEWER,
    ),
    else_=EARLIER,
)


def found_by(q: str) -> ColumnElement[bool]:
    """The prompt's name, text or id, the version's message, or the start of its checksum."""
    of_prompts = PromptVersion.prompt_id.in_(found_anywhere(q))
    found = or_(of_prompts, like(PromptVersion.message, q))
    if (id_ := as_uuid(q)) is not None:
        found = or_(found, PromptVersion.prompt_id == id_, PromptVersion.id == id_)
    if len(q) >= 8 and set(q.lower()) <= set("0123456789abcdef"):
        found = or_(found, PromptVersion.checksum.startswith(q.lower(), autoescape=True))
    return found


def waiting(days: str) -> ColumnElement[bool]:
    """Saved so many days ago, the newest of a living prompt, and never released."""
    before = now() - timedelta(days=int(days) if days.isdecimal() and len(days) < 5 else 14)
    return (
        Prompt.archived_at.is_(None)
        & (PromptVersion.version == Prompt.latest_version)
        & Prompt.active_version.is_distinct_from(Prompt.latest_version)
        & (PromptVersion.created_at < before)
        & ~exists().where(
            Release.prompt_id == Prompt.id, Release.to_version == PromptVersion.version
        )
    )


LISTING = Listing(
    name="versions",
    source=PromptVersion.__table__.join(Prompt, Prompt.id == PromptVersion.prompt_id).join(
        home, home.id == PromptVersion.project_id
    ),
    columns=(
        PromptVersion.id,
        PromptVersion.project_id,
        home.slug.label("project"),
        PromptVersion.prompt_id,
        Prompt.name,
        Prompt.kind,
        PromptVersion.version,
        Prompt.active_version,
        Prompt.latest_version,
        state.label("state"),
        PromptVersion.message,
        PromptVersion.checksum,
        PromptVersion.created_at,
        PromptVersion.created_by,
    ),
    id=PromptVersion.id,
    orders={"saved": PromptVersion.created_at},
    facets=(
        Facet("state", "State", state, STATES),
        Facet("kind", "Kind", Prompt.kind, {"text": "Text", "chat": "Chat"}),
        Facet("project", "Project", home.slug),
        Facet("when", "Saved", PromptVersion.created_at, kind=Kind.WHEN),
    ),
    search=found_by,
    extra={
        "waiting": waiting,
        "prompt": lambda id_: PromptVersion.prompt_id == uuid_or_null(id_),
        "id": lambda id_: PromptVersion.id == uuid_or_null(id_),
    },
    wall=PromptVersion.project_id,
    actors=("created_by",),
)
