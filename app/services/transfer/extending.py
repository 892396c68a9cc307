"""Into a prompt that is there already: versions are added, and nothing else is touched."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from app.db import db, now
from app.errors import Conflict
from app.models import Prompt, PromptVersion
from app.services import audit
from app.services.policy import Caller
from app.services.prompts import PromptIsArchived
from app.services.transfer.reading import Incoming, Version
from app.services.transfer.versions import add_versions


class NotAPrefix(Conflict):
    """The versions here are not the beginning of those in the line."""


@dataclass(frozen=True)
class Known:
    """A prompt as far as it decides what may be added."""

    kind: str
    is_archived: bool
    checksums: list[str]


def known_of(prompt: Prompt) -> Known:
    checksums = db.session.scalars(
        select(PromptVersion.checksum)
        .where(PromptVersion.prompt_id == prompt.id)
        .order_by(PromptVersion.version)
    )
    return Known(prompt.kind, prompt.archived_at is not None, list(checksums))


def missing_versions(incoming: Incoming, known: Known) -> list[Version]:
    """Those after the versions that are here, or `NotAPrefix`."""
    name, here = incoming.name, len(known.checksums)
    if incoming.kind != known.kind:
        raise NotAPrefix(f"{name} is of kind `{known.kind}` here, not `{incoming.kind}`.")
    for version, checksum in zip(incoming.versions, known.checksums, strict=False):
        if version.checksum != checksum:
            raise NotAPrefix(
                f"Version {version.version} of {name} has another body here;"
                " import it under another name, or rename the prompt here first."
            )
    if here > incoming.latest_version:
        raise NotAPrefix(
            f"{name} has {here} versions here and only {incoming.latest_version} in this line."
        )
    added = incoming.versions[here:]
    if added and known.is_archived:
        raise PromptIsArchived(f"{name} is archived here and takes no new versions.")
    return added


def extend(caller: Caller, prompt: Prompt, added: list[Version]) -> None:
    """To a locked prompt. What it serves stays; the line's releases are left aside."""
    before, prompt.latest_version = prompt.latest_version, added[-1].version
    prompt.updated_at = max(now(), prompt.updated_at)
    add_versions(caller, prompt, added, now())
    audit.record(
        caller,
        "prompt.imported",
        prompt.id,
        prompt.name,
        {"latest_version": [before, prompt.latest_version]},
        project_id=prompt.project_id,
    )
