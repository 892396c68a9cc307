"""What a provider's groups mean here."""

import logging

import pytest
from sqlalchemy import select

from app import group_roles
from app.db import db, transaction
from app.group_roles import GroupRole
from app.models import AuditEvent
from app.services import policy
from app.services.access import groups, members, people
from app.services.access.groups import Wanted, wanted
from tests.factories.access import make_person, make_project, see_everything

STAFF = GroupRole("staff", "default", "viewer")
EDITORS = GroupRole("editors", "default", "editor")
OTHERS = GroupRole("others", "other", "admin")
IT = GroupRole("it", None, "operator")


@pytest.mark.parametrize(
    ("held", "mapping", "expected"),
    [
        ({"staff"}, [STAFF], Wanted({"default": "viewer"})),
        ({"staff", "editors"}, [EDITORS, STAFF], Wanted({"default": "editor"})),
        ({"staff", "editors"}, [STAFF, EDITORS], Wanted({"default": "editor"})),
        ({"staff"}, [STAFF, OTHERS], Wanted({"default": "viewer", "other": None})),
        ({"staff"}, [EDITORS, STAFF], Wanted({"default": "viewer"})),
        (set(), [STAFF], Wanted({"default": None})),
        ({"Staff"}, [STAFF], Wanted({"default": None})),
        ({"staff"}, [], Wanted()),
        ({"it"}, [IT], Wanted(operator=True)),
        ({"staff"}, [IT], Wanted(operator=False)),
        ({"it"}, [IT, GroupRole("root", None, "operator")], Wanted(operator=True)),
        ({"staff"}, [STAFF, IT], Wanted({"default": "viewer"}, operator=False)),
    ],
)
def test_of_several_roles_the_highest_counts_and_what_is_not_named_stays(held, mapping, expected):
    assert wanted(held, mapping) == expected


def test_a_group_makes_operators_and_its_loss_unmakes_them(caller):
    make_person("olga", operator=True)
    ada = make_person("ada")

    with transaction():
        groups.apply(caller, ada, Wanted(operator=True))
    assert people.get_person(ada.id).is_operator
    with transaction():
        groups.apply(caller, ada, Wanted(operator=False))
    assert not people.get_person(ada.id).is_operator


def test_who_is_an_operator_stays_one_if_no_group_is_about_that(caller):
    make_person("olga", operator=True)
    ada = make_person("ada", operator=True)

    with transaction():
        groups.apply(caller, ada, Wanted())

    assert people.get_person(ada.id).is_operator


def test_the_last_operator_stays_and_the_log_says_so(caller, caplog):
    ada = make_person("ada", operator=True)

    with caplog.at_level(logging.WARNING), transaction():
        groups.apply(caller, ada, Wanted(operator=False))

    assert people.get_person(ada.id).is_operator
    assert "stays an operator" in caplog.text


def roles_of(person):
    return {home.slug: home.role for home in members.memberships_of(person.id)}


def test_memberships_follow_the_groups_where_the_mapping_names_a_project(caller):
    other = make_project("other")
    ada = make_person("ada", role="editor")
    make_person("olga", role="admin")
    make_person("otto", role="admin", caller=other)
    for want, has in [
        ({"default": "admin"}, {"default": "admin"}),
        ({"other": "viewer"}, {"default": "admin", "other": "viewer"}),
        ({"default": None}, {"other": "viewer"}),
        ({"default": "viewer", "other": None}, {"default": "viewer"}),
        ({}, {"default": "viewer"}),
    ]:
        with transaction():
            groups.apply(caller, ada, Wanted(want))
        assert roles_of(ada) == has, want


def test_the_last_admin_of_a_project_stays_and_the_log_says_so(caller, caplog):
    ada = make_person("ada", role="admin")

    for role in (None, "viewer"):
        with caplog.at_level(logging.WARNING), transaction():
            groups.apply(caller, ada, Wanted({"default": role}))

    assert roles_of(ada) == {"default": "admin"}
    assert caplog.text.count("keeps a role in") == 2


def test_what_the_groups_gave_and_took_is_in_the_projects_log(caller):
    make_person("olga", role="admin")
    ada = make_person("ada", role=None)
    for role in ("viewer", "releaser", "releaser", None):
        with transaction():
            groups.apply(caller, ada, Wanted({"default": role}))

    see_everything()
    events = db.session.scalars(
        select(AuditEvent)
        .where(AuditEvent.object_id == str(ada.id), AuditEvent.action.startswith("member."))
        .order_by(AuditEvent.created_at)
    ).all()
    assert [(event.actor, event.changes["role"]) for event in events] == [
        ("system", [None, "viewer"]),
        ("system", ["viewer", "releaser"]),
        ("system", ["releaser", None]),
    ]


def test_the_roles_are_those_of_projects():
    assert tuple(policy.ROLES) == group_roles.ROLES


def test_a_project_that_is_not_there_is_a_warning(caller, caplog):
    ada = make_person("ada")

    with caplog.at_level(logging.WARNING), transaction():
        groups.apply(caller, ada, Wanted({"nowhere": "viewer"}))

    assert "OIDC_ROLES names the project 'nowhere'" in caplog.text
