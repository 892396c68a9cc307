"""Carrying out a request once, however often it is sent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert

from app.db import db, now, uuid7
from app.errors import Invalid
from app.models import IdempotencyKey
from app.services.policy import Caller
from app.wall import act_in

LIFETIME = timedelta(hours=24)


class KeyIsForAnother(Invalid):
    """The key came before with another request."""


@dataclass(frozen=True)
class Claim:
    """The right to carry out a request, or the answer it was given before."""

    id: UUID
    status: int | None = None
    answer: dict[str, Any] | None = None


def claim(caller: Caller, route: str, key: str, request_hash: bytes) -> Claim:
    """Claim a key within the request's own transaction.

    A second request with it waits here until the first has committed or failed.
    """
    act_in(caller.project_id)
    forget(IdempotencyKey.created_at < now() - LIFETIME, caller, route, key)
    claimed = db.session.scalar(
        insert(IdempotencyKey)
        .values(
            id=uuid7(),
            project_id=caller.project_id,
            actor=caller.actor,
            route=route,
            key=key,
            request_hash=request_hash,
            created_at=now(),
        )
        .on_conflict_do_nothing()
        .returning(IdempotencyKey.id)
    )
    if claimed is not None:
        return Claim(claimed)
    earlier = db.session.scalars(select(IdempotencyKey).where(*of(caller, route, key))).one()
    if earlier.request_hash != request_hash:
        raise KeyIsForAnother(
            "This Idempotency-Key came before with another body; use a new key.",
            errors={"headers": {"Idempotency-Key": ["Used for another request."]}},
        )
    return Claim(earlier.id, earlier.status, earlier.answer)


def keep_answer(claim: Claim, status: int, answer: dict[str, Any]) -> None:
    db.session.execute(
        update(IdempotencyKey)
        .where(IdempotencyKey.id == claim.id)
        .values(status=status, answer=answer)
        .execution_options(synchronize_session=False)
    )


def forget(condition: Any, caller: Caller, route: str, key: str) -> None:
    db.session.execute(delete(IdempotencyKey).where(condition, *of(caller, route, key)))


def of(caller: Caller, route: str, key: str) -> tuple[Any, ...]:
    return (
        IdempotencyKey.project_id == caller.project_id,
        IdempotencyKey.actor == caller.actor,
        IdempotencyKey.route == route,
        IdempotencyKey.key == key,
    )


def delete_expired(project_id: UUID) -> int:
    """Answers older than 24 hours in a project; how many went."""
    act_in(project_id)
    return len(
        db.session.scalars(
            delete(IdempotencyKey)
            .where(IdempotencyKey.created_at < now() - LIFETIME)
            .returning(IdempotencyKey.id)
        ).all()
    )
