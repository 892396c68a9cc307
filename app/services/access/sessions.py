"""Signing in and out, with sessions kept on the server."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from sqlalchemy import delete, select, update

from app.db import db, now, uuid7
from app.errors import NotFound
from app.models import Session, User
from app.services import audit, policy
from app.services.access.attempts import take_place
from app.services.access.people import find_person, get_person
from app.services.policy import Caller

LIFETIME = timedelta(days=14)
SEEN_EVERY = timedelta(minutes=5)
ACROSS_EVERY = timedelta(hours=1)


class NoSuchSession(NotFound):
    """Ended already, or never begun."""


def sign_in(
    caller: Caller, email: str, password: str, *, instead_of: str | None = None
) -> tuple[User, str] | None:
    """The person and a new session's token; None, and an audit event, if it is refused.

    A refusal is a fact to be committed, therefore no exception. `TooManyFailures` is raised
    before any password is looked at, and has been counted whatever is undone.
    """
    place = take_place(caller, email)
    person = find_person(email)
    known = person.password_hash if person and person.deactivated_at is None else None
    right = place.verify(password, known)
    if not right or person is None or not is_still(person.id, known):
        record_failure(caller, "session.refused", email, person)
        return None
    place.forget_failures()
    return person, open_session(caller, person, instead_of=instead_of)


def note_throttled(caller: Caller, email: str) -> None:
    record_failure(caller, "session.throttled", email, find_person(email))


def record_failure(caller: Caller, action: str, email: str, person: User | None) -> None:
    unknown = {} if person else unknown_address(caller, email)
    audit.record(caller, action, person.id if person else None, None, unknown)


def is_still(person_id: UUID, password_hash: str | None) -> bool:
    """Whether the account is as it was before the password was verified, which takes a while.

    Locked, so that whoever changes the password finds the session that is opened now.
    """
    person = get_person(person_id, lock=True)
    return person.deactivated_at is None and person.password_hash == password_hash


def unknown_address(caller: Caller, email: str) -> audit.Changes:
    """What the log keeps of an address without an account: not it, but always the same for it."""
    address = email.strip().lower().encode(errors="replace")
    return {
        "unknown_address": [None, hmac.digest(caller.project_id.bytes, address, "sha256").hex()]
    }


def open_session(caller: Caller, person: User, *, instead_of: str | None = None) -> str:
    """A session's token: 256 random bits, of which the table keeps only the hash.

    It takes the place of the session whose token the browser came with, if any.
    """
    token = secrets.token_urlsafe(32)
    moment = now()
    session = Session(
        id=uuid7(),
        user_id=person.id,
        token_hash=hash_of(token),
        address=caller.address,
        agent=caller.agent,
        created_at=moment,
        seen_at=moment,
        expires_at=moment + LIFETIME,
    )
    db.session.add(session)
    person.last_sign_in_at = moment
    # Until now nobody was known to be asking.
    opener = replace(caller, actor=f"person:{person.id}")
    audit.record(opener, "session.opened", session.id, None, {"person": [None, str(person.id)]})
    if instead_of:
        sign_out(opener, instead_of)
    return token


def hash_of(token: str) -> bytes:
    return hashlib.sha256(token.encode(errors="replace")).digest()


def csrf_token(session_token: str, secret_key: str) -> str:
    """What a page sends back to show that it could read an answer of ours."""
    return hmac.digest(secret_key.encode(), b"csrf " + session_token.encode(), "sha256").hex()


def authenticate_session(token: str) -> tuple[Session, User] | None:
    """Session and person in one statement; None when it ended or the person was deactivated."""
    row = db.session.execute(
        select(Session, User)
        .join(User, User.id == Session.user_id)
        .where(
            Session.token_hash == hash_of(token),
            Session.expires_at > now(),
            User.deactivated_at.is_(None),
        )
    ).first()
    return (row[0], row[1]) if row else None


def is_seen_due(session: Session) -> bool:
    return now() - session.seen_at > SEEN_EVERY


def note_seen(session_id: UUID) -> None:
    db.session.execute(
        update(Session)
        .where(Session.id == session_id)
        .values(seen_at=now())
        .execution_options(synchronize_session=False)
    )


def sign_out(caller: Caller, token: str) -> None:
    """End this session; ending it twice is no error."""
    session_id = db.session.scalar(
        delete(Session).where(Session.token_hash == hash_of(token)).returning(Session.id)
    )
    if session_id is not None:
        audit.record(caller, "session.closed", session_id, None)


def revoke_session(caller: Caller, session_id: UUID, *, reason: str | None = None) -> None:
    policy.require(caller, policy.OPERATE)
    gone = db.session.scalar(
        delete(Session).where(Session.id == session_id).returning(Session.user_id)
    )
    if gone is None:
        raise NoSuchSession(f"There is no session {session_id}; it may have ended.")
    audit.record(caller, "session.revoked", session_id, None, reason=reason)


def sign_out_everywhere(caller: Caller, person_id: UUID, *, reason: str | None = None) -> int:
    """End every session of a person; how many there were."""
    policy.require(caller, policy.OPERATE)
    return end_sessions(caller, person_id, reason)


def end_sessions(caller: Caller, person_id: UUID, reason: str | None) -> int:
    ended = db.session.scalars(
        delete(Session).where(Session.user_id == person_id).returning(Session.id)
    ).all()
    audit.record(
        caller,
        "person.signed_out_everywhere",
        person_id,
        None,
        {"sessions": [len(ended), 0]},
        reason=reason,
    )
    return len(ended)


def own_sessions(person_id: UUID) -> list[Session]:
    """Those that live, the one used last first."""
    return list(
        db.session.scalars(
            select(Session)
            .where(Session.user_id == person_id, Session.expires_at > now())
            .order_by(Session.seen_at.desc(), Session.id)
        )
    )


def revoke_own_session(caller: Caller, person_id: UUID, session_id: UUID) -> None:
    gone = db.session.scalar(
        delete(Session)
        .where(Session.id == session_id, Session.user_id == person_id)
        .returning(Session.id)
    )
    if gone is None:
        raise NoSuchSession(f"There is no session {session_id} of yours; it may have ended.")
    audit.record(caller, "session.revoked", session_id, None)


def end_own_sessions(caller: Caller, person_id: UUID) -> int:
    """Everywhere, here too; how many there were."""
    return end_sessions(caller, person_id, None)


def note_reading_across(caller: Caller, session: Session) -> None:
    """Once an hour and session, the log says that an operator looked at every project."""
    due = (Session.across_at.is_(None)) | (Session.across_at < now() - ACROSS_EVERY)
    noted = db.session.scalar(
        update(Session)
        .where(Session.id == session.id, due)
        .values(across_at=now())
        .returning(Session.id)
        .execution_options(synchronize_session=False)
    )
    if noted is not None:
        audit.record(caller, "session.read_across", session.id, None)


def is_across_due(session: Session) -> bool:
    return session.across_at is None or now() - session.across_at > ACROSS_EVERY


def delete_expired() -> int:
    """Sessions past their time; how many went."""
    return len(
        db.session.scalars(
            delete(Session).where(Session.expires_at < now()).returning(Session.id)
        ).all()
    )
