"""The list of evaluators, of every project."""

from __future__ import annotations

from sqlalchemy import case, or_
from sqlalchemy.orm import aliased
from sqlalchemy.sql.elements import ColumnElement

from app.evaluators import KINDS
from app.models import Evaluator, Project
from app.services.lists.listing import Facet, Kind, Listing, as_uuid, like, uuid_or_null

home = aliased(Project, name="home")

TITLES = {kind: made.title for kind, made in KINDS.items()}
STATES = {"open": "In use", "archived": "Archived"}
state = case((Evaluator.archived_at.is_not(None), "archived"), else_="open")


def found_by(q: str) -> ColumnElement[bool]:
    """A part of the name or the description, or the id."""
    found = or_(like(Evaluator.name, q), like(Evaluator.description, q))
    return found if as_uuid(q) is None else or_(found, Evaluator.id == as_uuid(q))


LISTING = Listing(
    name="evaluators",
    source=Evaluator.__table__.join(home, home.id == Evaluator.project_id),
    columns=(
        Evaluator.id,
        Evaluator.project_id,
        home.slug.label("project"),
        Evaluator.name,
        Evaluator.kind,
        Evaluator.description,
        Evaluator.latest_version,
        Evaluator.created_at,
        Evaluator.updated_at,
        Evaluator.created_by,
        Evaluator.archived_at,
        state.label("state"),
    ),
    id=Evaluator.id,
    orders={"created": Evaluator.created_at, "name": Evaluator.name},
    facets=(
        Facet("state", "State", state, STATES),
        Facet("kind", "Kind", Evaluator.kind, TITLES),
        Facet("project", "Project", home.slug),
        Facet("when", "Made", Evaluator.created_at, kind=Kind.WHEN),
    ),
    search=found_by,
    extra={"id": lambda id_: Evaluator.id == uuid_or_null(id_)},
    wall=Evaluator.project_id,
    actors=("created_by",),
)
