"""What nobody is at: experiments the queue was not told of, or whose workers are gone."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta
from uuid import UUID

from sqlalchemy import Text, column, exists, func, literal, or_, select, table

from app.db import db
from app.models import Experiment, ExperimentResult
from app.models.experiments import OPEN, RUNNING, WAITING
from app.services.policy import NOWHERE
from app.wall import read_across

GRACE = timedelta(seconds=2)
"""The queue is told of an experiment right after its commit, and workers are quicker than this."""
MOST = 20
RUN = "experiments.run"
"""The job's name."""
PRIORITY = -20
"""Behind runs, for which somebody may wait."""

job = table(
    "procrastinate_jobs", column("queueing_lock", Text), column("status", Text), schema="jobs"
)


def due_experiments(besides: Collection[UUID]) -> list[tuple[UUID, UUID]]:
    """Project and id of open experiments that have something to do for one more worker, and that
    no job waits for.
    """
    read_across(NOWHERE)
    lock = func.concat_ws(" ", literal(RUN), Experiment.project_id, Experiment.id)
    is_waited_for = exists().where(job.c.queueing_lock == lock, job.c.status.cast(Text) == "todo")
    of_it = (
        ExperimentResult.project_id == Experiment.project_id,
        ExperimentResult.experiment_id == Experiment.id,
        ExperimentResult.status.in_((WAITING, RUNNING)),
    )
    has_due = exists().where(*of_it, ExperimentResult.due_at <= func.statement_timestamp())
    is_done = ~exists().where(*of_it)
    query = select(Experiment.project_id, Experiment.id).where(
        Experiment.status.in_(OPEN),
        Experiment.created_at < func.statement_timestamp() - GRACE,
        Experiment.id.not_in(list(besides)),
        ~is_waited_for,
        or_(has_due, is_done),
    )
    query = query.order_by(Experiment.created_at, Experiment.id).limit(MOST)
    return [(row.project_id, row.id) for row in db.session.execute(query)]
