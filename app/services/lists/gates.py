"""The list of gates, of every project, with what each asks."""

from __future__ import annotations

from sqlalchemy import case, func, or_
from sqlalchemy.orm import aliased
from sqlalchemy.sql.elements import ColumnElement

from app.models import Dataset, Evaluator, EvaluatorVersion, Gate, Project
from app.services.lists.listing import Facet, Kind, Listing, as_uuid, like, uuid_or_null

home = aliased(Project, name="home")

STATES = {"open": "In use", "archived": "Archived"}
state = case((Gate.archived_at.is_not(None), "archived"), else_="open")
guarded = func.coalesce(
    Gate.prompt_name, Gate.prompt_prefix.concat("…"), func.concat("#", Gate.tag)
)


def found_by(q: str) -> ColumnElement[bool]:
    """What it guards, by what it measures, or an id of these."""
    texts = (
        *(Gate.prompt_name, Gate.prompt_prefix, Gate.tag, Gate.description),
        *(Dataset.name, Evaluator.name),
    )
    found = or_(*(like(text, q) for text in texts))
    if (id_ := as_uuid(q)) is not None:
        found = or_(found, Gate.id == id_, Gate.dataset_id == id_, Gate.evaluator_id == id_)
    return found


# Of every other kind more is better.
direction = case(
    (EvaluatorVersion.config["direction"].as_string() == "lower", "lower"), else_="higher"
)


LISTING = Listing(
    name="gates",
    source=Gate.__table__.join(home, home.id == Gate.project_id)
    .join(Dataset, (Dataset.project_id == Gate.project_id) & (Dataset.id == Gate.dataset_id))
    .join(
        Evaluator,
        (Evaluator.project_id == Gate.project_id) & (Evaluator.id == Gate.evaluator_id),
    )
    .join(
        EvaluatorVersion,
        (EvaluatorVersion.evaluator_id == Gate.evaluator_id)
        & (EvaluatorVersion.version == Gate.evaluator_version),
    ),
    columns=(
        Gate.id,
        Gate.project_id,
        home.slug.label("project"),
        guarded.label("name"),
        Gate.label,
        Gate.prompt_name,
        Gate.prompt_prefix,
        Gate.tag,
        Gate.dataset_id,
        Dataset.name.label("dataset"),
        Gate.min_dataset_version,
        Gate.evaluator_id,
        Evaluator.name.label("evaluator"),
        Evaluator.kind,
        Gate.evaluator_version,
        direction.label("direction"),
        Gate.minimum,
        Gate.max_drop,
        Gate.connection,
        Gate.accept_recorded,
        Gate.starts_by_itself,
        Gate.trials,
        Gate.description,
        Gate.created_at,
        Gate.updated_at,
        Gate.created_by,
        Gate.archived_at,
        state.label("state"),
    ),
    id=Gate.id,
    orders={"created": Gate.created_at},
    facets=(
        Facet("state", "State", state, STATES),
        Facet("label", "Label", Gate.label),
        Facet("project", "Project", home.slug),
        Facet("when", "Made", Gate.created_at, kind=Kind.WHEN),
    ),
    search=found_by,
    extra={
        "id": lambda id_: Gate.id == uuid_or_null(id_),
        "dataset": lambda id_: Gate.dataset_id == uuid_or_null(id_),
        "evaluator": lambda id_: Gate.evaluator_id == uuid_or_null(id_),
    },
    wall=Gate.project_id,
    actors=("created_by",),
)
