"""The list of datasets, of every project. Their items stay where they are."""

from __future__ import annotations

from sqlalchemy import case, or_
from sqlalchemy.orm import aliased
from sqlalchemy.sql.elements import ColumnElement

from app.models import Dataset, Project
from app.services.lists.listing import Facet, Kind, Listing, as_uuid, like, uuid_or_null

home = aliased(Project, name="home")

STATES = {"open": "In use", "empty": "Empty", "archived": "Archived"}
state = case(
    (Dataset.archived_at.is_not(None), "archived"),
    (Dataset.item_count == 0, "empty"),
    else_="open",
)


def found_by(q: str) -> ColumnElement[bool]:
    """A part of the name or the description, a whole tag, or the id."""
    found = or_(
        like(Dataset.name, q), like(Dataset.description, q), Dataset.tags.contains([q.lower()])
    )
    return found if as_uuid(q) is None else or_(found, Dataset.id == as_uuid(q))


LISTING = Listing(
    name="datasets",
    source=Dataset.__table__.join(home, home.id == Dataset.project_id),
    columns=(
        Dataset.id,
        Dataset.project_id,
        home.slug.label("project"),
        Dataset.name,
        Dataset.description,
        Dataset.tags,
        Dataset.latest_version,
        Dataset.item_count,
        Dataset.created_at,
        Dataset.updated_at,
        Dataset.created_by,
        Dataset.archived_at,
        state.label("state"),
    ),
    id=Dataset.id,
    orders={"created": Dataset.created_at, "name": Dataset.name},
    facets=(
        Facet("state", "State", state, STATES),
        Facet("tag", "Tag", Dataset.tags, kind=Kind.ALL),
        Facet("project", "Project", home.slug),
        Facet("when", "Made", Dataset.created_at, kind=Kind.WHEN),
    ),
    search=found_by,
    extra={"id": lambda id_: Dataset.id == uuid_or_null(id_)},
    wall=Dataset.project_id,
    actors=("created_by",),
)
