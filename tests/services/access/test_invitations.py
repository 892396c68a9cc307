"""Invitations: one-time links into a project."""

from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import update

from app.db import db, now, transaction
from app.errors import Invalid
from app.models import Invitation
from app.services import policy
from app.services.access import hashing, invitations, members, people
from app.services.policy import ADMIN, MissingRight
from app.wall import act_in
from tests.factories.access import (
    PASSWORD,
    make_invitation,
    make_person,
    make_project,
    the_system,
    with_rights,
)
from tests.factories.audit import last_event
from tests.racing import outcomes_at_once


def invited(role="editor", caller=None, **fields):
    with transaction():
        return invitations.invite(caller or the_system(), role=role, **fields)


def accept(token, person):
    with transaction():
        return invitations.accept_as(with_rights(), token, person)


def roles(person):
    return {home.slug: home.role for home in members.memberships_of(person.id)}


def test_the_token_is_not_kept(caller):
    invitation, token = invited(note="  For Ben ")

    assert (invitation.role, invitation.note, invitation.project_id) == (
        *("editor", "For Ben"),
        caller.project_id,
    )
    assert len(token) >= 43
    assert token.encode() not in bytes(invitation.token_hash)
    assert token not in str(last_event("invitation.created").changes)


def test_who_has_no_account_gets_one_and_is_a_member(caller):
    _, token = invited("releaser")

    with transaction():
        ben = invitations.accept_anew(
            with_rights(), token, email="ben@example.com", name="Ben", password=PASSWORD
        )

    assert hashing.verify_password(PASSWORD, ben.password_hash)
    assert (roles(ben), ben.is_operator) == ({"default": "releaser"}, False)
    added = last_event("member.added")
    assert (added.actor, added.object_id) == (f"person:{ben.id}", str(ben.id))


def test_a_member_gains_by_a_link_and_never_loses(caller):
    ben, admin = make_person("ben", role="viewer"), make_person("ada", role="admin")

    accept(invited("editor")[1], ben)
    accept(invited("viewer")[1], admin)

    assert (roles(ben), roles(admin)) == ({"default": "editor"}, {"default": "admin"})


def test_a_link_leads_into_the_project_it_was_made_in(caller):
    ben = make_person("ben", role=None)

    accept(invited("viewer", make_project("other"))[1], ben)

    assert roles(ben) == {"other": "viewer"}


def test_an_address_with_an_account_signs_in_first(caller):
    make_person("ben")
    _, token = invited()

    with pytest.raises(invitations.SignInToAccept, match="sign in"), transaction():
        invitations.accept_anew(
            with_rights(), token, email="BEN@example.com", name="Ben", password=PASSWORD
        )

    assert [i.accepted_at for i in invitations.list_invitations(caller).rows] == [None]


def used(invitation, token):
    accept(token, make_person("cleo", role=None))


def revoked(invitation, token):
    with transaction():
        invitations.revoke_invitation(the_system(), invitation.id)


def expired(invitation, token):
    act_in(the_system().project_id)
    past = now() - timedelta(seconds=1)
    db.session.execute(update(Invitation).values(expires_at=past))
    db.session.commit()


@pytest.mark.parametrize("end", [used, revoked, expired])
def test_a_link_that_is_over_does_not_say_why(caller, end):
    invitation, token = invited()
    end(invitation, token)
    ben = make_person("ben", role=None)

    with pytest.raises(invitations.InvitationIsSpent) as spent:
        accept(token, ben)
    with pytest.raises(invitations.InvitationIsSpent) as never:
        accept("never made", ben)

    assert str(spent.value) == str(never.value)
    assert roles(ben) == {}
    assert invitations.list_invitations(caller).rows == []


def test_revoking_twice_is_recorded_once_and_what_was_accepted_stays(caller):
    invitation = make_invitation()
    with transaction():
        invitations.revoke_invitation(caller, invitation.id, reason="Sent to the wrong one")
    first = last_event("invitation.revoked")
    with transaction():
        invitations.revoke_invitation(caller, invitation.id)
    accepted, token = invited()
    used(accepted, token)

    with pytest.raises(invitations.InvitationIsSpent, match="remove the member"), transaction():
        invitations.revoke_invitation(caller, accepted.id)

    assert last_event("invitation.revoked").id == first.id
    assert first.reason == "Sent to the wrong one"


def test_another_projects_invitation_is_not_there(caller):
    elsewhere = make_project("other")
    invitation = make_invitation(caller=elsewhere)

    with pytest.raises(invitations.NoSuchInvitation):
        invitations.revoke_invitation(caller, invitation.id)

    assert invitations.list_invitations(caller).rows == []
    assert [i.id for i in invitations.list_invitations(elsewhere).rows] == [invitation.id]


@pytest.mark.parametrize("rights", [(), (policy.READ,), (ADMIN,)])
def test_nobody_invites_to_more_than_they_may_do(caller, rights):
    with pytest.raises(MissingRight):
        invitations.invite(with_rights(*rights), role="admin")


@pytest.mark.parametrize(
    ("field", "value"), [("role", "owner"), ("note", "x" * 201), ("note", "a\0b")]
)
def test_what_makes_no_sense_is_refused_by_field(caller, field, value):
    with pytest.raises(Invalid) as refused:
        invitations.invite(caller, **{"role": "viewer", field: value})

    assert set(refused.value.errors["json"]) == {field}


def test_of_two_who_hold_one_link_one_joins(real_app):
    _, token = invited()
    pair = [make_person(name, role=None).id for name in ("ben", "cleo")]

    def join(person_id):
        return invitations.accept_as(with_rights(), token, people.get_person(person_id))

    outcomes = outcomes_at_once(real_app, [partial(join, person_id) for person_id in pair])

    assert outcomes == ["done", "invitation_is_spent"]
    assert sorted(len(members.memberships_of(person_id)) for person_id in pair) == [0, 1]
