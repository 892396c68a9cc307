"""Members and their roles."""

from dataclasses import replace
from functools import partial

import pytest

from app.db import transaction
from app.errors import Invalid, NotFound
from app.services import policy
from app.services.access import members, people
from app.services.policy import ADMIN, ROLES, MissingRight
from tests.factories.access import make_person, make_project, the_system, with_rights
from tests.factories.audit import last_event
from tests.racing import outcomes_at_once


def acting_as(person, role=policy.PROJECT_ADMIN, caller=None):
    return replace(caller or the_system(), actor=f"person:{person.id}", rights=ROLES[role])


def role_of(person, slug="default"):
    roles = {home.slug: home.role for home in members.memberships_of(person.id)}
    return roles.get(slug)


def test_they_are_listed_by_name_whatever_its_case(caller):
    for name in ("cleo", "ada", "Ben"):
        make_person(name)

    listed = [person.name for _, person in members.list_members(with_rights(policy.READ))]

    assert listed == ["Ada", "Ben", "Cleo"]


def test_an_admin_changes_a_role_and_it_is_recorded(caller):
    ada, ben = make_person("ada", role="admin"), make_person("ben", role="viewer")

    with transaction():
        members.set_role(acting_as(ada), ben.id, "editor", reason="Writes now")

    event = last_event("member.updated")
    assert role_of(ben) == "editor"
    assert (event.object_id, event.actor) == (str(ben.id), f"person:{ada.id}")
    assert (event.changes, event.reason) == ({"role": ["viewer", "editor"]}, "Writes now")


def test_the_same_role_again_is_no_change(caller):
    ben = make_person("ben", role="viewer")
    before = last_event()

    with transaction():
        members.set_role(caller, ben.id, "viewer")

    assert last_event().id == before.id


@pytest.mark.parametrize("role", ["", "owner", "ADMIN", "operator"])
def test_a_role_is_one_of_four(caller, role):
    with pytest.raises(Invalid, match="viewer, editor, releaser, admin"):
        members.set_role(caller, make_person("ben").id, role)


def test_nobody_gives_more_than_they_may_do(caller):
    ben = make_person("ben", role="viewer")
    limited = with_rights(ADMIN, policy.READ)

    with pytest.raises(MissingRight):
        members.set_role(limited, ben.id, "releaser")
    with pytest.raises(MissingRight):
        members.remove_member(limited, make_person("cleo", role="editor").id)

    assert role_of(ben) == "viewer"


def test_who_is_no_member_looks_like_nobody_to_an_admin(caller):
    ada, stranger = make_person("ada", role="admin"), make_person("zoe", role=None)
    admin = acting_as(ada)

    with pytest.raises(NotFound) as of_stranger:
        members.set_role(admin, stranger.id, "viewer")
    with pytest.raises(NotFound) as of_nobody:
        members.set_role(admin, the_system().project_id, "viewer")

    assert type(of_stranger.value) is type(of_nobody.value)
    assert str(of_stranger.value).replace(str(stranger.id), "") == str(of_nobody.value).replace(
        str(the_system().project_id), ""
    )


def test_a_project_is_left_alone_by_the_admins_of_another(caller):
    elsewhere = make_project("other")
    ben = make_person("ben", role="viewer", caller=elsewhere)

    with pytest.raises(members.NoSuchMember):
        members.remove_member(acting_as(make_person("ada", role="admin")), ben.id)

    assert role_of(ben, "other") == "viewer"


@pytest.mark.parametrize("role", ["viewer", None])
def test_the_last_admin_stays(caller, role):
    ada = make_person("ada", role="admin")

    with pytest.raises(members.LastAdmin, match="last admin"), transaction():
        change(caller, ada, role)

    assert role_of(ada) == "admin"


def test_an_admin_who_may_not_sign_in_does_not_count(caller):
    ada, ben = make_person("ada", role="admin"), make_person("ben", role="admin")
    with transaction():
        people.deactivate_person(caller, ben.id)

    with pytest.raises(members.LastAdmin), transaction():
        change(caller, ada, None)
    with transaction():
        change(caller, ben, None)

    assert (role_of(ada), role_of(ben)) == ("admin", None)


@pytest.mark.parametrize("role", ["viewer", None])
def test_nobody_takes_leave_of_themselves(caller, role):
    ada = make_person("ada", role="admin")
    make_person("ben", role="admin")

    with pytest.raises(members.NotYourself, match="another admin"), transaction():
        change(acting_as(ada), ada, role)


@pytest.mark.parametrize("role", ["viewer", None])
def test_of_two_admins_who_take_leave_of_each_other_one_stays(real_app, role):
    ada, ben = make_person("ada", role="admin"), make_person("ben", role="admin")
    pairs = [(acting_as(ada), ben), (acting_as(ben), ada)]

    outcomes = outcomes_at_once(real_app, [partial(change, *pair, role) for pair in pairs])

    assert outcomes == ["done", "last_admin"]
    assert sorted(str(role_of(person)) for person in (ada, ben)) == sorted(["admin", str(role)])


def change(caller, person, role):
    """To a role, or out."""
    if role is None:
        members.remove_member(caller, person.id)
    else:
        members.set_role(caller, person.id, role)
