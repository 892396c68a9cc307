"""Rows that an operator chose in a list: as they are now, and locked if they are to be changed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, exists, select, tuple_, update
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import aliased, defer

from app.db import db
from app.models import (
    ApiKey,
    Connection,
    Experiment,
    Gate,
    Invitation,
    Membership,
    Project,
    Prompt,
    PromptVersion,
    Release,
    Run,
    Score,
    Session,
    Trace,
    User,
)
from app.services import policy
from app.services.access.members import lock_members
from app.services.access.names import names_of
from app.services.pointers import PRODUCTION
from app.services.policy import Caller
from app.services.runs.reading import LARGE
from app.wall import act_in


@dataclass
class ChosenPrompt:
    """A prompt, and what an action needs to know of its versions."""

    prompt: Prompt
    project: str
    bodies: dict[int, PromptVersion] = field(default_factory=dict)
    undoable: Row[Any] | None = None


def chosen_prompts(
    caller: Caller, ids: Iterable[UUID], *, lock: bool = False, moving: bool = False
) -> list[ChosenPrompt]:
    """In the order locks are taken: projects first, then prompts."""
    policy.require_across(caller)
    ids = list(ids)
    if lock and moving:
        lock_projects_of(Prompt, ids)
    if lock:
        lock_rows(caller, Prompt, ids)
    query = select(Prompt).where(Prompt.id.in_(ids)).order_by(Prompt.project_id, Prompt.id)
    found = db.session.scalars(query.execution_options(populate_existing=True)).all()
    slugs = slugs_of(prompt.project_id for prompt in found)
    return [ChosenPrompt(prompt, slugs[prompt.project_id]) for prompt in found]


def lock_rows(caller: Caller, table: type[Any], ids: Sequence[UUID]) -> None:
    """Project by project, since the database lets nobody change what is merely read across."""
    query = select(table.project_id).where(table.id.in_(ids)).distinct()
    for project_id in sorted(db.session.scalars(query)):
        act_in(project_id)
        db.session.execute(
            select(table.id)
            .where(table.project_id == project_id, table.id.in_(ids))
            .order_by(table.id)
            .with_for_update(key_share=True)
        )
    policy.require_across(caller)


def lock_projects_of(table: type[Any], ids: Sequence[UUID]) -> None:
    """One after the other by id, as every writer does."""
    query = select(table.project_id).where(table.id.in_(ids)).distinct()
    for project_id in sorted(db.session.scalars(query)):
        db.session.execute(
            update(Project)
            .where(Project.id == project_id)
            .values(revision=Project.revision + 1)
            .execution_options(synchronize_session=False)
        )


def slugs_of(project_ids: Iterable[UUID]) -> dict[UUID, str]:
    query = select(Project.id, Project.slug).where(Project.id.in_(set(project_ids)))
    return {id_: slug for id_, slug in db.session.execute(query)}  # noqa: C416


def with_bodies(chosen: list[ChosenPrompt], wanted: Iterable[tuple[UUID, int | None]]) -> None:
    """Give each prompt the versions asked for, all in one statement."""
    pairs = [(id_, number) for id_, number in wanted if number is not None]
    by_id = {one.prompt.id: one for one in chosen}
    query = select(PromptVersion).where(
        tuple_(PromptVersion.prompt_id, PromptVersion.version).in_(pairs)
    )
    versions = db.session.scalars(query).all() if pairs else []
    names = names_of(version.created_by for version in versions)
    for version in versions:
        version.author = names[version.created_by]
        by_id[version.prompt_id].bodies[version.version] = version


def with_undoable(chosen: list[ChosenPrompt]) -> None:
    """Give each prompt the release a rollback would undo, all in one statement."""
    undoing = aliased(Release)
    query = (
        select(
            Release.prompt_id,
            Release.id,
            Release.from_version,
            Release.to_version,
            Release.created_at,
            Release.reason,
        )
        .ext(distinct_on(Release.prompt_id))
        .where(
            Release.prompt_id.in_([one.prompt.id for one in chosen]),
            Release.label == PRODUCTION,
            Release.imported_at.is_(None),
            Release.release_id.is_(None),
            ~exists().where(undoing.release_id == Release.id, undoing.imported_at.is_(None)),
        )
        .order_by(Release.prompt_id, Release.created_at.desc(), Release.id.desc())
    )
    found: dict[UUID, Any] = {row.prompt_id: row for row in db.session.execute(query)}
    for one in chosen:
        one.undoable = found.get(one.prompt.id)


def chosen_keys(
    caller: Caller, ids: Iterable[UUID], *, lock: bool = False
) -> list[tuple[ApiKey, str]]:
    """Keys with the slugs of their projects, by id."""
    return chosen_rows(caller, ApiKey, ids, lock=lock)


def chosen_rows(
    caller: Caller,
    table: type[Any],
    ids: Iterable[UUID],
    *,
    lock: bool = False,
    without: Iterable[Any] = (),
) -> list[tuple[Any, str]]:
    """Rows with the slugs of their projects, by id."""
    policy.require_across(caller)
    ids = list(ids)
    if lock:
        lock_rows(caller, table, ids)
    query = select(table).where(table.id.in_(ids)).order_by(table.id)
    query = query.options(*(defer(column, raiseload=True) for column in without))
    found = db.session.scalars(query.execution_options(populate_existing=True)).all()
    slugs = slugs_of(row.project_id for row in found)
    return [(row, slugs[row.project_id]) for row in found]


def chosen_scores(
    caller: Caller, keys: Iterable[tuple[UUID, UUID, str]]
) -> list[tuple[Score, str]]:
    """By project, target and id, since an id is another score in each of them."""
    policy.require_across(caller)
    key = tuple_(Score.project_id, Score.shard_id, Score.id)
    query = select(Score).where(key.in_(list(keys))).order_by(Score.project_id, Score.id)
    found = db.session.scalars(query.execution_options(populate_existing=True)).all()
    slugs = slugs_of(score.project_id for score in found)
    return [(score, slugs[score.project_id]) for score in found]


def chosen_traces(caller: Caller, keys: Iterable[tuple[UUID, UUID]]) -> list[tuple[Trace, str]]:
    """By project and id, with the slugs of their projects."""
    policy.require_across(caller)
    key = tuple_(Trace.project_id, Trace.trace_id)
    query = select(Trace).where(key.in_(list(keys))).order_by(Trace.project_id, Trace.trace_id)
    found = db.session.scalars(query.execution_options(populate_existing=True)).all()
    slugs = slugs_of(trace.project_id for trace in found)
    return [(trace, slugs[trace.project_id]) for trace in found]


def chosen_runs(
    caller: Caller, ids: Iterable[UUID], *, lock: bool = False
) -> list[tuple[Run, str]]:
    """Without what went in and came out."""
    return chosen_rows(caller, Run, ids, lock=lock, without=LARGE)


def chosen_experiments(
    caller: Caller, ids: Iterable[UUID], *, lock: bool = False
) -> list[tuple[Experiment, str]]:
    """Without what was sent and what it adds up to."""
    table = Experiment
    large = (table.content, table.messages, table.parameters, table.metadata_, table.totals)
    return chosen_rows(caller, table, ids, lock=lock, without=large)


def chosen_gates(
    caller: Caller, ids: Iterable[UUID], *, lock: bool = False
) -> list[tuple[Gate, str]]:
    """Their projects are locked first, as by everybody who changes a gate."""
    policy.require_across(caller)
    ids = list(ids)
    if lock:
        lock_projects_of(Gate, ids)
    return chosen_rows(caller, Gate, ids, lock=lock)


def chosen_connections(
    caller: Caller, ids: Iterable[UUID], *, lock: bool = False
) -> list[tuple[Connection, str]]:
    return chosen_rows(caller, Connection, ids, lock=lock)


def chosen_people(caller: Caller, ids: Iterable[UUID], *, lock: bool = False) -> list[User]:
    policy.require_across(caller)
    query = select(User).where(User.id.in_(list(ids))).order_by(User.id)
    query = query.execution_options(populate_existing=True)
    return list(db.session.scalars(query.with_for_update() if lock else query))


def chosen_members(
    caller: Caller, ids: Iterable[UUID], *, lock: bool = False
) -> list[tuple[User, str | None]]:
    """People with their roles in the caller's project, None for who has none."""
    policy.require_across(caller)
    if lock:
        lock_members(caller)
    belongs = (Membership.user_id == User.id) & (Membership.project_id == caller.project_id)
    query = (
        select(User, Membership.role)
        .outerjoin(Membership, belongs)
        .where(User.id.in_(list(ids)))
        .order_by(User.id)
        .execution_options(populate_existing=True)
    )
    return [(row[0], row[1]) for row in db.session.execute(query)]


def chosen_invitations(
    caller: Caller, ids: Iterable[UUID], *, lock: bool = False
) -> list[tuple[Invitation, str]]:
    """Invitations with the slugs of their projects, by id."""
    policy.require_across(caller)
    query = select(Invitation).where(Invitation.id.in_(list(ids))).order_by(Invitation.id)
    query = query.execution_options(populate_existing=True)
    found = db.session.scalars(query.with_for_update() if lock else query).all()
    slugs = slugs_of(invitation.project_id for invitation in found)
    return [(invitation, slugs[invitation.project_id]) for invitation in found]


def sessions_of(ids: Iterable[UUID]) -> dict[UUID, list[datetime]]:
    """When each person's sessions began."""
    query = select(Session.user_id, Session.created_at).where(Session.user_id.in_(list(ids)))
    found: dict[UUID, list[datetime]] = {}
    for person, began in db.session.execute(query):
        found.setdefault(person, []).append(began)
    return found


def chosen_sessions(
    caller: Caller, ids: Iterable[UUID], *, lock: bool = False
) -> list[tuple[Session, User]]:
    policy.require_across(caller)
    query = (
        select(Session, User)
        .join(User, User.id == Session.user_id)
        .where(Session.id.in_(list(ids)))
        .order_by(Session.id)
    )
    if lock:
        query = query.with_for_update(of=Session)
    return [(row[0], row[1]) for row in db.session.execute(query)]
