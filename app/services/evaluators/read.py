"""Reading the evaluators of one project, and the versions they have."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.db import db
from app.errors import NotFound
from app.models import Evaluator, EvaluatorVersion
from app.services import policy
from app.services.access.names import put_authors
from app.services.etags import etag_of_state
from app.services.paging import Cursor, Page, after, capped_count, page_of
from app.services.policy import Caller

MOST_VERSIONS = 100


class NoSuchEvaluator(NotFound):
    """Not in this project."""


class NoSuchEvaluatorVersion(NotFound):
    """The evaluator has no version of that number."""


def list_evaluators(
    caller: Caller,
    *,
    kind: str | None = None,
    archived: bool | None = False,
    limit: int = 50,
    offset: int = 0,
    cursor: str | None = None,
) -> Page:
    """Newest first; with `archived` None both kinds."""
    policy.require(caller, policy.READ)
    query = select(Evaluator).where(Evaluator.project_id == caller.project_id)
    if kind is not None:
        query = query.where(Evaluator.kind == kind)
    if archived is not None:
        is_in_use = Evaluator.archived_at.is_(None)
        query = query.where(~is_in_use if archived else is_in_use)
    total = capped_count(query)
    place = Cursor.parse(cursor) if cursor else None
    query = after(query, place, Evaluator.created_at, Evaluator.id).limit(limit + 1).offset(offset)
    rows = list(db.session.scalars(query))
    put_authors(rows)
    return page_of(rows, limit, offset, total)


def get_evaluator(caller: Caller, evaluator_id: UUID) -> Evaluator:
    policy.require(caller, policy.READ)
    return found(caller, evaluator_id)


def found(caller: Caller, evaluator_id: UUID, *, lock: bool = False) -> Evaluator:
    """For those who have asked whether the caller may; its row locked against other writers until
    the transaction ends if asked.
    """
    query = select(Evaluator).where(
        Evaluator.project_id == caller.project_id, Evaluator.id == evaluator_id
    )
    if lock:
        query = query.with_for_update(key_share=True)
        query = query.execution_options(populate_existing=True)
    evaluator = db.session.scalar(query)
    if evaluator is None:
        raise NoSuchEvaluator(f"There is no evaluator {evaluator_id} here.")
    return evaluator


def find_evaluator(caller: Caller, named: UUID | str) -> Evaluator:
    """By its id or its exact name, or `NoSuchEvaluator`."""
    policy.require(caller, policy.READ)
    try:
        return found(caller, named if isinstance(named, UUID) else UUID(named))
    except ValueError:
        query = select(Evaluator).where(
            Evaluator.project_id == caller.project_id, Evaluator.name == named
        )
    evaluator = db.session.scalar(query)
    if evaluator is None:
        raise NoSuchEvaluator(f"There is no evaluator named {named!r} here.")
    return evaluator


def get_version(evaluator: Evaluator, version: int | None = None) -> EvaluatorVersion:
    """The newest if none is named."""
    wanted = evaluator.latest_version if version is None else version
    row = db.session.get(EvaluatorVersion, (evaluator.id, wanted))
    if row is None:
        raise NoSuchEvaluatorVersion(
            f"{evaluator.name} has no version {wanted}; its newest is {evaluator.latest_version}."
        )
    return row


def versions_of(evaluator: Evaluator) -> list[EvaluatorVersion]:
    """The newest hundred, newest first."""
    query = (
        select(EvaluatorVersion)
        .where(EvaluatorVersion.evaluator_id == evaluator.id)
        .order_by(EvaluatorVersion.version.desc())
        .limit(MOST_VERSIONS)
    )
    rows = list(db.session.scalars(query))
    put_authors(rows)
    return rows


def etag_of(evaluator: Evaluator) -> str:
    return etag_of_state(facts_of(evaluator))


def facts_of(evaluator: Evaluator) -> dict[str, Any]:
    """What the audit log keeps of an evaluator."""
    return {
        "name": evaluator.name,
        "kind": evaluator.kind,
        "description": evaluator.description,
        "latest_version": evaluator.latest_version,
        "archived": evaluator.archived_at is not None,
    }
