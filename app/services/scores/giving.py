"""Giving scores and taking them back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from app.db import db, now, uuid7
from app.errors import invalid
from app.models import Scale, Score
from app.models.scores import SCORE_SOURCES
from app.services import audit, policy
from app.services.access.names import put_authors
from app.services.policy import Caller
from app.services.prompts.checks import Checks
from app.services.scores.finding import no_such_score, scores_called
from app.services.scores.targets import Target
from app.services.scores.values import Value, judged

MOST_AT_ONCE = 100
ID_LENGTH, NAME_LENGTH, COMMENT_LENGTH = 500, 200, 4_000
METADATA_BYTES = 64 * 1024
KEPT = {"project_id", "shard_id", "id", "created_at", "created_by"}
"""What giving a score again does not change."""


@dataclass(frozen=True)
class Given:
    """A score as somebody gives it. The same id for the same target is the same score."""

    name: str
    value: Value
    target: Target
    id: str | None = None
    type: str | None = None
    source: str | None = None
    comment: str | None = None
    environment: str = "default"
    metadata: dict[str, Any] | None = None
    created_at: datetime | None = None


def give_scores(caller: Caller, given: Sequence[Given]) -> list[Score]:
    """All of them or, if one is refused, none; in the order given."""
    policy.require(caller, policy.INGEST)
    if not 1 <= len(given) <= MOST_AT_ONCE:
        raise invalid("_schema", f"Between 1 and {MOST_AT_ONCE} scores at once.")
    scales = scales_by_name({one.name for one in given})
    return store_scores([prepare_score(caller, one, scales) for one in given])


def scales_by_name(names: set[str]) -> dict[str, Scale]:
    query = select(Scale).where(Scale.name.in_(names), Scale.archived_at.is_(None))
    return {scale.name: scale for scale in db.session.scalars(query)}


def prepare_score(caller: Caller, given: Given, scales: dict[str, Scale]) -> dict[str, Any]:
    """The columns of a score that may be stored, or a refusal that names the field."""
    check_texts(given)
    given.target.check()
    scale = scales.get(given.name)
    type_, value, text_value = judged(given.value, given.type, scale)
    moment = now()
    return {
        "project_id": caller.project_id,
        **given.target.columns(),
        "id": given.id or str(uuid7()),
        "name": given.name,
        "type": type_,
        "value": value,
        "text_value": text_value,
        "source": given.source or source_of(caller),
        "comment": given.comment,
        "scale_id": scale.id if scale else None,
        "environment": given.environment,
        "metadata_": given.metadata,
        "created_by": caller.actor,
        "created_at": min(given.created_at or moment, moment),
        "updated_at": moment,
    }


def check_texts(given: Given) -> None:
    checks = Checks()
    if not 1 <= len(given.name) <= NAME_LENGTH:
        checks.refuse("name", f"Between 1 and {NAME_LENGTH} characters.")
    if given.id is not None and not 1 <= len(given.id) <= ID_LENGTH:
        checks.refuse("id", f"Between 1 and {ID_LENGTH} characters.")
    if given.source is not None and given.source not in SCORE_SOURCES:
        checks.refuse("source", f"One of {', '.join(SCORE_SOURCES)}.")
    checks.text("comment", given.comment, COMMENT_LENGTH)
    if given.metadata is not None:
        checks.size("metadata", given.metadata, METADATA_BYTES, "64 KiB")
    checks.done()


def source_of(caller: Caller) -> str:
    return "person" if caller.actor.startswith("person:") else "api"


def store_scores(rows: Sequence[dict[str, Any]]) -> list[Score]:
    """In the order of `rows`; of two with the same id and target the later counts."""
    by_place = {place_of(row): row for row in rows}
    # In one order, so that two that give the same scores wait for each other and not both.
    ordered = [by_place[place] for place in sorted(by_place)]
    adding = insert(Score).values(ordered)
    changed = {
        column.name: adding.excluded[column.name]
        for column in Score.__table__.columns
        if column.name not in KEPT
    }
    stored = db.session.scalars(
        adding.on_conflict_do_update(
            index_elements=["project_id", "shard_id", "id"], set_=changed
        ).returning(Score),
        execution_options={"populate_existing": True},
    ).all()
    put_authors(stored)
    found = {(score.shard_id, score.id): score for score in stored}
    return [found[place_of(row)] for row in rows]


def place_of(row: dict[str, Any]) -> tuple[UUID, str]:
    return row["shard_id"], row["id"]


def remove_score(caller: Caller, score_id: str) -> None:
    """One's own, or as an admin anybody's; whatever targets carry this id."""
    policy.require(caller, policy.ADMIN if policy.may(caller, policy.ADMIN) else policy.INGEST)
    found = scores_called(score_id)
    if not found:
        raise no_such_score(score_id)
    if any(score.created_by != caller.actor for score in found):
        policy.require(caller, policy.ADMIN)
    for score in found:
        if score.created_by != caller.actor:
            record_removal(caller, score)
        db.session.delete(score)
    db.session.flush()


def record_removal(caller: Caller, score: Score) -> None:
    facts = {"id": score.id, "value": score.judged, "created_by": score.created_by}
    audit.record(
        caller,
        "score.removed",
        None,
        score.name,
        audit.difference(facts, dict.fromkeys(facts)),
        project_id=score.project_id,
    )
