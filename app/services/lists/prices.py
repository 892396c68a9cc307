"""The list of what models cost, of every project."""

from __future__ import annotations

from sqlalchemy import case, func, or_, select
from sqlalchemy.orm import aliased
from sqlalchemy.sql.elements import ColumnElement

from app.models import Price, Project
from app.services.lists.listing import Facet, Kind, Listing, as_uuid, like, uuid_or_null

home = aliased(Project, name="home")
later = aliased(Price, name="later")

STATES = {"now": "In force", "later": "To come", "past": "Replaced"}

newest = (
    select(func.max(later.valid_from))
    .where(
        later.project_id == Price.project_id,
        later.model == Price.model,
        later.valid_from <= func.now(),
    )
    .correlate(Price)
    .scalar_subquery()
)
state = case(
    (Price.valid_from > func.now(), "later"),
    (Price.valid_from == newest, "now"),
    else_="past",
)


def found_by(q: str) -> ColumnElement[bool]:
    found = like(Price.model, q)
    return found if as_uuid(q) is None else or_(found, Price.id == as_uuid(q))


LISTING = Listing(
    name="prices",
    source=Price.__table__.join(home, home.id == Price.project_id),
    columns=(
        Price.id,
        Price.project_id,
        home.slug.label("project"),
        Price.model,
        Price.input_usd,
        Price.output_usd,
        Price.cached_usd,
        Price.valid_from,
        Price.created_at,
        Price.created_by,
        state.label("state"),
    ),
    id=Price.id,
    orders={"model": Price.model, "valid_from": Price.valid_from, "created": Price.created_at},
    facets=(
        Facet("state", "State", state, STATES),
        Facet("project", "Project", home.slug),
        Facet("when", "Valid from", Price.valid_from, kind=Kind.WHEN),
    ),
    search=found_by,
    extra={"id": lambda id_: Price.id == uuid_or_null(id_)},
    actors=("created_by",),
)
