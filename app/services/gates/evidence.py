"""Which experiment speaks for a version: the newest that counts, whatever it shows."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, false, or_, select, true

from app.db import db
from app.models import DatasetVersion, Experiment, ExperimentEvaluator, Gate
from app.models.experiments import EXECUTED, FINISHED, OPEN, RECORDED
from app.services.gates.echo import ECHO, counts


def newest_evidence(
    gate: Gate, prompt_id: UUID, version: int, *, on: int | None = None, lock: bool
) -> Experiment | None:
    """`on` asks for one version of the dataset. Locked, it stays until the transaction ends."""
    query = (
        candidates(gate, prompt_id, version)
        .join(
            DatasetVersion,
            (DatasetVersion.dataset_id == Experiment.dataset_id)
            & (DatasetVersion.version == Experiment.dataset_version),
        )
        .where(
            Experiment.status == FINISHED,
            Experiment.result_count == DatasetVersion.item_count * Experiment.trials,
            Experiment.result_count > 0,
        )
    )
    if on is not None:
        query = query.where(Experiment.dataset_version == on)
    if lock:
        query = query.with_for_update(read=True, of=Experiment)
    return db.session.scalar(query.execution_options(populate_existing=True))


def newest_open(gate: Gate, prompt_id: UUID, version: int) -> Experiment | None:
    """One that would count if it were finished."""
    return db.session.scalar(
        candidates(gate, prompt_id, version).where(Experiment.status.in_(OPEN))
    )


def candidates(gate: Gate, prompt_id: UUID, version: int) -> Select[Experiment]:
    """By the prompt's id: what another prompt of that name has shown says nothing."""
    return (
        select(Experiment)
        .join(ExperimentEvaluator, ExperimentEvaluator.experiment_id == Experiment.id)
        .where(
            Experiment.project_id == gate.project_id,
            Experiment.prompt_id == prompt_id,
            Experiment.prompt_version == version,
            Experiment.dataset_id == gate.dataset_id,
            Experiment.dataset_version >= gate.min_dataset_version,
            Experiment.trials >= gate.trials,
            ExperimentEvaluator.evaluator_id == gate.evaluator_id,
            ExperimentEvaluator.version == gate.evaluator_version,
            made_as_asked(gate),
        )
        .order_by(Experiment.created_at.desc(), Experiment.id.desc())
        .limit(1)
    )


def made_as_asked(gate: Gate) -> ColumnElement[bool]:
    """By the registry through the connection that is pinned, or, where that is said, elsewhere."""
    is_executed = and_(
        Experiment.source == EXECUTED,
        Experiment.connection == gate.connection,
        true() if counts(ECHO) else Experiment.provider != ECHO,
    )
    is_recorded = Experiment.source == RECORDED if gate.accept_recorded else false()
    return or_(is_executed, is_recorded)
