"""People: their accounts."""

from __future__ import annotations

import hmac
import re
from uuid import UUID

from sqlalchemy import delete, func, select, text
from sqlalchemy.exc import IntegrityError

from app.db import constraint, db, now, uuid7
from app.errors import Conflict, Invalid, NotFound
from app.models import Session, User
from app.services import audit, policy
from app.services.access.hashing import hash_password
from app.services.access.members import NotYourself, add_member
from app.services.policy import Caller

EMAIL = re.compile(r"[^@\s\x00-\x1f]{1,64}@[^@\s\x00-\x1f]{1,189}")
PASSWORD_LENGTH = range(12, 1025)
FIRST_OPERATOR_LOCK = 7_236_114_002


class NoSuchPerson(NotFound):
    """No account of that id or address."""


class EmailIsTaken(Conflict):
    """One account per address."""


class LinkIsSpent(Conflict):
    """A one-time link that was used, has expired, or was never made here."""


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
    return open_account(caller, email=email, name=name, password=password, is_operator=is_operator)


def open_account(
    caller: Caller,
    *,
    email: str,
    name: str,
    password: str | None = None,
    is_operator: bool = False,
) -> User:
    """Whoever calls this has checked that the caller may, or holds an invitation."""
    check(email, name, password)
    person = User(
        id=uuid7(),
        email=email.strip(),
        name=name.strip(),
        password_hash=hash_password(password) if password else None,
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
    person = create_person(caller, email=email, name=name, password=password, is_operator=True)
    add_member(caller, person.id, policy.PROJECT_ADMIN)
    return person


def anybody() -> bool:
    return db.session.scalar(select(User.id).limit(1)) is not None


def setup_token(secret_key: str) -> str:
    """The first operator's one-time token. It needs no place: the first person spends it."""
    return hmac.digest(secret_key.encode(), b"first operator", "sha256").hex()


def check_setup_token(token: str, secret_key: str) -> None:
    if not hmac.compare_digest(token.encode(errors="replace"), setup_token(secret_key).encode()):
        raise LinkIsSpent("This link is not the one that was printed at the last start.")


def rename(caller: Caller, person_id: UUID, name: str) -> User:
    """Oneself."""
    person = get_person(person_id, lock=True)
    check(person.email, name, None)
    if (name := name.strip()) != person.name:
        changes = audit.difference({"name": person.name}, {"name": name})
        person.name = name
        audit.record(caller, "person.updated", person.id, None, changes)
    return person


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


def look_up(caller: Caller, email: str) -> User | None:
    """For operators: who has an account of this address is nobody else's business."""
    policy.require(caller, policy.OPERATE)
    return find_person(email)


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
    if caller.actor == f"person:{person_id}":
        raise NotYourself("Ask another operator to deactivate your account.")
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
