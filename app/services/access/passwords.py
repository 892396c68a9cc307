"""Changing a password: one's own, or by a one-time link that somebody with the right made."""

from __future__ import annotations

import hmac
from uuid import UUID

from itsdangerous import BadData, URLSafeTimedSerializer
from sqlalchemy import delete

from app.db import db
from app.errors import Conflict, Forbidden
from app.models import Session, User
from app.services import audit, policy
from app.services.access.attempts import take_place
from app.services.access.hashing import hash_password
from app.services.access.members import NoSuchMember, memberships_of
from app.services.access.people import LinkIsSpent, NoSuchPerson, check, get_person
from app.services.policy import Caller

LINK_SECONDS = 3 * 24 * 60 * 60


class PersonIsDeactivated(Conflict):
    """The account waits for an operator to reactivate it."""


class BelongsElsewhere(Forbidden):
    """Has rights that an admin of this project cannot give."""


class WrongPassword(Forbidden):
    """Not the password of this account."""


def password_link(person: User, secret_key: str) -> str:
    """A token that lets its bearer set this person's password, once, within three days."""
    return serializer(secret_key).dumps([str(person.id), fingerprint(person)])


def make_password_link(caller: Caller, person_id: UUID, secret_key: str) -> str:
    """For an operator or an admin to hand over. That it was made is recorded, the link is not."""
    person = person_to_reset(caller, person_id)
    if person.deactivated_at is not None:
        raise PersonIsDeactivated(f"{person.name} is deactivated; reactivate the account first.")
    audit.record(caller, "person.link_made", person.id, None)
    return password_link(person, secret_key)


def person_to_reset(caller: Caller, person_id: UUID) -> User:
    """Who sets a password can sign in as that person, so nobody gains rights by it."""
    if policy.may(caller, policy.OPERATE):
        return get_person(person_id)
    policy.require(caller, policy.ADMIN)
    roles = {home.project_id: home.role for home in memberships_of(person_id)}
    if caller.project_id not in roles:
        raise NoSuchMember(f"Nobody of the id {person_id} is a member here.")
    person = get_person(person_id)
    if person.is_operator or set(roles) != {caller.project_id}:
        raise BelongsElsewhere(
            f"{person.name} may do things outside this project; ask an operator for the link."
        )
    policy.require_to_give(caller, policy.ROLES[roles[caller.project_id]])
    return person


def set_password_by_link(caller: Caller, token: str, password: str, secret_key: str) -> User:
    """Set it, and end every session that knew the old one."""
    try:
        person_id, seen = serializer(secret_key).loads(token, max_age=LINK_SECONDS)
        person = get_person(UUID(person_id), lock=True)
    except (BadData, ValueError, TypeError, NoSuchPerson) as error:
        raise LinkIsSpent("This link is not valid any more; ask for a new one.") from error
    if not hmac.compare_digest(seen, fingerprint(person)) or person.deactivated_at:
        raise LinkIsSpent("This link was used already; ask for a new one.")
    set_password(caller, person, password)
    return person


def set_password(caller: Caller, person: User, password: str, *, keep: UUID | None = None) -> None:
    """Every session but the one to keep ends."""
    check(person.email, person.name, password)
    person.password_hash = hash_password(password)
    db.session.execute(delete(Session).where(Session.user_id == person.id, Session.id != keep))
    audit.record(caller, "person.password_set", person.id, None)


def change_password(
    caller: Caller, person_id: UUID, session_id: UUID, *, current: str, password: str
) -> None:
    """One's own; the session that asks goes on, all others end.

    `TooManyFailures` like a sign-in: whoever finds a browser open may guess no more often.
    """
    person = get_person(person_id)
    known = person.password_hash
    place = take_place(caller, person.email)
    if not place.verify(current, known):
        raise WrongPassword("The current password is not right; ask an admin for a link if lost.")
    person = get_person(person_id, lock=True)
    if person.password_hash != known:
        raise WrongPassword("The password was changed meanwhile; sign in again.")
    place.forget_failures()
    set_password(caller, person, password, keep=session_id)


def serializer(secret_key: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(secret_key, salt="password link")


def fingerprint(person: User) -> str:
    """Changes with the password, so that a link works once."""
    return hmac.digest(b"password", (person.password_hash or "").encode(), "sha256").hex()[:32]
