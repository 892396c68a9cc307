"""The list of what is taken out of spans, in every project."""

from __future__ import annotations

from sqlalchemy import case, func, or_
from sqlalchemy.orm import aliased
from sqlalchemy.sql.elements import ColumnElement

from app.models import MaskingRule, Project
from app.services.lists.listing import Facet, Kind, Listing, as_uuid, like, uuid_or_null

home = aliased(Project, name="home")

STATES = {"on": "On", "off": "Off"}
KINDS = {"pattern": "Pattern", "attribute": "Attribute"}

state = case((MaskingRule.is_on, "on"), else_="off")
kind = case((MaskingRule.pattern.is_not(None), "pattern"), else_="attribute")
looks_for = func.coalesce(MaskingRule.pattern, MaskingRule.attribute)


def found_by(q: str) -> ColumnElement[bool]:
    found = or_(like(MaskingRule.name, q), like(looks_for, q))
    return found if as_uuid(q) is None else or_(found, MaskingRule.id == as_uuid(q))


LISTING = Listing(
    name="masking",
    source=MaskingRule.__table__.join(home, home.id == MaskingRule.project_id),
    columns=(
        MaskingRule.id,
        MaskingRule.project_id,
        home.slug.label("project"),
        MaskingRule.name,
        kind.label("kind"),
        looks_for.label("looks_for"),
        MaskingRule.pattern,
        MaskingRule.attribute,
        MaskingRule.replacement,
        MaskingRule.is_on,
        MaskingRule.created_at,
        MaskingRule.created_by,
        state.label("state"),
    ),
    id=MaskingRule.id,
    orders={"created": MaskingRule.created_at, "name": MaskingRule.name},
    facets=(
        Facet("state", "State", state, STATES),
        Facet("kind", "Kind", kind, KINDS),
        Facet("project", "Project", home.slug),
        Facet("when", "Made", MaskingRule.created_at, kind=Kind.WHEN),
    ),
    search=found_by,
    extra={"id": lambda id_: MaskingRule.id == uuid_or_null(id_)},
    actors=("created_by",),
)
