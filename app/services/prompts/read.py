"""Reading prompts and versions of one project."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import ColumnElement, Text, and_, cast, func, select
from sqlalchemy.orm import aliased

from app.db import db
from app.errors import NotFound, invalid
from app.models import Prompt, PromptVersion
from app.services import policy
from app.services.access.names import put_authors
from app.services.etags import etag_of_state
from app.services.paging import Cursor, Page
from app.services.policy import Caller

DETAIL_VERSIONS = 100
DETAIL_BYTES = 8 * 1024 * 1024


class NoSuchPrompt(NotFound):
    """Not in this project, or nowhere."""


class NoSuchVersion(NotFound):
    """The prompt has no version of that number."""


def get_prompt(caller: Caller, prompt_id: UUID, *, lock: bool = False) -> Prompt:
    """The prompt, its row locked against other writers until the transaction ends if asked."""
    policy.require(caller, policy.READ)
    query = select(Prompt).where(Prompt.project_id == caller.project_id, Prompt.id == prompt_id)
    if lock:
        query = query.with_for_update(key_share=True).execution_options(populate_existing=True)
    prompt = db.session.scalar(query)
    if prompt is None:
        raise NoSuchPrompt(f"There is no prompt {prompt_id} here.")
    return prompt


def get_prompt_anywhere(caller: Caller, prompt_id: UUID) -> Prompt:
    """For operators: the prompt, whichever project it is in."""
    policy.require_across(caller)
    prompt = db.session.get(Prompt, prompt_id)
    if prompt is None:
        raise NoSuchPrompt(f"There is no prompt {prompt_id}.")
    return prompt


def find_prompt(caller: Caller, name: str) -> Prompt:
    """By its exact name, or `NoSuchPrompt`."""
    policy.require(caller, policy.READ)
    prompt = db.session.scalar(
        select(Prompt).where(Prompt.project_id == caller.project_id, Prompt.name == name)
    )
    if prompt is None:
        raise NoSuchPrompt(f"There is no prompt named {name!r} here.")
    return prompt


def id_of(caller: Caller, prompt: UUID | str) -> UUID | None:
    """For filters: an id as it is, whatever has become of its prompt, else that of a name."""
    policy.require(caller, policy.READ)
    try:
        return prompt if isinstance(prompt, UUID) else UUID(prompt)
    except ValueError:
        named = Prompt.project_id == caller.project_id, Prompt.name == prompt
        return db.session.scalar(select(Prompt.id).where(*named))


def etag_of(prompt: Prompt) -> str:
    """Changes whenever the prompt's metadata, pointers or versions do."""
    state = [
        str(prompt.id),
        prompt.name,
        prompt.description,
        prompt.tags,
        prompt.active_version,
        prompt.latest_version,
        prompt.updated_at.isoformat(),
        prompt.archived_at and prompt.archived_at.isoformat(),
    ]
    return etag_of_state(state)


def get_version(caller: Caller, prompt_id: UUID, version: int) -> PromptVersion:
    return get_versions(caller, get_prompt(caller, prompt_id), [version])[0]


def get_versions(caller: Caller, prompt: Prompt, numbers: Iterable[int]) -> list[PromptVersion]:
    """In the order asked for; a number that does not exist raises `NoSuchVersion`."""
    policy.require(caller, policy.READ)
    numbers = list(numbers)
    known = [number for number in numbers if number <= prompt.latest_version]
    rows = db.session.scalars(
        select(PromptVersion).where(
            PromptVersion.prompt_id == prompt.id, PromptVersion.version.in_(known)
        )
    )
    found = {row.version: row for row in rows}
    for number in numbers:
        if number not in found:
            raise NoSuchVersion(
                f"{prompt.name} has no version {number}; the newest is {prompt.latest_version}."
            )
    put_authors(found.values())
    put_labels(prompt, found.values())
    return [found[number] for number in numbers]


def newest_version(prompt: Prompt) -> PromptVersion:
    """The row alone, for writing the next one."""
    return db.session.scalars(
        select(PromptVersion).where(
            PromptVersion.prompt_id == prompt.id, PromptVersion.version == prompt.latest_version
        )
    ).one()


def newest_versions(caller: Caller, prompt: Prompt) -> Page:
    """Newest first: at most 100 of them and 8 MiB of bodies, but at least one.

    As the prompt was read: not what was saved since, and `NoSuchPrompt` if it was deleted since.
    """
    policy.require(caller, policy.READ)
    size = func.octet_length(
        func.coalesce(PromptVersion.content, cast(PromptVersion.messages, Text))
    )
    ranked = (
        select(
            PromptVersion, func.sum(size).over(order_by=PromptVersion.version.desc()).label("sum")
        )
        .where(known_to(prompt))
        .order_by(PromptVersion.version.desc())
        .limit(DETAIL_VERSIONS + 1)
        .subquery()
    )
    row = aliased(PromptVersion, ranked)
    fitting: ColumnElement[bool] = (ranked.c.sum <= DETAIL_BYTES) | (
        row.version == prompt.latest_version
    )
    rows = list(db.session.scalars(select(row).where(fitting).order_by(row.version.desc())))
    return version_page(prompt, rows[:DETAIL_VERSIONS], DETAIL_VERSIONS)


def known_to(prompt: Prompt) -> ColumnElement[bool]:
    """The versions that the prompt's own row, read a moment ago, counts."""
    return and_(
        PromptVersion.prompt_id == prompt.id, PromptVersion.version <= prompt.latest_version
    )


def list_versions(
    caller: Caller, prompt: Prompt, *, limit: int = 50, cursor: str | None = None
) -> Page:
    """Newest first. The cursor's place is a version's number, kept in the prompt's order."""
    policy.require(caller, policy.READ)
    query = select(PromptVersion).where(known_to(prompt))
    if cursor is not None:
        last = Cursor.parse(cursor)
        place = (
            select(PromptVersion.version)
            .where(PromptVersion.prompt_id == prompt.id, PromptVersion.id == last.id)
            .scalar_subquery()
        )
        query = query.where(PromptVersion.version < place)
    query = query.order_by(PromptVersion.version.desc()).limit(limit)
    rows = list(db.session.scalars(query))
    if cursor is not None and not rows:
        raise invalid("cursor", "It belongs to another list: take it from this one's.", "query")
    return version_page(prompt, rows, limit)


def version_page(prompt: Prompt, rows: list[PromptVersion], limit: int) -> Page:
    """Numbers have no gap, so what is left after the last row needs no counting."""
    if not rows:
        raise NoSuchPrompt(f"There is no prompt {prompt.id} here.")
    put_authors(rows)
    put_labels(prompt, rows)
    more = rows[-1].version > 1
    last = Cursor(rows[-1].created_at, rows[-1].id) if more else None
    return Page(rows, limit, 0, prompt.latest_version, last)


def put_labels(prompt: Prompt, rows: Iterable[PromptVersion]) -> None:
    """Say of each version which labels point at it."""
    for row in rows:
        row.labels = [name for name, number in prompt.labels.items() if number == row.version]
