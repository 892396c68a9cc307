"""The list of experiments, of every project, without their results and totals."""

from __future__ import annotations

from sqlalchemy import exists, func, or_
from sqlalchemy.orm import aliased
from sqlalchemy.sql.elements import ColumnElement

from app.models import Experiment, ExperimentEvaluator, Project
from app.services.lists.listing import Facet, Kind, Listing, as_uuid, like, uuid_or_null

home = aliased(Project, name="home")

STATUSES = {
    "queued": "Queued",
    "running": "Running",
    "finished": "Finished",
    "cancelled": "Cancelled",
    "failed": "Failed",
}
SOURCES = {"executed": "Executed", "recorded": "Recorded outputs"}
DRAFT = "(draft)"

subject = func.coalesce(Experiment.prompt_name, DRAFT)


def found_by(q: str) -> ColumnElement[bool]:
    """A part of its name, its prompt's or its dataset's, or the id of any of these."""
    names = (Experiment.name, Experiment.prompt_name, Experiment.dataset_name)
    found = or_(*(like(name, q) for name in names))
    if (id_ := as_uuid(q)) is not None:
        ids = (
            *(Experiment.id, Experiment.group_id),
            *(Experiment.prompt_id, Experiment.dataset_id),
        )
        found = or_(found, *(column == id_ for column in ids))
    return found


def judged_by(id_: str) -> ColumnElement[bool]:
    return exists().where(
        ExperimentEvaluator.project_id == Experiment.project_id,
        ExperimentEvaluator.experiment_id == Experiment.id,
        ExperimentEvaluator.evaluator_id == uuid_or_null(id_),
    )


LISTING = Listing(
    name="experiments",
    source=Experiment.__table__.join(home, home.id == Experiment.project_id),
    columns=(
        Experiment.id,
        Experiment.project_id,
        home.slug.label("project"),
        Experiment.name,
        Experiment.status,
        Experiment.status.label("state"),
        Experiment.source,
        subject.label("subject"),
        Experiment.prompt_id,
        Experiment.prompt_version,
        Experiment.dataset_id,
        Experiment.dataset_name,
        Experiment.dataset_version,
        Experiment.connection,
        Experiment.model,
        Experiment.trials,
        Experiment.result_count,
        Experiment.done_count,
        Experiment.failed_count,
        Experiment.cost_usd,
        func.left(Experiment.stop_reason, 200).label("stop_reason"),
        Experiment.created_at,
        Experiment.created_by,
        Experiment.started_at,
        Experiment.ended_at,
        Experiment.cancel_requested_at,
    ),
    id=Experiment.id,
    orders={"created": Experiment.created_at},
    facets=(
        Facet("state", "State", Experiment.status, STATUSES),
        Facet("source", "Outputs", Experiment.source, SOURCES),
        Facet("dataset", "Dataset", Experiment.dataset_name),
        Facet("model", "Model", Experiment.model),
        Facet("project", "Project", home.slug),
        Facet("when", "Asked for", Experiment.created_at, kind=Kind.WHEN),
    ),
    search=found_by,
    extra={
        "id": lambda id_: Experiment.id == uuid_or_null(id_),
        "prompt": lambda id_: Experiment.prompt_id == uuid_or_null(id_),
        "of": lambda id_: Experiment.dataset_id == uuid_or_null(id_),
        "group": lambda id_: Experiment.group_id == uuid_or_null(id_),
        "evaluator": judged_by,
    },
    wall=Experiment.project_id,
    actors=("created_by",),
)
