"""People in a project, and links into it: who may, and what is refused in which words."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from app.db import db, now, transaction
from app.models import AuditEvent, Invitation
from app.services.access import members
from tests.browsing import ORIGIN, Browser
from tests.factories.access import (
    PASSWORD,
    make_key,
    make_person,
    make_project,
    see_everything,
    the_system,
)

NEW = {"email": "cleo@example.com", "name": "Cleo", "password": PASSWORD}


@pytest.fixture
def admin(app):
    return Browser(app, "ada", role="admin")


def token_of(admin, role="editor"):
    r = admin.send("POST", "/api/invitations", json={"role": role, "note": "Cleo"})
    assert r.status_code == 201
    return r.json["link"].partition("#")[2]


def accept(app, token, **body):
    return app.test_client().post(
        "/api/invitations/accept", json={"token": token, **body}, headers={"Origin": ORIGIN}
    )


def recorded(action):
    see_everything()
    return list(db.session.scalars(select(AuditEvent).where(AuditEvent.action == action)))


def refusal(answer):
    return answer.status_code, answer.json["code"]


def test_a_link_makes_an_account_and_a_member(app, admin):
    r = accept(app, token_of(admin), **NEW)

    assert (r.status_code, r.json["person"]["name"], r.json["role"]) == (201, "Cleo", "editor")
    listed = admin.send("GET", "/api/members").json
    assert [(one["name"], one["role"]) for one in listed] == [("Ada", "admin"), ("Cleo", "editor")]
    (event,) = recorded("invitation.accepted")
    assert event.actor == f"person:{r.json['person']['id']}"


def test_somebody_who_is_signed_in_joins_with_their_account(app, admin):
    cleo = Browser(app, "cleo", role=None)

    r = cleo.send("POST", "/api/invitations/accept", json={"token": token_of(admin)})

    assert (r.status_code, r.json["role"]) == (201, "editor")
    assert cleo.send("GET", "/api/me").json["project"]["slug"] == "default"


def test_a_link_works_once(app, admin):
    token = token_of(admin)
    accept(app, token, **NEW)

    again = accept(app, token, **{**NEW, "email": "eve@example.com"})

    assert refusal(again) == (409, "invitation_is_spent")


def test_a_link_that_expired_or_was_revoked_leads_nowhere(app, admin):
    expired, revoked = token_of(admin), token_of(admin)
    open_ones = admin.send("GET", "/api/invitations").json
    assert admin.send("DELETE", f"/api/invitations/{open_ones[0]['id']}").status_code == 204
    late = update(Invitation).values(expires_at=now() - timedelta(seconds=1))
    with transaction():
        db.session.execute(late.where(Invitation.revoked_at.is_(None)))

    answers = {refusal(accept(app, token, **NEW)) for token in (expired, revoked, "never made")}

    assert answers == {(409, "invitation_is_spent")}


def test_an_address_with_an_account_is_nobody_elses_to_take(app, admin):
    make_person("cleo", role=None)

    assert refusal(accept(app, token_of(admin), **NEW)) == (401, "sign_in_to_accept")


def test_a_role_is_changed_and_taken_away(app, admin):
    ben = make_person("ben", role="viewer").id

    r = admin.send("PUT", f"/api/members/{ben}", json={"role": "releaser"})
    assert (r.status_code, r.json["role"]) == (200, "releaser")
    assert admin.send("DELETE", f"/api/members/{ben}").status_code == 204

    assert members.memberships_of(ben) == []
    assert recorded("member.updated")[-1].changes == {"role": ["viewer", "releaser"]}
    assert recorded("member.removed")[-1].changes == {"role": ["releaser", None]}


def test_a_removed_member_is_out_at_the_next_request(app, admin):
    ben = Browser(app, "ben", role="viewer")
    assert ben.send("GET", "/api/prompts").status_code == 200

    admin.send("DELETE", f"/api/members/{ben.person.id}")

    assert refusal(ben.send("GET", "/api/prompts")) == (403, "missing_right")


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
def test_nobody_changes_or_removes_themselves(app, admin, method):
    make_person("other", role="admin")

    r = admin.send(method, f"/api/members/{admin.person.id}", json={"role": "viewer"})

    assert refusal(r) == (409, "not_yourself")


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
def test_a_project_keeps_an_admin(app, admin, method):
    operator = Browser(app, "olga", operator=True, role=None)

    r = operator.send(method, f"/api/members/{admin.person.id}", json={"role": "viewer"})

    assert refusal(r) == (409, "last_admin")


def test_who_may_not_give_a_role_is_told_so_and_recorded(app):
    ben = Browser(app, "ben", role="releaser")

    r = ben.send("POST", "/api/invitations", json={"role": "viewer"})

    assert refusal(r) == (403, "missing_right")
    assert "`admin`" in r.json["detail"]
    assert recorded("access.refused")[-1].actor == f"person:{ben.person.id}"


def test_addresses_are_shown_to_admins_alone(app, admin):
    viewer = Browser(app, "ben", role="viewer")

    assert {one["email"] for one in viewer.send("GET", "/api/members").json} == {None}
    assert admin.send("GET", "/api/members").json[0]["email"] == "ada@example.com"


def test_a_password_link_sets_one_and_works_once(app, admin):
    ben = make_person("ben", role="viewer").id
    link = admin.send("POST", f"/api/members/{ben}/password-link").json["link"]
    body = {"token": link.partition("#")[2], "password": "a password of theirs"}

    first, second = (
        app.test_client().post("/api/password-reset", json=body, headers={"Origin": ORIGIN})
        for _ in range(2)
    )

    assert first.status_code == 204
    assert refusal(second) == (409, "link_is_spent")


def test_no_link_leads_to_rights_beyond_the_project(app, admin):
    operator = make_person("olga", operator=True, role="viewer").id
    other = make_project("other")
    elsewhere = make_person("eve", role="viewer").id
    with transaction():
        members.set_role(other, elsewhere, "viewer")

    for person in (operator, elsewhere):
        r = admin.send("POST", f"/api/members/{person}/password-link")
        assert refusal(r) == (403, "belongs_elsewhere")


def test_a_person_acts_in_the_project_they_name_and_in_no_other(app):
    other = make_project("other")
    ada = Browser(app, "ada", role="viewer")
    with transaction():
        members.set_role(other, ada.person.id, "admin")

    def me(slug):
        return ada.send("GET", "/api/me", headers={"X-Promptside-Project": slug})

    assert (me("other").json["project"]["slug"], me("other").json["role"]) == ("other", "admin")
    assert me("default").json["role"] == "viewer"
    assert refusal(me("nowhere")) == (404, "no_such_project")


def test_another_projects_members_and_invitations_are_not_there(app, admin):
    make_project("other")
    eve = make_person("eve", role=None).id

    assert refusal(admin.send("DELETE", f"/api/members/{eve}")) == (404, "no_such_member")
    assert the_system().project_id
    assert refusal(admin.send("DELETE", f"/api/invitations/{eve}")) == (404, "no_such_invitation")


def test_a_key_administers_members_with_its_scope(app):
    token = make_key(scopes=["read", "admin"]).token
    headers = {"Authorization": f"Bearer {token}"}

    r = app.test_client().post("/api/invitations", json={"role": "admin"}, headers=headers)

    assert refusal(r) == (403, "missing_right")
    assert "cannot give" in r.json["detail"]
