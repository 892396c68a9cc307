"""Signing in by a provider: which account somebody has here, and what it may do."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.exc import IntegrityError

from app.db import constraint, db, now, uuid7
from app.errors import Conflict, DomainError, Forbidden
from app.models import Identity, Session, User
from app.oidc import Claimed
from app.services import audit, policy
from app.services.access import groups, people
from app.services.access.groups import Wanted
from app.services.access.people import find_person, get_person
from app.services.access.sessions import open_session
from app.services.policy import Caller
from app.settings import Settings


class NotTakenIn(Forbidden):
    """The provider is believed, but nobody is signed in; `person_id` says whose account it was."""

    def __init__(self, message: str, person: User | None = None) -> None:
        super().__init__(message)
        self.person_id = person.id if person else None


class NoAccountHere(NotTakenIn):
    """The provider knows them, this installation does not."""


class AddressMissing(NotTakenIn):
    """Without an e-mail address nobody can be recognised or taken in."""


class AddressNotVerified(NotTakenIn):
    """The provider does not vouch for the e-mail address."""


class AddressIsTaken(NotTakenIn):
    """The account of this address belongs to another identity of the same provider."""


class OperatorNotLinked(NotTakenIn):
    """An operator's account is not given away for an e-mail address."""


class AccountIsDeactivated(NotTakenIn):
    """The account waits for an operator to reactivate it."""


class GroupsLeftOut(NotTakenIn):
    """The provider would not list all groups, so nobody knows what they may do."""


class SubjectIsLinked(Conflict):
    """A subject of the provider means one account."""


def sign_in(
    caller: Caller, claimed: Claimed, settings: Settings, *, instead_of: str | None = None
) -> tuple[User, str]:
    """The person and a new session's token, with the rights that their groups have now."""
    if settings.oidc_roles and claimed.groups is None:
        raise GroupsLeftOut(
            "Your provider does not list all of your groups. Ask whoever runs it to send only"
            " those that matter here."
        )
    wanted = groups.wanted(claimed.groups or (), settings.oidc_roles)
    person = recognise(caller, claimed, wanted, sign_up=settings.oidc_sign_up)
    groups.apply(caller, person, wanted)
    return person, open_session(caller, person, instead_of=instead_of)


def recognise(caller: Caller, claimed: Claimed, wanted: Wanted, *, sign_up: bool) -> User:
    """By the provider's own name for somebody, else by a verified address, else a new account."""
    # The first sign-in of somebody may come twice at once.
    key = func.hashtextextended(f"{claimed.issuer} {claimed.subject}", 0)
    db.session.execute(select(func.pg_advisory_xact_lock(key)))
    identity = find_identity(claimed)
    if identity is None:
        person = account_for(caller, claimed, wanted, sign_up=sign_up)
        identity = add_identity(caller, person, claimed.issuer, claimed.subject)
    identity.last_sign_in_at = now()
    return active(get_person(identity.user_id, lock=True))


def find_identity(claimed: Claimed) -> Identity | None:
    return db.session.scalar(
        select(Identity).where(
            Identity.issuer == claimed.issuer, Identity.subject == claimed.subject
        )
    )


def account_for(caller: Caller, claimed: Claimed, wanted: Wanted, *, sign_up: bool) -> User:
    """The account for somebody the provider sends for the first time."""
    email = verified_address(claimed)
    person = find_person(email)
    if person is not None:
        return taken_over(get_person(person.id, lock=True), claimed, email, wanted)
    if not sign_up:
        raise NoAccountHere("You have no account here yet; ask an operator to make you one.")
    system = policy.system(caller.project_id)
    name = claimed.name or email.partition("@")[0]
    return people.create_person(system, email=email, name=name)


def verified_address(claimed: Claimed) -> str:
    if not claimed.email:
        raise AddressMissing(
            "Your provider did not tell your e-mail address. Ask whoever runs it to release"
            " the claim `email` to Promptside."
        )
    if not claimed.is_verified:
        raise AddressNotVerified(
            "Your provider does not say that your e-mail address is verified. Verify it there,"
            " or ask an operator to link your account."
        )
    return claimed.email


def taken_over(person: User, claimed: Claimed, email: str, wanted: Wanted) -> User:
    """An account that was made here, for whom its address is verified elsewhere.

    Whoever set its password or is signed in to it never proved the address, so both end.
    """
    # Beyond ASCII, letters that differ are one when the database lowers them.
    is_same = email.isascii() or email == person.email
    if not is_same or find_identity_of(person, claimed.issuer) is not None:
        raise AddressIsTaken(
            "The account with your e-mail address belongs to somebody else at your provider;"
            " ask an operator to link it to you.",
            person,
        )
    active(person)
    if person.is_operator and not wanted.operator:
        raise OperatorNotLinked(
            "The account with your e-mail address is an operator's, which an address alone does"
            " not open: run `flask users link` on the server.",
            person,
        )
    person.password_hash = None
    db.session.execute(delete(Session).where(Session.user_id == person.id))
    return person


def find_identity_of(person: User, issuer: str) -> Identity | None:
    return db.session.scalar(
        select(Identity).where(Identity.user_id == person.id, Identity.issuer == issuer)
    )


def identities_of(person_id: UUID) -> Sequence[Identity]:
    """At which providers somebody signs in, by the provider's name."""
    query = select(Identity).where(Identity.user_id == person_id).order_by(Identity.issuer)
    return db.session.scalars(query).all()


def active(person: User) -> User:
    if person.deactivated_at is not None:
        raise AccountIsDeactivated(
            "Your account is deactivated; ask an operator to reactivate it.", person
        )
    return person


def add_identity(caller: Caller, person: User, issuer: str, subject: str) -> Identity:
    identity = Identity(id=uuid7(), user_id=person.id, issuer=issuer, subject=subject)
    db.session.add(identity)
    flush_subject()
    audit.record(caller, "identity.linked", person.id, None, {"issuer": [None, issuer]})
    return identity


def link(caller: Caller, person: User, issuer: str, subject: str) -> Identity:
    """For operators: from now on this is whom the provider means, whoever it was before."""
    policy.require(caller, policy.OPERATE)
    identity = find_identity_of(person, issuer)
    if identity is None:
        return add_identity(caller, person, issuer, subject)
    identity.subject = subject
    flush_subject()
    audit.record(caller, "identity.linked", person.id, None, {"issuer": [issuer, issuer]})
    return identity


def flush_subject() -> None:
    try:
        db.session.flush()
    except IntegrityError as error:
        if constraint(error) == "uq_identities_issuer_subject":
            raise SubjectIsLinked("Another account is linked to this subject already.") from error
        raise


def refuse(caller: Caller, error: DomainError) -> None:
    """Keep that somebody was refused, and why, in a transaction of its own."""
    person_id = getattr(error, "person_id", None)
    audit.record(caller, "identity.refused", person_id, None, {"code": [None, error.code]})
