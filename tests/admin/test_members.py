"""Roles in projects, and invitations into them, from the panel."""

import re

import pytest

from app.db import transaction
from app.services.access import identities, invitations, members, people
from tests.admin.conftest import fields_of, text_of
from tests.factories.access import (
    PASSWORD,
    make_invitation,
    make_person,
    make_project,
    the_system,
)
from tests.factories.audit import events


def roles(person):
    return {home.slug: home.role for home in members.memberships_of(person.id)}


def set_role(person, role, caller=None):
    with transaction():
        members.set_role(caller or the_system(), person.id, role)


def give(panel, person, role, project="default", **more):
    query = {"project": project, "role": role}
    return panel.act("people", "set_role", [person.id], query=query, **more)


def test_a_person_is_added_to_another_project(panel):
    make_project("mobile")
    ada = make_person("ada", role=None)

    r = give(panel, ada, "editor", "mobile", reason="New in the team")

    assert r.status_code == 302
    assert roles(ada) == {"mobile": "editor"}
    added = events("member.added")[-1]
    assert (added.object_id, added.reason) == (str(ada.id), "New in the team")
    assert added.project_id == members.memberships_of(ada.id)[0].project_id


def test_the_page_before_shows_the_role_and_what_it_becomes(panel):
    ada = make_person("ada")

    r = panel.get("/people/action/", do="set_role", id=ada.id, project="default", role="admin")

    assert "Set the role of Ada" in text_of(r)
    assert "releaser to admin" in text_of(r)
    assert roles(ada) == {"default": "releaser"}


def test_many_are_given_a_role_at_once(panel):
    found = [make_person("ada"), make_person("ben", role=None)]

    query = {"project": "default", "role": "viewer"}
    panel.act("people", "set_role", [person.id for person in found], query=query)

    assert [roles(person) for person in found] == [{"default": "viewer"}] * 2


def test_without_a_role_it_asks_for_one(panel):
    ada = make_person("ada")

    r = panel.get("/people/action/", do="set_role", id=ada.id)

    assert "Choose a project and a role above." in text_of(r)
    assert panel.post("/people/action/", fields_of(r)).status_code == 302
    assert roles(ada) == {"default": "releaser"}


@pytest.mark.parametrize(
    ("query", "status"),
    [({"role": "owner"}, 422), ({"role": "viewer", "project": "nowhere"}, 404)],
)
def test_a_role_or_project_that_is_none_is_refused(panel, query, status):
    ada = make_person("ada")

    r = panel.get("/people/action/", do="set_role", id=ada.id, **query)

    assert r.status_code == status


def test_the_last_admin_keeps_the_role(panel):
    ada = make_person("ada", role="admin")

    r = give(panel, ada, "viewer")

    assert r.status_code == 409
    assert "last admin" in text_of(r)
    assert roles(ada) == {"default": "admin"}


def test_nobody_changes_their_own_role(panel):
    set_role(panel.person, "viewer")

    r = give(panel, panel.person, "admin")

    assert r.status_code == 409
    assert "Ask another admin" in text_of(r)


def test_a_member_is_removed_and_brought_back_by_undo(panel):
    ada = make_person("ada")

    panel.act("people", "remove", [ada.id], query={"project": "default"}, reason="Left")
    assert roles(ada) == {}
    assert events("member.removed")[-1].reason == "Left"

    undo = re.search(r'<a class="button small right" href="([^"]+)"', panel.get("/people/").text)
    shown = panel.client.get(undo[1].replace("&amp;", "&"))
    panel.post("/people/action/", fields_of(shown))
    assert roles(ada) == {"default": "releaser"}


def test_a_person_s_page_shows_their_projects(panel):
    ada = make_person("ada")
    set_role(ada, "admin", make_project("mobile"))

    said = text_of(panel.get("/people/details/", id=ada.id))

    assert "Projects 2 default Default releaser" in said
    assert "mobile Mobile admin" in said
    assert re.search(r"ada@example.com .* 2 ", text_of(panel.get("/people/", q="ada")))


def test_a_project_s_page_shows_members_and_open_invitations(panel):
    make_person("ada")
    make_invitation("editor", note="for Ben")
    spent = make_invitation(note="for nobody")
    with transaction():
        invitations.revoke_invitation(the_system(), spent.id)

    said = text_of(panel.get("/projects/details/", id=the_system().project_id))

    assert "Members 1 Ada ada@example.com releaser" in said
    assert "Open invitations 1 for Ben by system" in said
    assert "for nobody" not in said


def test_a_project_s_page_adds_somebody_by_their_address(panel):
    ada, project = make_person("ada", role=None), str(the_system().project_id)

    r = panel.get("/projects/member/", id=project, email="ADA@example.com", role="editor")

    shown = panel.client.get(r.headers["Location"])
    assert "no member to editor" in text_of(shown)
    panel.post("/people/action/", fields_of(shown))
    assert roles(ada) == {"default": "editor"}


@pytest.mark.parametrize("email", ["", "nobody@example.com", "a\0b", "<b>"])
def test_an_address_without_account_is_said_to_be_one(panel, email):
    project = str(the_system().project_id)

    r = panel.get("/projects/member/", id=project, email=email, role="editor")

    page = panel.client.get(r.headers["Location"])
    assert "Nobody has an account with the address" in text_of(page)
    assert "<b>'" not in page.text


def invite(panel, **fields):
    data = {"id": str(the_system().project_id), "role": "editor", "note": "for Ben", **fields}
    return panel.post("/projects/invite/", data)


def test_an_invitation_is_made_and_its_link_shown_once(panel, anonymous):
    r = invite(panel)

    token = re.search(r'value="[^"]+/invitation#([^"]+)"', r.text)[1]
    assert r.status_code == 201
    assert "Shown this once." in text_of(r)
    assert token not in panel.get("/projects/details/", id=the_system().project_id).text
    body = {"token": token, "email": "ben@example.com", "name": "Ben", "password": PASSWORD}
    assert anonymous.post("/api/invitations/accept", json=body).status_code == 201
    assert roles(people.find_person("ben@example.com")) == {"default": "editor"}


@pytest.mark.parametrize(
    ("fields", "said"),
    [({"role": "owner"}, "One of viewer"), ({"note": "x" * 201}, "At most 200 characters.")],
)
def test_an_invitation_that_cannot_be_is_refused_in_words(panel, fields, said):
    r = invite(panel, **fields)

    assert said in text_of(panel.client.get(r.headers["Location"]))
    assert events("invitation.created") == []


def test_an_invitation_is_revoked(panel):
    invitation = make_invitation(note="for Ben")

    panel.act("projects", "revoke", [invitation.id], reason="Sent to the wrong Ben")

    assert events("invitation.revoked")[-1].reason == "Sent to the wrong Ben"
    said = text_of(panel.get("/projects/details/", id=the_system().project_id))
    assert "Revoked for Ben." in said
    assert "Open invitations 0" in said


def test_one_of_another_project_is_revoked_alike(panel):
    invitation = make_invitation(caller=make_project("mobile")).id

    assert panel.act("projects", "revoke", [invitation]).status_code == 302
    assert len(events("invitation.revoked")) == 1


def test_a_new_person_is_a_member_from_the_beginning(panel):
    make_project("mobile")
    form = {"email": "ben@example.com", "name": "Ben", "project": "mobile", "role": "admin"}

    r = panel.post("/people/new/", form)

    assert r.status_code == 201
    assert roles(people.find_person("ben@example.com")) == {"mobile": "admin"}


def test_a_new_person_without_role_is_a_member_of_none(panel):
    panel.post("/people/new/", {"email": "ben@example.com", "name": "Ben", "project": "default"})

    assert roles(people.find_person("ben@example.com")) == {}


def test_a_role_that_is_none_makes_no_person(panel):
    form = {"email": "ben@example.com", "name": "Ben", "project": "default", "role": "owner"}

    assert panel.post("/people/new/", form).status_code == 422
    assert people.find_person("ben@example.com") is None


def test_a_person_shows_by_which_provider_they_sign_in(panel):
    ada = make_person("ada", password=None)
    assert "Cannot sign in yet" in text_of(panel.get("/people/details/", id=ada.id))

    with transaction():
        identities.link(the_system(), ada, "https://sso.example.com", "ada-at-sso")

    shown = text_of(panel.get("/people/details/", id=ada.id))
    assert "Signs in by https://sso.example.com as ada-at-sso" in shown
    assert "Cannot sign in yet" not in shown
    assert "Ada" not in text_of(panel.get("/people/", state="waiting"))
