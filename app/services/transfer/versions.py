"""Rows of imported versions, and ids that are kept if they are free."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ARRAY, Uuid, func, insert, literal, select

from app.db import db, uuid7
from app.models import Prompt, PromptVersion
from app.services.access.names import names_of
from app.services.policy import Caller
from app.services.prompts.write import index_prompt
from app.services.transfer.reading import Version


def add_versions(
    caller: Caller, prompt: Prompt, versions: Sequence[Version], moment: datetime
) -> None:
    """`moment` is for those that say no time."""
    ids = kept_ids([version.id for version in versions])
    authors = authors_in(version.created_by for version in versions)
    rows = [
        {
            "id": id_,
            "project_id": prompt.project_id,
            "prompt_id": prompt.id,
            "version": version.version,
            "content": version.content,
            "messages": version.messages,
            "parameters": version.parameters,
            "checksum": version.checksum,
            "message": version.message,
            "created_at": version.created_at or moment,
            "created_by": authors.get(version.created_by or "", caller.actor),
        }
        for id_, version in zip(ids, versions, strict=True)
    ]
    db.session.flush()
    db.session.execute(insert(PromptVersion), rows)
    newest = versions[-1]
    index_prompt(prompt, PromptVersion(content=newest.content, messages=newest.messages))


def kept_ids(wanted: Sequence[UUID | None]) -> list[UUID]:
    """The ids wanted; ascending new ones for what has none, or one that is taken."""
    taken = taken_among([id_ for id_ in wanted if id_ is not None])
    spare = iter(sorted(uuid7() for _ in wanted))
    kept: list[UUID] = []
    for id_ in wanted:
        kept.append(next(spare) if id_ is None or id_ in taken else id_)
        taken.add(kept[-1])
    return kept


def taken_among(ids: list[UUID]) -> set[UUID]:
    """Those that anything has or had, in whichever project."""
    if not ids:
        return set()
    # As one array, since a statement has room for no more than 65,535 parameters.
    return set(db.session.scalars(select(func.taken_ids(literal(ids, ARRAY(Uuid))))))


def authors_in(actors: Iterable[str | None]) -> dict[str, str]:
    """Each author as text: `person:<id>` in a line must not act as that person of ours."""
    return names_of(actor for actor in actors if actor is not None)
