"""The one place where a label moves: the pointer, the release and the audit event together."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select, update

from app.db import db, now
from app.errors import Invalid, PreconditionFailed, invalid
from app.models import Project, Prompt, Release
from app.services import audit, policy
from app.services.gates.checking import Passage, require_passed
from app.services.policy import Caller

PRODUCTION, LATEST = "production", "latest"


class UnknownLabel(Invalid):
    """Only `production` and `latest` are known."""


class ExpectedDiffers(PreconditionFailed):
    """Somebody was faster: what the caller saw is not what is there."""


def check_labels(labels: list[str], place: str = "json", field: str = "labels") -> None:
    for label in labels:
        if label not in (PRODUCTION, LATEST):
            raise UnknownLabel(
                f"There is no label {label!r}; use `production` or `latest`.",
                errors={place: {field: [f"Unknown label {label!r}."]}},
            )


def lock_project(caller: Caller) -> None:
    """Count up the project's revision. Comes before the prompt's lock, everywhere."""
    db.session.execute(
        update(Project)
        .where(Project.id == caller.project_id)
        .values(revision=Project.revision + 1)
        .execution_options(synchronize_session=False)
    )


def move_production(
    caller: Caller,
    prompt: Prompt,
    to_version: int | None,
    *,
    reason: str | None = None,
    undoes: UUID | None = None,
    override_gates: bool = False,
    first: str = "",
    passage: Passage | None = None,
) -> Release | None:
    """Point production of a locked prompt at a version; no release if it points there already.

    Every gate before it must let the version through, or `GateNotMet`; `first` is what to do
    before anything can be shown of that version. Nothing has to be shown of no version. With
    `passage` the gates were asked already, in this transaction.
    """
    policy.require_move(caller, PRODUCTION)
    if prompt.active_version == to_version:
        return None
    if passage is None and to_version is not None:
        passage = require_passed(
            caller,
            prompt,
            to_version,
            PRODUCTION,
            override=override_gates,
            reason=reason,
            first=first,
        )
    passage = passage or Passage()
    release = Release(
        project_id=prompt.project_id,
        prompt_id=prompt.id,
        prompt_name=prompt.name,
        label=PRODUCTION,
        from_version=prompt.active_version,
        to_version=to_version,
        reason=reason,
        actor=caller.actor,
        created_at=next_moment(prompt.id),
        release_id=undoes,
        gates=passage.gates,
        gates_overridden=passage.is_overridden,
    )
    db.session.add(release)
    prompt.active_version = to_version
    prompt.updated_at = max(release.created_at, prompt.updated_at)
    audit.record(
        caller,
        "prompt.rolled_back" if undoes else "prompt.activated",
        prompt.id,
        prompt.name,
        {"active_version": [release.from_version, to_version]},
        reason=reason,
        project_id=prompt.project_id,
    )
    return release


def check_override(caller: Caller, override_gates: bool, reason: str | None) -> None:
    """Whoever means to pass a gate that is shut says why, and is an admin."""
    if not override_gates:
        return
    policy.require(caller, policy.ADMIN)
    if not (reason or "").strip():
        raise invalid("reason", "Say why the gates are overridden; it stands in the log.")


def next_moment(prompt_id: UUID) -> datetime:
    """Now, but after the prompt's newest release even if the clock was set back."""
    newest = db.session.scalar(
        select(func.max(Release.created_at)).where(
            Release.prompt_id == prompt_id,
            Release.label == PRODUCTION,
            Release.imported_at.is_(None),
        )
    )
    return now() if newest is None else max(now(), newest + timedelta(microseconds=1))
