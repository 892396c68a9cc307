"""One-time links into a project, handed over by whoever makes them."""

from __future__ import annotations

import secrets
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select

from app.db import db, now, uuid7
from app.errors import Conflict, NotFound, Unauthenticated, invalid
from app.models import Invitation, Membership, User
from app.services import audit, policy
from app.services.access import people
from app.services.access.keys import hash_of
from app.services.access.members import add_member, check_role, find_member, lock_members, record
from app.services.paging import Cursor, Page, after, page_of
from app.services.policy import ADMIN, ROLES, Caller
from app.wall import act_in

LIFETIME = timedelta(days=3)
NOTE_LENGTH = 200


class NoSuchInvitation(NotFound):
    """Not in this project."""


class InvitationIsSpent(Conflict):
    """Used, revoked, expired, or never made here; which of these is not said."""


class SignInToAccept(Unauthenticated):
    """Nobody is named who could join, or somebody whose account is another's to take there."""


def invite(caller: Caller, *, role: str, note: str | None = None) -> tuple[Invitation, str]:
    """The invitation and the token of its link, which is never to be had again: 256 random bits."""
    check_role(role)
    policy.require_to_give(caller, ROLES[role])
    note = (note or "").strip() or None
    if note and (len(note) > NOTE_LENGTH or "\0" in note):
        raise invalid("note", f"At most {NOTE_LENGTH} characters.")
    token = secrets.token_urlsafe(32)
    moment = now()
    invitation = Invitation(
        id=uuid7(),
        project_id=caller.project_id,
        role=role,
        note=note,
        token_hash=hash_of(token),
        created_at=moment,
        created_by=caller.actor,
        expires_at=moment + LIFETIME,
    )
    db.session.add(invitation)
    audit.record(
        caller,
        "invitation.created",
        invitation.id,
        None,
        {"role": [None, role]},
        project_id=caller.project_id,
    )
    return invitation, token


def list_invitations(caller: Caller, *, limit: int = 50, cursor: str | None = None) -> Page:
    """Those that can still be accepted, newest first."""
    policy.require(caller, ADMIN)
    query = select(Invitation).where(
        Invitation.project_id == caller.project_id,
        Invitation.accepted_at.is_(None),
        Invitation.revoked_at.is_(None),
        Invitation.expires_at > now(),
    )
    place = Cursor.parse(cursor) if cursor else None
    query = after(query, place, Invitation.created_at, Invitation.id).limit(limit + 1)
    return page_of(list(db.session.scalars(query)), limit)


def is_open(invitation: Invitation) -> bool:
    """It can still be accepted."""
    ended = invitation.accepted_at or invitation.revoked_at
    return ended is None and invitation.expires_at > now()


def revoke_invitation(
    caller: Caller, invitation_id: UUID, *, reason: str | None = None
) -> Invitation:
    """Revoking twice changes nothing; what was accepted stays."""
    policy.require(caller, ADMIN)
    invitation = db.session.scalar(
        select(Invitation)
        .where(Invitation.project_id == caller.project_id, Invitation.id == invitation_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if invitation is None:
        raise NoSuchInvitation(f"There is no invitation {invitation_id} here.")
    if invitation.accepted_at is not None:
        raise InvitationIsSpent("This invitation was accepted already; remove the member instead.")
    if invitation.revoked_at is None:
        invitation.revoked_at = now()
        audit.record(
            caller,
            "invitation.revoked",
            invitation.id,
            None,
            {"revoked": [False, True]},
            reason=reason,
            project_id=invitation.project_id,
        )
    return invitation


def accept_as(caller: Caller, token: str, person: User) -> Membership:
    """Somebody who is signed in joins; a member already gains a role that may do more."""
    invitation = get_open(token)
    guest = replace(
        caller, actor=f"person:{person.id}", project_id=invitation.project_id, rights=frozenset()
    )
    spend(guest, invitation)
    lock_members(guest)
    member = find_member(guest, person.id)
    if member is None:
        return add_member(guest, person.id, invitation.role)
    if ROLES[member.role] < ROLES[invitation.role]:
        before, member.role = member.role, invitation.role
        record(guest, "member.updated", person.id, [before, member.role])
    return member


def accept_anew(caller: Caller, token: str, *, email: str, name: str, password: str) -> User:
    """Somebody without an account gets one, and joins."""
    get_open(token)
    if people.find_person(email) is not None:
        raise SignInToAccept(
            "There is an account with this e-mail address already:"
            " sign in, then open the link again."
        )
    person = people.open_account(caller, email=email, name=name, password=password)
    accept_as(caller, token, person)
    return person


def get_open(token: str) -> Invitation:
    """Locked, so that two who hold the same link cannot both use it."""
    invitation = db.session.scalar(
        select(Invitation)
        .where(
            Invitation.token_hash == hash_of(token),
            Invitation.accepted_at.is_(None),
            Invitation.revoked_at.is_(None),
            Invitation.expires_at > now(),
        )
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if invitation is None:
        raise InvitationIsSpent("This invitation is not valid any more; ask for a new one.")
    return invitation


def spend(guest: Caller, invitation: Invitation) -> None:
    act_in(invitation.project_id)
    invitation.accepted_at, invitation.accepted_by = now(), guest.actor
    audit.record(
        guest,
        "invitation.accepted",
        invitation.id,
        None,
        {"role": [None, invitation.role]},
        project_id=invitation.project_id,
    )
