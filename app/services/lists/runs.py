"""The list of runs, of every project. What went in and came out stays where it is."""

from __future__ import annotations

from sqlalchemy import Uuid, func, or_, select
from sqlalchemy.orm import aliased
from sqlalchemy.sql.elements import ColumnElement

from app.db import db
from app.models import Project, Run
from app.services.access.names import among
from app.services.lists.listing import Facet, Kind, Listing, as_uuid, uuid_or_null
from app.services.prompts.search import is_indexed, pattern_of

home = aliased(Project, name="home")

STATUSES = {
    "queued": "Queued",
    "running": "Running",
    "succeeded": "Succeeded",
    "failed": "Failed",
    "cancelled": "Cancelled",
}
SOURCES = {
    "api": "API",
    "playground": "Playground",
    "experiment": "Experiment",
    "reported": "Reported",
}
DRAFT = "(draft)"
COMMON = 500
"""What more runs hold is found soonest by walking through them, newest first."""

name = func.coalesce(Run.prompt_name, DRAFT)


def found_by(q: str) -> ColumnElement[bool]:
    """What the run was asked and answered, the prompt's name, or the id of anything of it."""
    if (id_ := as_uuid(q)) is not None:
        return or_(Run.id == id_, Run.trace_id == id_, Run.prompt_id == id_, Run.group_id == id_)
    if not is_indexed(q):
        return func.strpos(func.lower(Run.prompt_name), q.lower()) > 0
    found = select(func.found_runs_anywhere(pattern_of(q), COMMON + 1, type_=Uuid))
    ids = list(db.session.scalars(found))
    # The few that hold a text are found by its index; of many the newest are met soon.
    return among(Run.id, ids) if len(ids) <= COMMON else func.strpos(Run.search, q.casefold()) > 0


LISTING = Listing(
    name="runs",
    source=Run.__table__.join(home, home.id == Run.project_id),
    columns=(
        Run.id,
        Run.project_id,
        home.slug.label("project"),
        name.label("name"),
        Run.prompt_id,
        Run.prompt_version,
        Run.label,
        Run.status,
        Run.status.label("state"),
        Run.source,
        Run.connection,
        Run.provider,
        Run.model,
        Run.total_tokens,
        Run.cost_usd,
        Run.latency_ms,
        Run.attempts,
        func.left(Run.error, 200).label("error"),
        Run.error_kind,
        Run.cancel_requested_at,
        Run.trace_id,
        Run.environment,
        Run.user_id,
        Run.session_id,
        Run.created_at,
        Run.created_by,
        Run.started_at,
        Run.ended_at,
    ),
    id=Run.id,
    orders={"created": Run.created_at},
    facets=(
        Facet("state", "State", Run.status, STATUSES),
        Facet("source", "Source", Run.source, SOURCES),
        Facet("model", "Model", Run.model),
        Facet("project", "Project", home.slug),
        Facet("when", "Asked for", Run.created_at, kind=Kind.WHEN),
    ),
    search=found_by,
    extra={
        "id": lambda id_: Run.id == uuid_or_null(id_),
        "prompt": lambda id_: Run.prompt_id == uuid_or_null(id_),
        "trace": lambda id_: Run.trace_id == uuid_or_null(id_),
        "group": lambda id_: Run.group_id == uuid_or_null(id_),
    },
    wall=Run.project_id,
    actors=("created_by",),
)
