"""Scales: which values the scores of a name may have."""

from __future__ import annotations

import math
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.db import constraint, db, now, uuid7
from app.errors import Conflict, NotFound, invalid
from app.models import Scale
from app.models.scores import SCALE_TYPES
from app.services import audit, policy
from app.services.access.names import put_authors
from app.services.etags import check_etag, etag_of_state
from app.services.paging import Cursor, Page, after, capped_count, page_of
from app.services.policy import Caller
from app.services.prompts.checks import DESCRIPTION_LENGTH, Checks

NAME_LENGTH = LABEL_LENGTH = 200
MOST_CATEGORIES = 100


class NoSuchScale(NotFound):
    """Not in this project."""


class ScaleNameIsTaken(Conflict):
    """One scale a name, the archived ones among them."""


def create_scale(
    caller: Caller,
    *,
    name: str,
    type: str,
    minimum: float | None = None,
    maximum: float | None = None,
    categories: list[dict[str, Any]] | None = None,
    description: str | None = None,
) -> Scale:
    policy.require(caller, policy.WRITE)
    moment = now()
    scale = Scale(
        id=uuid7(),
        project_id=caller.project_id,
        name=name.strip(),
        type=type,
        minimum=minimum,
        maximum=maximum,
        categories=categories,
        description=description,
        created_at=moment,
        updated_at=moment,
        created_by=caller.actor,
    )
    check_scale(scale)
    db.session.add(scale)
    flush_name(scale.name)
    record(caller, scale, "scale.created", audit.difference({}, facts_of(scale)))
    return scale


def update_scale(
    caller: Caller,
    scale_id: UUID,
    *,
    archived: bool | None = None,
    if_match: list[str] | None = None,
    **fields: Any,
) -> Scale:
    """Scores that were given already stay as they are. The type is for life."""
    policy.require(caller, policy.WRITE)
    scale = get_scale(caller, scale_id, lock=True)
    check_etag(scale.name, etag_of(scale), if_match)
    before = facts_of(scale)
    for name, value in fields.items():
        setattr(scale, name, value)
    if archived is not None and archived != (scale.archived_at is not None):
        scale.archived_at = now() if archived else None
    check_scale(scale)
    changes = audit.difference(before, facts_of(scale))
    if changes:
        scale.updated_at = now()
        flush_name(scale.name)
        record(caller, scale, "scale.updated", changes)
    return scale


def list_scales(
    caller: Caller,
    *,
    archived: bool | None = False,
    limit: int = 50,
    offset: int = 0,
    cursor: str | None = None,
) -> Page:
    """Newest first; with `archived` None both kinds."""
    policy.require(caller, policy.READ)
    query = select(Scale).where(Scale.project_id == caller.project_id)
    if archived is not None:
        is_in_use = Scale.archived_at.is_(None)
        query = query.where(~is_in_use if archived else is_in_use)
    total = capped_count(query)
    place = Cursor.parse(cursor) if cursor else None
    query = after(query, place, Scale.created_at, Scale.id).limit(limit + 1).offset(offset)
    rows = list(db.session.scalars(query))
    put_authors(rows)
    return page_of(rows, limit, offset, total)


def get_scale(caller: Caller, scale_id: UUID, *, lock: bool = False) -> Scale:
    policy.require(caller, policy.READ)
    query = select(Scale).where(Scale.project_id == caller.project_id, Scale.id == scale_id)
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    scale = db.session.scalar(query)
    if scale is None:
        raise NoSuchScale(f"There is no scale {scale_id} here.")
    return scale


def check_scale(scale: Scale) -> None:
    checks = Checks()
    if not 1 <= len(scale.name) <= NAME_LENGTH:
        checks.refuse("name", f"Between 1 and {NAME_LENGTH} characters.")
    if scale.type not in SCALE_TYPES:
        checks.refuse("type", f"One of {', '.join(SCALE_TYPES)}.")
    checks.text("name", scale.name, NAME_LENGTH)
    checks.text("description", scale.description, DESCRIPTION_LENGTH)
    checks.done()
    check_bounds(scale)
    check_categories(scale)


def check_bounds(scale: Scale) -> None:
    low, high = scale.minimum, scale.maximum
    if scale.type != "numeric" and (low is not None or high is not None):
        raise invalid("minimum", "Only a numeric scale has a minimum and a maximum.")
    if low is not None and high is not None and low >= high:
        raise invalid("maximum", "More than `minimum`.")


def check_categories(scale: Scale) -> None:
    if scale.type != "categorical":
        if scale.categories:
            raise invalid("categories", "Only a categorical scale has categories.")
        return
    labels = [one.get("label") for one in scale.categories or []]
    if not 1 <= len(labels) <= MOST_CATEGORIES or len(set(labels)) < len(labels):
        raise invalid("categories", f"1 to {MOST_CATEGORIES} categories, each label once.")
    for one in scale.categories or []:
        check_category(one)


def check_category(one: dict[str, Any]) -> None:
    label, value = one.get("label"), one.get("value")
    if not isinstance(label, str) or not 1 <= len(label) <= LABEL_LENGTH:
        raise invalid("categories", f"A label has 1 to {LABEL_LENGTH} characters.")
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise invalid("categories", f"The value of {label!r} is a number.")


def flush_name(name: str) -> None:
    try:
        db.session.flush()
    except IntegrityError as error:
        if constraint(error) == "uq_scales_project_id_name":
            raise ScaleNameIsTaken(
                f"There is a scale for {name!r} already; change or restore that one.",
                name=name,
            ) from error
        raise


def etag_of(scale: Scale) -> str:
    return etag_of_state(facts_of(scale))


def facts_of(scale: Scale) -> dict[str, Any]:
    """What the audit log keeps of a scale."""
    names = ("name", "type", "minimum", "maximum", "categories", "description")
    return {name: getattr(scale, name) for name in names} | {
        "archived": scale.archived_at is not None
    }


def record(caller: Caller, scale: Scale, action: str, changes: audit.Changes) -> None:
    audit.record(caller, action, scale.id, scale.name, changes, project_id=scale.project_id)
