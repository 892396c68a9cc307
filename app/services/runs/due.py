"""What nobody is at: runs the queue was not told of, or whose worker is gone; and old pieces."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from sqlalchemy import Text, column, delete, exists, func, literal, select, table

from app.db import db, now
from app.models import Run, RunPiece
from app.models.runs import OPEN
from app.services.policy import NOWHERE
from app.wall import act_in, read_across

GRACE = timedelta(seconds=2)
"""The queue is told of a run right after its commit, and workers are quicker than this."""
MOST = 100
PIECES_KEPT = timedelta(hours=1)
EXECUTE = "runs.execute"
"""The job's name."""
PRIORITY = -10
"""Behind what keeps house, which must not wait for long answers."""

job = table(
    "procrastinate_jobs", column("queueing_lock", Text), column("status", Text), schema="jobs"
)


def due_runs() -> list[tuple[UUID, UUID]]:
    """Project and id of open runs that are due for a moment and that no job waits for."""
    read_across(NOWHERE)
    lock = func.concat_ws(" ", literal(EXECUTE), Run.project_id, Run.id)
    is_waited_for = exists().where(job.c.queueing_lock == lock, job.c.status.cast(Text) == "todo")
    due = Run.due_at < func.clock_timestamp() - GRACE
    query = select(Run.project_id, Run.id).where(Run.status.in_(OPEN), due, ~is_waited_for)
    return [(row.project_id, row.id) for row in db.session.execute(query.limit(MOST))]


def delete_old_pieces(project_id: UUID) -> int:
    """What a run that never ended left behind; how many went."""
    act_in(project_id)
    old = delete(RunPiece).where(
        RunPiece.project_id == project_id, RunPiece.created_at < now() - PIECES_KEPT
    )
    return len(db.session.scalars(old.returning(RunPiece.run_id)).all())
