"""Who belongs to a project, and in which role."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Row, func, select

from app.db import db, uuid7
from app.errors import Conflict, NotFound, invalid
from app.models import Membership, Project, User
from app.services import audit, policy
from app.services.policy import ADMIN, PROJECT_ADMIN, READ, ROLES, Caller


class NoSuchMember(NotFound):
    """Nobody of that id belongs to this project."""


class LastAdmin(Conflict):
    """Nobody would be left to let others in."""


class NotYourself(Conflict):
    """One's own role is changed by somebody else."""


@dataclass(frozen=True)
class Belonging:
    """A project that somebody belongs to, and their role there."""

    project_id: UUID
    slug: str
    name: str
    role: str


def memberships_of(person_id: UUID) -> list[Belonging]:
    """By slug; no project need be known for it."""
    rows = db.session.execute(
        select(
            func.memberships_of(person_id)
            .table_valued("project_id", "slug", "name", "role")
            .render_derived()
        )
    )
    return [Belonging(row.project_id, row.slug, row.name, row.role) for row in rows]


def list_members(caller: Caller) -> list[Row[Membership, User]]:
    """By name, those who are deactivated among them."""
    policy.require(caller, READ)
    return list(
        db.session.execute(
            select(Membership, User)
            .join(User, User.id == Membership.user_id)
            .where(Membership.project_id == caller.project_id)
            .order_by(func.lower(User.name), User.id)
        )
    )


def get_member(caller: Caller, person_id: UUID, *, lock: bool = False) -> tuple[Membership, User]:
    policy.require(caller, ADMIN)
    query = (
        select(Membership, User)
        .join(User, User.id == Membership.user_id)
        .where(Membership.project_id == caller.project_id, Membership.user_id == person_id)
    )
    if lock:
        query = query.with_for_update(of=Membership).execution_options(populate_existing=True)
    row = db.session.execute(query).first()
    if row is None:
        raise NoSuchMember(f"Nobody of the id {person_id} is a member here.")
    return row[0], row[1]


def set_role(
    caller: Caller, person_id: UUID, role: str, *, reason: str | None = None
) -> Membership:
    """Make somebody who is known here a member, or change their role."""
    check_role(role)
    policy.require_to_give(caller, ROLES[role])
    lock_members(caller)
    member = find_member(caller, person_id)
    if member is None:
        require_to_add(caller, person_id)
        return add_member(caller, person_id, role, reason=reason)
    if member.role == role:
        return member
    not_oneself(caller, person_id)
    keep_an_admin(caller, member, role)
    before, member.role = member.role, role
    record(caller, "member.updated", person_id, [before, role], reason)
    return member


def require_to_add(caller: Caller, person_id: UUID) -> None:
    """Operators let anybody in who has an account; to others whoever is no member looks like
    nobody, and is invited.
    """
    if not policy.may(caller, policy.OPERATE) or db.session.get(User, person_id) is None:
        raise NoSuchMember(f"Nobody of the id {person_id} is a member here.")


def add_member(
    caller: Caller, person_id: UUID, role: str, *, reason: str | None = None
) -> Membership:
    """Whoever calls this has checked that they may."""
    member = Membership(
        id=uuid7(),
        project_id=caller.project_id,
        user_id=person_id,
        role=role,
        created_by=caller.actor,
    )
    db.session.add(member)
    db.session.flush()
    record(caller, "member.added", person_id, [None, role], reason)
    return member


def remove_member(caller: Caller, person_id: UUID, *, reason: str | None = None) -> None:
    """Out from the next request on; what they did keeps their name."""
    policy.require(caller, ADMIN)
    lock_members(caller)
    member, _ = get_member(caller, person_id, lock=True)
    not_oneself(caller, person_id)
    policy.require_to_give(caller, ROLES[member.role])
    keep_an_admin(caller, member, None)
    db.session.delete(member)
    db.session.flush()
    record(caller, "member.removed", person_id, [member.role, None], reason)


def find_member(caller: Caller, person_id: UUID) -> Membership | None:
    return db.session.scalar(
        select(Membership).where(
            Membership.project_id == caller.project_id, Membership.user_id == person_id
        )
    )


def lock_members(caller: Caller) -> None:
    """One change of roles at a time, so that two admins cannot take leave of each other at once."""
    db.session.execute(
        select(Project.id).where(Project.id == caller.project_id).with_for_update(key_share=True)
    )


def keep_an_admin(caller: Caller, leaving: Membership, role: str | None) -> None:
    if leaving.role != PROJECT_ADMIN or role == PROJECT_ADMIN:
        return
    others = (
        select(Membership.id)
        .join(User, User.id == Membership.user_id)
        .where(
            Membership.project_id == caller.project_id,
            Membership.role == PROJECT_ADMIN,
            Membership.id != leaving.id,
            User.deactivated_at.is_(None),
        )
    )
    if db.session.scalar(others.limit(1)) is None:
        raise LastAdmin("This is the project's last admin; make somebody else one first.")


def not_oneself(caller: Caller, person_id: UUID) -> None:
    if caller.actor == f"person:{person_id}":
        raise NotYourself("Ask another admin to change your own role or to remove you.")


def check_role(role: str) -> None:
    if role not in ROLES:
        raise invalid("role", f"One of {', '.join(ROLES)}.")


def record(
    caller: Caller,
    action: str,
    person_id: UUID,
    roles: list[str | None],
    reason: str | None = None,
) -> None:
    audit.record(
        caller,
        action,
        person_id,
        None,
        {"role": roles},
        reason=reason,
        project_id=caller.project_id,
    )
