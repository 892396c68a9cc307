"""Which account somebody has here whom a provider sends."""

from dataclasses import replace

import pytest
from sqlalchemy import func, select

from app.db import db, transaction
from app.group_roles import GroupRole
from app.models import AuditEvent, Identity, Session, User
from app.oidc import Claimed
from app.services.access import hashing, identities, people, sessions
from app.settings import Settings
from tests.databases import SECRET
from tests.factories.access import PASSWORD, make_person, see_everything, the_system, with_rights

ISSUER = "https://sso.example"
ADA = Claimed(ISSUER, "ada-at-sso", "ada@example.com", True, "Ada")
SETTINGS = Settings(secret_key=SECRET, proxy_secret=SECRET, oidc_issuer=ISSUER)
IT = replace(SETTINGS, oidc_roles=(GroupRole("it", None, "operator"),))


def enter(claimed=ADA, settings=SETTINGS, caller=None):
    with transaction():
        person, _ = identities.sign_in(caller or with_rights(), claimed, settings)
    return person


def refused(kind, claimed=ADA, settings=SETTINGS):
    with pytest.raises(kind) as caught:
        enter(claimed, settings)
    return caught.value


def number_of(model):
    return db.session.scalar(select(func.count()).select_from(model))


def test_who_is_linked_is_recognised_by_the_subject_alone(app):
    ada = make_person("ada")
    with transaction():
        identities.link(the_system(), ada, ISSUER, "ada-at-sso")

    person = enter(replace(ADA, email=None, is_verified=False))

    assert person.id == ada.id
    assert hashing.verify_password(PASSWORD, person.password_hash)


def test_a_verified_address_opens_the_account_of_that_address(app):
    ada = make_person("ada")

    person = enter(replace(ADA, email="Ada@Example.com"))

    assert person.id == ada.id
    identity = db.session.scalar(select(Identity))
    assert identity.user_id == ada.id
    assert identity.last_sign_in_at is not None


def test_whoever_held_the_account_before_never_proved_the_address(app):
    ada = make_person("ada")
    with transaction():
        before = sessions.open_session(the_system(), ada)

    person = enter()

    assert sessions.authenticate_session(before) is None
    assert person.password_hash is None
    assert number_of(Session) == 1


def test_an_address_nobody_vouches_for_opens_nothing(app):
    make_person("ada")

    refused(identities.AddressNotVerified, replace(ADA, is_verified=False))
    refused(identities.AddressMissing, replace(ADA, email=None))

    assert (number_of(Identity), number_of(Session)) == (0, 0)


def test_an_address_that_passes_to_somebody_else_does_not_take_the_account_along(app):
    enter(settings=replace(SETTINGS, oidc_sign_up=True))

    refusal = refused(identities.AddressIsTaken, replace(ADA, subject="another-ada"))

    assert refusal.person_id == people.find_person("ada@example.com").id
    assert number_of(Identity) == 1


def test_letters_that_only_look_alike_are_another_address(app):
    kate = make_person("kate")
    alike = replace(ADA, email="\u212aate@example.com")

    refused((identities.NoAccountHere, identities.AddressIsTaken), alike)

    assert people.get_person(kate.id).password_hash


def test_an_operators_account_is_not_given_away_for_an_address(app):
    ada = make_person("ada", operator=True)

    assert refused(identities.OperatorNotLinked).person_id == ada.id
    refused(identities.OperatorNotLinked, settings=IT)

    assert enter(replace(ADA, groups=frozenset(["it"])), IT).is_operator


def test_a_deactivated_person_stays_out_by_either_way(app):
    ada = make_person("ada")
    with transaction():
        people.deactivate_person(the_system(), ada.id)
    refused(identities.AccountIsDeactivated)
    with transaction():
        identities.link(the_system(), ada, ISSUER, "ada-at-sso")

    assert refused(identities.AccountIsDeactivated).person_id == ada.id
    assert number_of(Session) == 0


def test_strangers_get_an_account_only_if_that_is_wanted(app):
    refused(identities.NoAccountHere)
    assert number_of(User) == 0

    person = enter(settings=replace(SETTINGS, oidc_sign_up=True))

    assert (person.email, person.name, person.password_hash) == ("ada@example.com", "Ada", None)
    assert not person.is_operator


def test_groups_are_looked_at_again_at_each_sign_in(app):
    make_person("olga", operator=True)
    ada = make_person("ada")
    assert enter(replace(ADA, groups=frozenset(["it"])), IT).is_operator
    assert not enter(ADA, IT).is_operator

    see_everything()
    changes = db.session.scalars(
        select(AuditEvent.changes)
        .where(AuditEvent.action == "person.updated", AuditEvent.object_id == str(ada.id))
        .order_by(AuditEvent.created_at)
    ).all()
    assert changes == [{"is_operator": [False, True]}, {"is_operator": [True, False]}]


def test_groups_that_were_left_out_sign_nobody_in(app):
    unlisted = replace(ADA, groups=None)
    make_person("ada")

    refused(identities.GroupsLeftOut, unlisted, IT)

    assert enter(unlisted).email == "ada@example.com"


def test_linking_again_is_to_somebody_else_at_the_provider(app):
    ada = make_person("ada")
    with transaction():
        identities.link(the_system(), ada, ISSUER, "old")
        identities.link(the_system(), ada, ISSUER, "ada-at-sso")

    assert enter().id == ada.id
    assert number_of(Identity) == 1


def test_a_subject_is_one_account(app):
    ada, ben = make_person("ada"), make_person("ben")
    with transaction():
        identities.link(the_system(), ada, ISSUER, "ada-at-sso")

    with pytest.raises(identities.SubjectIsLinked), transaction():
        identities.link(the_system(), ben, ISSUER, "ada-at-sso")


def test_no_address_and_no_subject_is_in_the_log(app):
    enter(settings=replace(SETTINGS, oidc_sign_up=True))

    see_everything()
    events = db.session.scalars(select(AuditEvent)).all()
    assert len(events) >= 3
    for event in events:
        told = f"{event.object_name} {event.changes} {event.reason}"
        assert "ada@example.com" not in told
        assert "ada-at-sso" not in told
