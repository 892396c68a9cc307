"""The list of releases: every move of a pointer, those of deleted prompts included."""

from __future__ import annotations

from sqlalchemy import case, or_
from sqlalchemy.orm import aliased
from sqlalchemy.sql.elements import ColumnElement

from app.models import Project, Release
from app.services.lists.listing import Facet, Kind, Listing, as_uuid, like

home = aliased(Project, name="home")

ACTIVATED, ROLLED_BACK, IMPORTED = "activated", "rolled_back", "imported"
KINDS = {ACTIVATED: "Activated", ROLLED_BACK: "Rolled back", IMPORTED: "Imported"}

kind = case(
    (Release.imported_at.is_not(None), IMPORTED),
    (Release.release_id.is_not(None), ROLLED_BACK),
    else_=ACTIVATED,
)

OVERRIDDEN, PASSED, UNGUARDED = "overridden", "passed", "none"
GATES = {OVERRIDDEN: "Overridden", PASSED: "Passed", UNGUARDED: "None"}

gate = case(
    (Release.gates_overridden, OVERRIDDEN),
    (Release.gates.is_not(None), PASSED),
    else_=UNGUARDED,
)


def found_by(q: str) -> ColumnElement[bool]:
    found = or_(like(Release.prompt_name, q), like(Release.reason, q))
    if (id_ := as_uuid(q)) is not None:
        found = or_(found, Release.prompt_id == id_, Release.id == id_)
    return found


LISTING = Listing(
    name="releases",
    source=Release.__table__.join(home, home.id == Release.project_id),
    columns=(
        Release.id,
        Release.project_id,
        home.slug.label("project"),
        Release.prompt_id,
        Release.prompt_name.label("name"),
        Release.label,
        Release.from_version,
        Release.to_version,
        kind.label("kind"),
        gate.label("gate"),
        Release.gates,
        Release.reason,
        Release.actor,
        Release.created_at,
    ),
    id=Release.id,
    orders={"time": Release.created_at},
    facets=(
        Facet("kind", "Kind", kind, KINDS),
        Facet("gate", "Gates", gate, GATES),
        Facet("project", "Project", home.slug),
        Facet("when", "When", Release.created_at, kind=Kind.WHEN),
    ),
    search=found_by,
    wall=Release.project_id,
    actors=("actor",),
)
