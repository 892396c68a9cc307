"""The list of connections."""

from __future__ import annotations

from sqlalchemy import case, or_
from sqlalchemy.orm import aliased
from sqlalchemy.sql.elements import ColumnElement

from app.models import Connection, Project
from app.services.lists.listing import Facet, Kind, Listing, as_uuid, like

home = aliased(Project, name="home")

STATES = {"default": "Default", "other": "By name"}
state = case((Connection.is_default, "default"), else_="other")


def connection_found(q: str) -> ColumnElement[bool]:
    texts = (Connection.name, Connection.base_url, Connection.default_model)
    found = or_(*(like(text, q) for text in texts))
    return found if as_uuid(q) is None else or_(found, Connection.id == as_uuid(q))


LISTING = Listing(
    name="connections",
    source=Connection.__table__.join(home, home.id == Connection.project_id),
    columns=(
        Connection.id,
        Connection.project_id,
        home.slug.label("project"),
        Connection.name,
        Connection.provider,
        Connection.base_url,
        Connection.key_hint,
        Connection.default_model,
        Connection.timeout_s,
        Connection.is_default,
        Connection.created_by,
        Connection.created_at,
        Connection.updated_at,
        state.label("state"),
    ),
    id=Connection.id,
    orders={"created": Connection.created_at, "name": Connection.name},
    facets=(
        Facet("state", "Used", state, STATES),
        Facet("provider", "Provider", Connection.provider),
        Facet("project", "Project", home.slug),
        Facet("when", "Created", Connection.created_at, kind=Kind.WHEN),
    ),
    search=connection_found,
    actors=("created_by",),
)
