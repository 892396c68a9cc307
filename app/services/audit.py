"""Recording who did what, in the transaction of the change itself."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from app.db import db
from app.models import AuditEvent
from app.services.policy import Caller

Changes = dict[str, list[Any]]
"""Field → [before, after]."""


def record(
    caller: Caller,
    action: str,
    object_id: UUID | None,
    object_name: str | None,
    changes: Changes | None = None,
    *,
    reason: str | None = None,
    project_id: UUID | None = None,
) -> None:
    """Add one event, such as `prompt.created`. Without a project it is the installation's."""
    db.session.add(
        AuditEvent(
            project_id=project_id,
            actor=caller.actor,
            action=action,
            object_type=action.partition(".")[0],
            object_id=str(object_id) if object_id else None,
            object_name=object_name,
            changes=changes or {},
            reason=reason,
            request_id=caller.request_id,
            address=caller.address,
            agent=caller.agent,
        )
    )


def difference(before: dict[str, Any], after: dict[str, Any]) -> Changes:
    """What differs, field by field, in the order of `after`."""
    return {
        field: [before.get(field), value]
        for field, value in after.items()
        if before.get(field) != value
    }


def record_export(
    caller: Caller, what: str, facts: dict[str, Any], *, project_id: UUID | None
) -> None:
    """`prompts.exported` and the like: who took what away, and narrowed how."""
    record(caller, f"{what}.exported", None, None, difference({}, facts), project_id=project_id)
