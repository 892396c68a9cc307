"""Writing prompts and versions."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError

from app.db import constraint, db, now, uuid7
from app.errors import Conflict
from app.models import Prompt, PromptSearch, PromptVersion
from app.services import audit, policy
from app.services.access.names import put_authors
from app.services.etags import check_etag
from app.services.gates.checking import GateNotMet
from app.services.pointers import (
    PRODUCTION,
    ExpectedDiffers,
    check_labels,
    lock_project,
    move_production,
)
from app.services.policy import Caller
from app.services.prompts.checks import (
    DESCRIPTION_LENGTH,
    MESSAGE_LENGTH,
    Checks,
    checksum_of,
)
from app.services.prompts.read import etag_of, get_prompt, newest_version, put_labels
from app.services.prompts.search import describe

Messages = list[dict[str, Any]]


class NameIsTaken(Conflict):
    """Names are unique within a project."""


class PromptIsArchived(Conflict):
    """Served as before, but it takes no new versions."""


def create_prompt(
    caller: Caller,
    *,
    name: str,
    description: str | None = None,
    tags: list[str] | None = None,
    kind: str | None = None,
    content: str | None = None,
    messages: Messages | None = None,
    parameters: dict[str, Any] | None = None,
    message: str | None = None,
    activate: bool | None = None,
) -> Prompt:
    """A prompt and its version 1, active at once unless `activate` is false.

    Left out, `activate` means: if the caller may release, and no gate stands before it.
    """
    policy.require(caller, policy.WRITE)
    if activate:
        policy.require_move(caller, PRODUCTION)
    checks = Checks()
    prompt = Prompt(
        id=uuid7(),
        project_id=caller.project_id,
        name=checks.name(name),
        description=checks.text("description", description, DESCRIPTION_LENGTH),
        tags=checks.tags(tags or []),
        kind=checks.body(kind, content, messages),
        latest_version=1,
        created_at=(moment := now()),
        updated_at=moment,
        created_by=caller.actor,
    )
    checks.parameters(parameters)
    checks.text("message", message, MESSAGE_LENGTH)
    checks.done()
    activating = activate is not False and policy.may_move(caller, PRODUCTION)
    if activating:
        lock_project(caller)
    db.session.add(prompt)
    flush_name(prompt.name)
    version = add_version(caller, prompt, 1, content, messages, parameters, message)
    audit.record(
        caller,
        "prompt.created",
        prompt.id,
        prompt.name,
        audit.difference({}, facts_of(prompt)) | recorded(version),
        reason=message,
        project_id=prompt.project_id,
    )
    if activating:
        serve_first(caller, prompt, is_asked=activate is True)
    return prompt


def serve_first(caller: Caller, prompt: Prompt, *, is_asked: bool) -> None:
    """What is new has shown nothing yet: before a gate it is not served, and only who asked for
    that is refused.
    """
    try:
        move_production(caller, prompt, 1, first="Create it without `activate` first.")
    except GateNotMet:
        if is_asked:
            raise


def save_version(
    caller: Caller,
    prompt_id: UUID,
    *,
    content: str | None = None,
    messages: Messages | None = None,
    parameters: dict[str, Any] | None = None,
    message: str | None = None,
    labels: list[str] | None = None,
    expected_latest: int | None = None,
) -> tuple[PromptVersion, bool]:
    """The next version, and whether it is new: equal to the newest one, that one is returned.

    Saves of one prompt queue at its row, so numbers have no gap and none is lost.
    """
    policy.require(caller, policy.WRITE)
    labels = labels or []
    check_labels(labels)
    if PRODUCTION in labels:
        policy.require_move(caller, PRODUCTION)
        lock_project(caller)
    prompt = get_prompt(caller, prompt_id, lock=True)
    checks = Checks()
    checks.body(prompt.kind, content, messages)
    checks.parameters(parameters)
    checks.text("message", message, MESSAGE_LENGTH)
    checks.done()
    check_saving(prompt, expected_latest)
    newest = newest_version(prompt)
    created = newest.checksum != checksum_of(content, messages, parameters)
    if created:
        prompt.latest_version += 1
        prompt.updated_at = max(now(), prompt.updated_at)
        newest = add_version(
            caller, prompt, prompt.latest_version, content, messages, parameters, message
        )
        audit.record(
            caller,
            "prompt.version_saved",
            prompt.id,
            prompt.name,
            {"latest_version": [newest.version - 1, newest.version], **recorded(newest)},
            reason=message,
            project_id=prompt.project_id,
        )
    if PRODUCTION in labels:
        first = "Save it without the label first." if created else ""
        move_production(caller, prompt, newest.version, reason=message, first=first)
    db.session.flush()
    put_authors([newest])
    put_labels(prompt, [newest])
    return newest, created


def check_saving(prompt: Prompt, expected_latest: int | None) -> None:
    if prompt.archived_at is not None:
        raise PromptIsArchived(
            f"{prompt.name} is archived and takes no new versions; restore it first."
        )
    if expected_latest is not None and expected_latest != prompt.latest_version:
        raise ExpectedDiffers(
            f"{prompt.name} is at version {prompt.latest_version}, not {expected_latest}:"
            " look at what was saved meanwhile, then save again.",
            expected=expected_latest,
            actual=prompt.latest_version,
        )


def add_version(
    caller: Caller,
    prompt: Prompt,
    number: int,
    content: str | None,
    messages: Messages | None,
    parameters: dict[str, Any] | None,
    message: str | None,
) -> PromptVersion:
    """The row of a new version, and what the prompt is then found by."""
    version = PromptVersion(
        project_id=prompt.project_id,
        prompt_id=prompt.id,
        version=number,
        content=content,
        messages=messages,
        parameters=parameters,
        checksum=checksum_of(content, messages, parameters),
        message=message or None,
        created_at=prompt.updated_at,
        created_by=caller.actor,
    )
    db.session.add(version)
    index_prompt(prompt, version)
    return version


def index_prompt(prompt: Prompt, newest: PromptVersion) -> None:
    found_by = describe(prompt, newest)
    db.session.execute(
        insert(PromptSearch)
        .values(prompt_id=prompt.id, project_id=prompt.project_id, **found_by)
        .on_conflict_do_update(index_elements=["prompt_id"], set_=found_by)
    )


def facts_of(prompt: Prompt) -> dict[str, Any]:
    """What the audit log keeps of a prompt that comes or goes."""
    return {
        "name": prompt.name,
        "kind": prompt.kind,
        "description": prompt.description,
        "tags": prompt.tags,
        "latest_version": prompt.latest_version,
        "active_version": prompt.active_version,
    }


def recorded(version: PromptVersion) -> audit.Changes:
    """What the audit log keeps of a version; its body stays in the version itself."""
    return {"version": [None, version.version], "checksum": [None, version.checksum]}


def update_prompt(
    caller: Caller,
    prompt_id: UUID,
    *,
    if_match: list[str] | None = None,
    reason: str | None = None,
    **fields: Any,
) -> Prompt:
    """Change name, description or tags; what is not among `fields` stays."""
    policy.require(caller, policy.WRITE)
    checks = Checks()
    if "name" in fields:
        checks.name(fields["name"])
        lock_project(caller)
    if "description" in fields:
        checks.text("description", fields["description"], DESCRIPTION_LENGTH)
    if "tags" in fields:
        fields["tags"] = checks.tags(fields["tags"])
    checks.done()
    prompt = get_prompt(caller, prompt_id, lock=True)
    check_etag(prompt.name, etag_of(prompt), if_match)
    changes = audit.difference({name: getattr(prompt, name) for name in fields}, fields)
    if not changes:
        return prompt
    if "name" in changes and prompt.active_version is not None:
        policy.require_move(caller, PRODUCTION)
    for name, (_, value) in changes.items():
        setattr(prompt, name, value)
    prompt.updated_at = max(now(), prompt.updated_at)
    flush_name(prompt.name)
    index_prompt(prompt, newest_version(prompt))
    audit.record(
        caller,
        "prompt.updated",
        prompt.id,
        prompt.name,
        changes,
        reason=reason,
        project_id=prompt.project_id,
    )
    return prompt


def archive_prompt(caller: Caller, prompt_id: UUID, *, reason: str | None = None) -> Prompt:
    """Out of the lists, and closed to new versions; served as before."""
    return set_archived(caller, prompt_id, True, reason)


def restore_prompt(caller: Caller, prompt_id: UUID, *, reason: str | None = None) -> Prompt:
    """Back from the archive."""
    return set_archived(caller, prompt_id, False, reason)


def set_archived(caller: Caller, prompt_id: UUID, archived: bool, reason: str | None) -> Prompt:
    policy.require(caller, policy.WRITE)
    prompt = get_prompt(caller, prompt_id, lock=True)
    if (prompt.archived_at is not None) == archived:
        return prompt
    prompt.updated_at = max(now(), prompt.updated_at)
    prompt.archived_at = prompt.updated_at if archived else None
    audit.record(
        caller,
        "prompt.archived" if archived else "prompt.restored",
        prompt.id,
        prompt.name,
        {"archived": [not archived, archived]},
        reason=reason,
        project_id=prompt.project_id,
    )
    return prompt


def delete_prompt(
    caller: Caller,
    prompt_id: UUID,
    *,
    if_match: list[str] | None = None,
    reason: str | None = None,
) -> None:
    """The prompt and its versions, for good. Releases and audit events stay."""
    policy.require(caller, policy.WRITE)
    lock_project(caller)
    prompt = get_prompt(caller, prompt_id, lock=True)
    check_etag(prompt.name, etag_of(prompt), if_match)
    if prompt.active_version is not None:
        policy.require_move(caller, PRODUCTION)
    audit.record(
        caller,
        "prompt.deleted",
        prompt.id,
        prompt.name,
        audit.difference(facts_of(prompt), dict.fromkeys(facts_of(prompt))),
        reason=reason,
        project_id=prompt.project_id,
    )
    db.session.delete(prompt)
    db.session.flush()


def flush_name(name: str) -> None:
    """Write, and turn the database's refusal of a second equal name into words."""
    try:
        db.session.flush()
    except IntegrityError as error:
        if constraint(error) == "uq_prompts_project_id_name":
            raise NameIsTaken(
                f"There is a prompt named {name!r} already; save a version of it"
                " or choose another name.",
                name=name,
            ) from error
        raise
