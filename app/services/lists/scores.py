"""The lists of scores and of the scales they are given on, of every project."""

from __future__ import annotations

from sqlalchemy import Text, case, cast, func, or_
from sqlalchemy.orm import aliased
from sqlalchemy.sql.elements import ColumnElement

from app.models import Project, Scale, Score
from app.services.lists.listing import Facet, Kind, Listing, as_uuid, like, uuid_or_null

home = aliased(Project, name="home")

TARGETS = {
    "run": "Run",
    "span": "Span",
    "trace": "Trace",
    "session": "Session",
    "experiment_result": "Result of an experiment",
}
TYPES = {"numeric": "Number", "boolean": "Yes or no", "categorical": "Category", "text": "Text"}
SOURCES = {"person": "Person", "api": "API", "evaluator": "Evaluator"}

value = case(
    (Score.text_value.is_not(None), func.left(Score.text_value, 200)),
    (Score.type == "boolean", case((Score.value == 1, "yes"), else_="no")),
    else_=cast(Score.value, Text),
)


def score_found(q: str) -> ColumnElement[bool]:
    """The whole name, session or id, or the id of what it judges."""
    found = or_(Score.name == q, Score.id == q, Score.session_id == q)
    if (id_ := as_uuid(q)) is not None:
        found = or_(found, Score.shard_id == id_, Score.run_id == id_)
    return found


SCORES = Listing(
    name="scores",
    source=Score.__table__.join(home, home.id == Score.project_id),
    columns=(
        func.concat_ws(".", Score.project_id, Score.shard_id, Score.id).label("id"),
        Score.id.label("score_id"),
        Score.shard_id,
        Score.project_id,
        home.slug.label("project"),
        Score.name,
        Score.type,
        value.label("value"),
        Score.target,
        Score.run_id,
        Score.trace_id,
        func.encode(Score.span_id, "hex").label("span_id"),
        Score.session_id,
        Score.experiment_id,
        Score.item_id,
        Score.trial,
        Score.source,
        func.left(Score.comment, 200).label("comment"),
        Score.environment,
        Score.created_by,
        Score.created_at,
        Score.updated_at,
    ),
    id=Score.id,
    apart=(Score.shard_id, Score.project_id),
    orders={"created": Score.created_at},
    facets=(
        Facet("target", "Of", Score.target, TARGETS),
        Facet("type", "Kind", Score.type, TYPES),
        Facet("source", "Given by", Score.source, SOURCES),
        Facet("name", "Name", Score.name),
        Facet("project", "Project", home.slug),
        Facet("when", "Given", Score.created_at, kind=Kind.WHEN),
    ),
    search=score_found,
    extra={
        "run": lambda id_: Score.run_id == uuid_or_null(id_),
        "trace": lambda id_: Score.trace_id == uuid_or_null(id_),
        "session": lambda session: Score.session_id == session,
    },
    wall=Score.project_id,
    actors=("created_by",),
)

SCALE_STATES = {"open": "In use", "archived": "Archived"}
scale_state = case((Scale.archived_at.is_not(None), "archived"), else_="open")


def scale_found(q: str) -> ColumnElement[bool]:
    found = or_(like(Scale.name, q), like(Scale.description, q))
    return found if as_uuid(q) is None else or_(found, Scale.id == as_uuid(q))


SCALES = Listing(
    name="scales",
    source=Scale.__table__.join(home, home.id == Scale.project_id),
    columns=(
        Scale.id,
        Scale.project_id,
        home.slug.label("project"),
        Scale.name,
        Scale.type,
        Scale.minimum,
        Scale.maximum,
        Scale.categories,
        Scale.description,
        Scale.created_at,
        Scale.updated_at,
        Scale.created_by,
        Scale.archived_at,
        scale_state.label("state"),
    ),
    id=Scale.id,
    orders={"created": Scale.created_at, "name": Scale.name},
    facets=(
        Facet("state", "State", scale_state, SCALE_STATES),
        Facet("type", "Kind", Scale.type, TYPES),
        Facet("project", "Project", home.slug),
        Facet("when", "Made", Scale.created_at, kind=Kind.WHEN),
    ),
    search=scale_found,
    extra={"id": lambda id_: Scale.id == uuid_or_null(id_)},
    actors=("created_by",),
)
