"""Making evaluators, changing what is said of them, and adding versions."""

from __future__ import annotations

import hashlib
from typing import Any
from uuid import UUID

from sqlalchemy.exc import IntegrityError

from app.db import compact_json, constraint, db, now, uuid7
from app.errors import Conflict, Invalid
from app.evaluators import BadConfig, make
from app.models import Evaluator, EvaluatorVersion
from app.services import audit, policy
from app.services.etags import check_etag
from app.services.evaluators.read import etag_of, facts_of, found, get_version
from app.services.policy import Caller
from app.services.prompts.checks import DESCRIPTION_LENGTH, MESSAGE_LENGTH, Checks

NAME_LENGTH = 200
CONFIG_BYTES = 64 * 1024


class EvaluatorNameIsTaken(Conflict):
    """Names are unique within a project, those of archived evaluators among them."""


class EvaluatorIsArchived(Conflict):
    """Bring it back before it gets another version."""


def create_evaluator(
    caller: Caller,
    *,
    name: str,
    kind: str,
    config: dict[str, Any] | None = None,
    description: str | None = None,
    message: str | None = None,
) -> Evaluator:
    """With version 1. Its kind is for life."""
    policy.require(caller, policy.WRITE)
    moment = now()
    evaluator = Evaluator(
        id=uuid7(),
        project_id=caller.project_id,
        name=name.strip(),
        kind=kind,
        description=description,
        latest_version=1,
        created_at=moment,
        updated_at=moment,
        created_by=caller.actor,
    )
    check_words(evaluator, message)
    version = version_of(caller, evaluator, 1, config or {}, message)
    db.session.add(evaluator)
    flush_name(evaluator.name)
    db.session.add(version)
    db.session.flush()
    changes = audit.difference({}, {**facts_of(evaluator), "config": version.config})
    record(caller, evaluator, "evaluator.created", changes)
    return evaluator


def update_evaluator(
    caller: Caller,
    evaluator_id: UUID,
    *,
    archived: bool | None = None,
    if_match: list[str] | None = None,
    **fields: Any,
) -> Evaluator:
    """Experiments that used it keep the name it had."""
    policy.require(caller, policy.WRITE)
    evaluator = found(caller, evaluator_id, lock=True)
    check_etag(evaluator.name, etag_of(evaluator), if_match)
    before = facts_of(evaluator)
    for name, value in fields.items():
        setattr(evaluator, name, value)
    if archived is not None and archived != (evaluator.archived_at is not None):
        evaluator.archived_at = now() if archived else None
    check_words(evaluator, None)
    if changes := audit.difference(before, facts_of(evaluator)):
        evaluator.updated_at = now()
        flush_name(evaluator.name)
        record(caller, evaluator, "evaluator.updated", changes)
    return evaluator


def add_version(
    caller: Caller, evaluator_id: UUID, *, config: dict[str, Any], message: str | None = None
) -> tuple[EvaluatorVersion, bool]:
    """The next version, and whether it is new: an equal configuration is the newest one again."""
    policy.require(caller, policy.WRITE)
    evaluator = found(caller, evaluator_id, lock=True)
    if evaluator.archived_at is not None:
        raise EvaluatorIsArchived(f"{evaluator.name} is archived; bring it back first.")
    check_words(evaluator, message)
    newest = get_version(evaluator)
    version = version_of(caller, evaluator, newest.version + 1, config, message)
    if version.checksum == newest.checksum:
        return newest, False
    evaluator.latest_version = version.version
    evaluator.updated_at = version.created_at
    db.session.add(version)
    db.session.flush()
    changes = audit.difference(
        {"latest_version": newest.version, "config": newest.config},
        {"latest_version": version.version, "config": version.config},
    )
    record(caller, evaluator, "evaluator.updated", changes)
    return version, True


def version_of(
    caller: Caller, evaluator: Evaluator, number: int, config: dict[str, Any], message: str | None
) -> EvaluatorVersion:
    check_config(evaluator.kind, config)
    return EvaluatorVersion(
        evaluator_id=evaluator.id,
        version=number,
        project_id=caller.project_id,
        config=config,
        checksum=hashlib.sha256(compact_json(config).encode()).hexdigest(),
        message=message,
        created_at=now(),
        created_by=caller.actor,
    )


def check_config(kind: str, config: dict[str, Any]) -> None:
    checks = Checks()
    checks.size("config", config, CONFIG_BYTES, "64 KiB")
    checks.done()
    try:
        make(kind, config)
    except BadConfig as error:
        unknown_kind = error.errors.pop("kind", None)
        whole = error.errors.pop("config", None)
        fields: dict[str, Any] = {"kind": unknown_kind} if unknown_kind else {}
        if error.errors or whole:
            fields["config"] = {**error.errors, **({"_schema": whole} if whole else {})}
        raise Invalid(f"This makes no evaluator: {error}", errors={"json": fields}) from None


def check_words(evaluator: Evaluator, message: str | None) -> None:
    checks = Checks()
    if not 1 <= len(evaluator.name) <= NAME_LENGTH:
        checks.refuse("name", f"Between 1 and {NAME_LENGTH} characters.")
    checks.text("name", evaluator.name, NAME_LENGTH)
    checks.text("description", evaluator.description, DESCRIPTION_LENGTH)
    checks.text("message", message, MESSAGE_LENGTH)
    checks.done()


def flush_name(name: str) -> None:
    try:
        db.session.flush()
    except IntegrityError as error:
        if constraint(error) == "uq_evaluators_project_id_name":
            raise EvaluatorNameIsTaken(
                f"There is an evaluator {name!r} already; add a version to that one, or"
                " take another name.",
                name=name,
            ) from error
        raise


def record(caller: Caller, evaluator: Evaluator, action: str, changes: audit.Changes) -> None:
    audit.record(
        caller, action, evaluator.id, evaluator.name, changes, project_id=evaluator.project_id
    )
