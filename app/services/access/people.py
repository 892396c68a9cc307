"""People: accounts and passwords."""

from __future__ import annotations

import hmac
import re
import threading
from uuid import UUID

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from itsdangerous import BadData, URLSafeTimedSerializer
from sqlalchemy import delete, func, select, text
from sqlalchemy.exc import IntegrityError

from app.db import constraint, db, now, uuid7
from app.errors import Conflict, Invalid, NotFound, TooMany
from app.models import Session, User
from app.services import audit, policy
from app.services.policy import Caller

EMAIL = re.compile(r"[^@\s\x00-\x1f]{1,64}@[^@\s\x00-\x1f]{1,189}")
PASSWORD_LENGTH = range(12, 1025)
LINK_SECONDS = 3 * 24 * 60 * 60
FIRST_OPERATOR_LOCK = 7_236_114_002

hasher = PasswordHasher()
UNKNOWN_PERSON = hasher.hash("nobody has this password")
"""Verified when an address is unknown, so that both answers take the same time."""

# A verification takes 64 MiB and a quarter of a second of one core.
verifying = threading.BoundedSemaphore(2)


class NoSuchPerson(NotFound):
    """No account of that id or address."""


class EmailIsTaken(Conflict):
    """One account per address."""


class LinkIsSpent(Conflict):
    """A one-time link that was used, has expired, or was never made here."""


class PersonIsDeactivated(Conflict):
    """The account waits for an operator to reactivate it."""


class TooManySignIns(TooMany):
    """Every place to verify a password in is taken."""


def verify_password(password: str, password_hash: str | None) -> bool:
    """True only for the right password of an account that has one."""
    if not verifying.acquire(timeout=10):
        raise TooManySignIns("Too many sign-ins at once; try again in a moment.", retry_after=5)
    try:
        return hasher.verify(password_hash or UNKNOWN_PERSON, password) and bool(password_hash)
    except (VerificationError, InvalidHashError):
        return False
    finally:
        verifying.release()


def create_person(
    caller: Caller,
    *,
    email: str,
    name: str,
    password: str | None = None,
    is_operator: bool = False,
) -> User:
    """An account. Without a password it waits for its owner to set one by link."""
    policy.require(caller, policy.OPERATE)
    check(email, name, password)
    person = User(
        id=uuid7(),
        email=email.strip(),
        name=name.strip(),
        password_hash=hasher.hash(password) if password else None,
        is_operator=is_operator,
    )
    db.session.add(person)
    try:
        db.session.flush()
    except IntegrityError as error:
        if constraint(error) == "uq_users_email_lower":
            raise EmailIsTaken("There is an account with this e-mail address already.") from error
        raise
    audit.record(caller, "person.created", person.id, None, {"is_operator": [None, is_operator]})
    return person


def create_first_operator(caller: Caller, *, email: str, name: str, password: str) -> User:
    """Once: as soon as there is a person, this is refused."""
    db.session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": FIRST_OPERATOR_LOCK})
    if anybody():
        raise LinkIsSpent("The first operator exists already; sign in instead.")
    return create_person(caller, email=email, name=name, password=password, is_operator=True)


def anybody() -> bool:
    return db.session.scalar(select(User.id).limit(1)) is not None


def setup_token(secret_key: str) -> str:
    """The first operator's one-time token. It needs no place: the first person spends it."""
    return hmac.digest(secret_key.encode(), b"first operator", "sha256").hex()


def check_setup_token(token: str, secret_key: str) -> None:
    if not hmac.compare_digest(token.encode(errors="replace"), setup_token(secret_key).encode()):
        raise LinkIsSpent("This link is not the one that was printed at the last start.")


def password_link(person: User, secret_key: str) -> str:
    """A token that lets its bearer set this person's password, once, within three days."""
    return serializer(secret_key).dumps([str(person.id), fingerprint(person)])


def make_password_link(caller: Caller, person_id: UUID, secret_key: str) -> str:
    """The same for an operator to hand over; that one was made is recorded, the link is not."""
    policy.require(caller, policy.OPERATE)
    person = get_person(person_id)
    if person.deactivated_at is not None:
        raise PersonIsDeactivated(f"{person.name} is deactivated; reactivate the account first.")
    audit.record(caller, "person.link_made", person.id, None)
    return password_link(person, secret_key)


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


def set_password(caller: Caller, person: User, password: str) -> None:
    check(person.email, person.name, password)
    person.password_hash = hasher.hash(password)
    db.session.execute(delete(Session).where(Session.user_id == person.id))
    audit.record(caller, "person.password_set", person.id, None)


def serializer(secret_key: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(secret_key, salt="password link")


def fingerprint(person: User) -> str:
    """Changes with the password, so that a link works once."""
    return hmac.digest(b"password", (person.password_hash or "").encode(), "sha256").hex()[:32]


def get_person(person_id: UUID, *, lock: bool = False) -> User:
    query = select(User).where(User.id == person_id)
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    person = db.session.scalar(query)
    if person is None:
        raise NoSuchPerson(f"There is no person {person_id}.")
    return person


def find_person(email: str) -> User | None:
    return db.session.scalar(
        select(User).where(func.lower(User.email) == func.lower(email.strip()))
    )


def update_person(caller: Caller, person_id: UUID, *, name: str, is_operator: bool) -> User:
    policy.require(caller, policy.OPERATE)
    person = get_person(person_id, lock=True)
    check(person.email, name, None)
    before = {"name": person.name, "is_operator": person.is_operator}
    changes = audit.difference(before, {"name": name.strip(), "is_operator": is_operator})
    if person.is_operator and not is_operator:
        keep_an_operator(person)
    for field, (_, value) in changes.items():
        setattr(person, field, value)
    if changes:
        audit.record(caller, "person.updated", person.id, None, changes)
    return person


class LastOperator(Conflict):
    """Nobody would be left to administer the installation."""


def keep_an_operator(leaving: User) -> None:
    """Lock the operators in one order, so that two cannot take leave of each other at once."""
    operators = db.session.scalars(
        select(User.id)
        .where(User.is_operator, User.deactivated_at.is_(None))
        .order_by(User.id)
        .with_for_update()
    ).all()
    if set(operators) <= {leaving.id}:
        raise LastOperator("This is the last operator; make somebody else one first.")


def deactivate_person(caller: Caller, person_id: UUID, *, reason: str | None = None) -> User:
    """Signed out everywhere and refused from the next request on."""
    policy.require(caller, policy.OPERATE)
    person = get_person(person_id, lock=True)
    if person.deactivated_at is None:
        if person.is_operator:
            keep_an_operator(person)
        person.deactivated_at = now()
        db.session.execute(delete(Session).where(Session.user_id == person.id))
        audit.record(
            caller, "person.deactivated", person.id, None, {"active": [True, False]}, reason=reason
        )
    return person


def reactivate_person(caller: Caller, person_id: UUID, *, reason: str | None = None) -> User:
    policy.require(caller, policy.OPERATE)
    person = get_person(person_id, lock=True)
    if person.deactivated_at is not None:
        person.deactivated_at = None
        audit.record(
            caller, "person.reactivated", person.id, None, {"active": [False, True]}, reason=reason
        )
    return person


def check(email: str, name: str, password: str | None) -> None:
    errors: dict[str, list[str]] = {}
    if not EMAIL.fullmatch(email.strip()):
        errors["email"] = ["Not an e-mail address."]
    if not 1 <= len(name.strip()) <= 200 or "\0" in name:
        errors["name"] = ["Between 1 and 200 characters."]
    if password is not None and len(password) not in PASSWORD_LENGTH:
        errors["password"] = ["Between 12 and 1,024 characters."]
    if errors:
        field, messages = next(iter(errors.items()))
        raise Invalid(f"{field}: {messages[0]}", errors={"json": errors})
