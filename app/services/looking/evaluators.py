"""An evaluator with its versions, newest first."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from app.models import Evaluator, EvaluatorVersion
from app.services import policy
from app.services.looking.pieces import Piece, versions_in
from app.services.looking.rows import Looked, look_at
from app.services.policy import Caller

MOST_VERSIONS = 10


def look_at_evaluator(caller: Caller, evaluator_id: UUID) -> Looked:
    policy.require_across(caller)
    return look_at(Evaluator, (), Evaluator.id == evaluator_id)


def versions_of_evaluator(evaluator: Evaluator, before: int | None = None) -> Piece:
    """The wall must be open."""
    query = select(EvaluatorVersion).where(EvaluatorVersion.evaluator_id == evaluator.id)
    if before is not None:
        query = query.where(EvaluatorVersion.version < before)
    return versions_in(query.order_by(EvaluatorVersion.version.desc()), MOST_VERSIONS)
