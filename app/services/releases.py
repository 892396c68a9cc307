"""Activating a version, going back, and what was served when."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.orm import aliased

from app.db import db
from app.errors import Conflict
from app.models import Prompt, Release
from app.services import policy, prompts
from app.services.access.names import put_authors
from app.services.etags import check_etag
from app.services.paging import Cursor, Page, after, capped_count, page_of
from app.services.pointers import (
    PRODUCTION,
    ExpectedDiffers,
    check_override,
    lock_project,
    move_production,
)
from app.services.policy import Caller
from app.services.prompts.checks import MESSAGE_LENGTH, Checks

ANY = object()
"""As `expected`: whatever is active. None means that no version is."""


class NothingToUndo(Conflict):
    """No release is left that a rollback could take back."""


def activate(
    caller: Caller,
    prompt_id: UUID,
    version: int,
    *,
    expected: object = ANY,
    reason: str | None = None,
    override_gates: bool = False,
    if_match: list[str] | None = None,
) -> Prompt:
    """Serve this version from now on. Activating what is active already changes nothing."""
    prompt = lock_for_move(caller, prompt_id, expected, reason, override_gates)
    check_etag(prompt.name, prompts.etag_of(prompt), if_match)
    prompts.get_versions(caller, prompt, [version])
    move_production(caller, prompt, version, reason=reason, override_gates=override_gates)
    return prompt


def roll_back(
    caller: Caller,
    prompt_id: UUID,
    *,
    expected: object = ANY,
    reason: str | None = None,
    override_gates: bool = False,
    if_match: list[str] | None = None,
) -> Prompt:
    """Undo the newest release that is neither a rollback nor undone already. The version before
    must pass the gates that stand there now.
    """
    prompt = lock_for_move(caller, prompt_id, expected, reason, override_gates)
    check_etag(prompt.name, prompts.etag_of(prompt), if_match)
    release = newest_undoable(prompt.id)
    if release is None or release.from_version is None:
        raise NothingToUndo(
            f"{prompt.name} has no release that can be undone; activate a version instead."
        )
    move_production(
        caller,
        prompt,
        release.from_version,
        reason=reason,
        undoes=release.id,
        override_gates=override_gates,
    )
    return prompt


def lock_for_move(
    caller: Caller,
    prompt_id: UUID,
    expected: object,
    reason: str | None,
    override_gates: bool,
) -> Prompt:
    policy.require_move(caller, PRODUCTION)
    checks = Checks()
    checks.text("reason", reason, MESSAGE_LENGTH)
    checks.done()
    check_override(caller, override_gates, reason)
    lock_project(caller)
    prompt = prompts.get_prompt(caller, prompt_id, lock=True)
    if expected is not ANY and expected != prompt.active_version:
        active = f"version {prompt.active_version}" if prompt.active_version else "no version"
        raise ExpectedDiffers(
            f"{active} of {prompt.name} is active now: look at what changed, then try again.",
            expected=expected,
            actual=prompt.active_version,
        )
    return prompt


def newest_undoable(prompt_id: UUID) -> Release | None:
    undoing = aliased(Release)
    return db.session.scalar(
        select(Release)
        .where(
            Release.prompt_id == prompt_id,
            Release.label == PRODUCTION,
            Release.imported_at.is_(None),
            Release.release_id.is_(None),
            ~exists().where(undoing.release_id == Release.id, undoing.imported_at.is_(None)),
        )
        .order_by(Release.created_at.desc(), Release.id.desc())
        .limit(1)
    )


def list_releases(
    caller: Caller, prompt_id: UUID, *, limit: int = 50, cursor: str | None = None
) -> Page:
    """Newest first. The log of a deleted prompt stays readable by its id."""
    policy.require(caller, policy.READ)
    query = select(Release).where(
        Release.project_id == caller.project_id, Release.prompt_id == prompt_id
    )
    total = capped_count(query)
    if total == 0:
        prompts.get_prompt(caller, prompt_id)
    place = Cursor.parse(cursor) if cursor else None
    query = after(query, place, Release.created_at, Release.id).limit(limit + 1)
    rows = list(db.session.scalars(query))
    put_authors(rows, "actor")
    return page_of(rows, limit, 0, total)


def active_at(prompt_id: UUID, moment: datetime) -> int | None:
    """The version that was active at a moment; None if none was, or nobody here can know."""
    of_prompt = select(Release.to_version).where(
        Release.prompt_id == prompt_id, Release.label == PRODUCTION
    )
    newest_first = (Release.created_at.desc(), Release.id.desc())
    own = db.session.execute(
        of_prompt.where(Release.imported_at.is_(None), Release.created_at <= moment)
        .order_by(*newest_first)
        .limit(1)
    ).first()
    if own is not None:
        return own[0]
    # Before our first own move the prompt was served as it came in, but not before it came.
    return db.session.scalar(
        of_prompt.where(Release.imported_at <= moment).order_by(*newest_first).limit(1)
    )
