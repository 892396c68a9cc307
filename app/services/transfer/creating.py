"""A prompt that is new here, with the history that its line tells."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import insert

from app.db import db, now, uuid7
from app.models import Prompt, Release
from app.services import audit, policy
from app.services.gates.checking import Passage, findings_of, refusal
from app.services.pointers import PRODUCTION, lock_project, move_production
from app.services.policy import Caller
from app.services.prompts.write import facts_of, flush_name
from app.services.transfer.reading import Incoming
from app.services.transfer.versions import add_versions, authors_in, kept_ids, taken_among

UNSERVED_FIRST = "Import it with `active_version` null first."


def create(caller: Caller, incoming: Incoming) -> Prompt:
    """Served is what the line says; a release of ours leads there if its history does not."""
    active = version_to_serve(caller, incoming)
    if active is not None or incoming.releases:
        lock_project(caller)
    moment = now()
    prompt = prompt_row(caller, incoming, moment)
    active = past_gates(prompt, incoming, active)
    db.session.add(prompt)
    flush_name(prompt.name)
    add_versions(caller, prompt, incoming.versions, prompt.created_at)
    add_history(caller, prompt, incoming, moment)
    record(caller, prompt, incoming.id)
    if prompt.active_version != active:
        lead_on(caller, prompt, active, moment if incoming.releases else None)
    return prompt


def lead_on(
    caller: Caller, prompt: Prompt, active: int | None, imported_at: datetime | None
) -> None:
    """After a history it belongs to that one: a rollback to its end would serve what never was
    served here. The gates were asked before.
    """
    updated_at = prompt.updated_at
    release = move_production(caller, prompt, active, reason="Imported", passage=Passage())
    prompt.updated_at = updated_at
    if release is not None:
        release.imported_at = imported_at


def version_to_serve(caller: Caller, incoming: Incoming) -> int | None:
    """What the line says; else the newest, but nothing if the caller may not release."""
    active = incoming.active_version
    says_so = incoming.says_active or incoming.releases
    if not incoming.says_active and (says_so or policy.may_move(caller, PRODUCTION)):
        active = incoming.latest_version
    if active is not None or incoming.releases:
        policy.require_move(caller, PRODUCTION)
    return active


def past_gates(prompt: Prompt, incoming: Incoming, active: int | None) -> int | None:
    """What is served though gates may stand before it: of what is new here nothing was shown.

    A line that says which version is served is refused; any other leaves none.
    """
    if active is None:
        return None
    shut = [one for one in findings_of(prompt, active, PRODUCTION, lock=True) if not one.passes]
    if shut and incoming.says_active:
        missing = [one.missing for one in shut]
        raise refusal(prompt.name, active, PRODUCTION, missing, UNSERVED_FIRST)
    return None if shut else active


def prompt_row(caller: Caller, incoming: Incoming, moment: datetime) -> Prompt:
    """With the times of its versions where it says none of its own."""
    saved_at = [version.created_at for version in incoming.versions if version.created_at]
    created_at = incoming.created_at or min(saved_at, default=moment)
    authors = authors_in([incoming.created_by])
    return Prompt(
        id=incoming.id if incoming.id and is_unused(incoming.id) else uuid7(),
        project_id=caller.project_id,
        name=incoming.name,
        description=incoming.description,
        kind=incoming.kind,
        tags=incoming.tags,
        latest_version=incoming.latest_version,
        created_at=created_at,
        updated_at=incoming.updated_at or max(saved_at, default=created_at),
        archived_at=incoming.archived_at,
        created_by=authors.get(incoming.created_by or "", caller.actor),
    )


def is_unused(prompt_id: UUID) -> bool:
    """An id stays taken when its prompt is deleted: its releases and events still carry it,
    and clients hold its versions by their numbers.
    """
    return not taken_among([prompt_id])


def add_history(caller: Caller, prompt: Prompt, incoming: Incoming, moment: datetime) -> None:
    """The line's releases, marked as imported, and the pointer as the last of them left it."""
    rows = release_rows(caller, prompt, incoming, moment)
    if rows:
        db.session.execute(insert(Release), rows)
        last = max(rows, key=lambda row: (row["created_at"], row["id"]))
        prompt.active_version = last["to_version"]


def release_rows(
    caller: Caller, prompt: Prompt, incoming: Incoming, moment: datetime
) -> list[dict[str, Any]]:
    moves = incoming.releases
    ids = kept_ids([move.id for move in moves])
    now_called = dict(zip((move.id for move in moves), ids, strict=True))
    authors = authors_in(move.actor for move in moves)
    return [
        {
            "id": id_,
            "project_id": prompt.project_id,
            "prompt_id": prompt.id,
            "prompt_name": move.prompt_name or prompt.name,
            "label": move.label,
            "from_version": move.from_version,
            "to_version": move.to_version,
            "reason": move.reason,
            "actor": authors.get(move.actor or "", caller.actor),
            "created_at": move.created_at or moment,
            "release_id": now_called[move.release_id] if move.release_id else None,
            "imported_at": moment,
        }
        for id_, move in zip(ids, moves, strict=True)
    ]


def record(caller: Caller, prompt: Prompt, wanted: UUID | None) -> None:
    changes = audit.difference({}, facts_of(prompt))
    if wanted not in (None, prompt.id):
        changes["id"] = [str(wanted), str(prompt.id)]
    audit.record(
        caller,
        "prompt.imported",
        prompt.id,
        prompt.name,
        changes,
        project_id=prompt.project_id,
    )
