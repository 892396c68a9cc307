"""Signing in and out, with sessions kept on the server."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from sqlalchemy import delete, func, select, update

from app.db import db, now, uuid7
from app.errors import NotFound, TooMany
from app.models import AuditEvent, Session, User
from app.services import audit, policy
from app.services.access.people import find_person, get_person, verify_password
from app.services.policy import Caller

LIFETIME = timedelta(days=14)
SEEN_EVERY = timedelta(minutes=5)
FAILURE_WINDOW = timedelta(minutes=15)
FAILURES_OF_PERSON, FAILURES_OF_ADDRESS = 10, 50


class TooManyFailures(TooMany):
    """Passwords are being guessed."""


class NoSuchSession(NotFound):
    """Ended already, or never begun."""


def sign_in(caller: Caller, email: str, password: str) -> tuple[User, str] | None:
    """The person and a new session's token; None, and an audit event, if it is refused.

    A refusal is a fact to be committed, therefore no exception.
    """
    person = find_person(email)
    unknown = {} if person else unknown_address(caller, email)
    slow_down_guessing(caller, person, unknown)
    known = person.password_hash if person and person.deactivated_at is None else None
    right = verify_password(password, known)
    if not right or person is None or not is_still(person.id, known):
        audit.record(caller, "session.refused", person.id if person else None, None, unknown)
        return None
    return person, open_session(caller, person)


def is_still(person_id: UUID, password_hash: str | None) -> bool:
    """Whether the account is as it was before the password was verified, which takes a while.

    Locked, so that whoever changes the password finds the session that is opened now.
    """
    person = get_person(person_id, lock=True)
    return person.deactivated_at is None and person.password_hash == password_hash


def unknown_address(caller: Caller, email: str) -> audit.Changes:
    """What the log keeps of an address without an account: the same for the same one, and not it.

    Guessing there is counted like elsewhere, or the limit would tell which accounts there are.
    """
    address = email.strip().lower().encode(errors="replace")
    return {
        "unknown_address": [None, hmac.digest(caller.project_id.bytes, address, "sha256").hex()]
    }


def slow_down_guessing(caller: Caller, person: User | None, unknown: audit.Changes) -> None:
    recent = select(func.count()).where(
        AuditEvent.action == "session.refused", AuditEvent.created_at > now() - FAILURE_WINDOW
    )
    of_person = recent.where(
        AuditEvent.object_id == str(person.id) if person else AuditEvent.changes.contains(unknown)
    )
    of_address = recent.where(AuditEvent.address == caller.address)
    if (db.session.scalar(of_person) or 0) >= FAILURES_OF_PERSON or (
        caller.address and (db.session.scalar(of_address) or 0) >= FAILURES_OF_ADDRESS
    ):
        raise TooManyFailures(
            "Too many failed sign-ins; wait a quarter of an hour, then try again.",
            retry_after=int(FAILURE_WINDOW.total_seconds()),
        )


def open_session(caller: Caller, person: User) -> str:
    """A session's token: 256 random bits, of which the table keeps only the hash."""
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


def delete_expired() -> int:
    """Sessions past their time; how many went."""
    return len(
        db.session.scalars(
            delete(Session).where(Session.expires_at < now()).returning(Session.id)
        ).all()
    )
