"""Signing in, and people, keys and projects made here."""

import logging
import re
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import text

from app.db import db, now, transaction
from app.models import ApiKey, User
from app.services import audit
from app.services.access import keys, passwords, people, projects, sessions
from tests.admin.conftest import ORIGIN, make_panel, text_of
from tests.databases import SECRET
from tests.factories.access import PASSWORD, make_key, make_person, the_system
from tests.factories.audit import events


def sign_in(client, email="ada@example.com", password=PASSWORD, **more):
    data = {"email": email, "password": password, **more}
    return client.post("/admin/sign-in", data=data, headers={"Origin": ORIGIN})


def test_an_operator_signs_in_and_is_where_she_was_going(anonymous):
    make_person("ada", operator=True)

    r = sign_in(anonymous, next="/admin/prompts/?tag=a")

    assert r.headers["Location"] == "/admin/prompts/?tag=a"
    cookie = r.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert events()[-1].action == "session.opened"
    assert anonymous.get("/admin/prompts/").status_code == 200


@pytest.mark.parametrize("password", ["", "wrong", "a\0", "x" * 5000])
def test_a_wrong_password_is_refused_and_recorded(anonymous, password):
    ada = make_person("ada", operator=True)

    r = sign_in(anonymous, password=password)

    assert r.status_code == 401
    assert "Not signed in. The address or the password is not right." in text_of(r)
    assert 'value="ada@example.com"' in r.text
    assert events("session.refused")[-1].object_id == str(ada.id)


def test_who_is_unknown_is_refused_alike(anonymous):
    assert sign_in(anonymous, email="nobody@example.com").status_code == 401
    assert sign_in(anonymous, email="a\0b").status_code == 401


@pytest.mark.parametrize(
    "address", ["https://elsewhere.example", "//elsewhere", "/admin//x", "/api/me", "/admin/\n"]
)
def test_it_leads_nowhere_else(anonymous, address):
    make_person("ada", operator=True)

    assert sign_in(anonymous, next=address).headers["Location"] == "/admin/"


def test_signing_out_ends_the_session(panel):
    r = panel.post("/sign-out", {})

    assert r.headers["Location"] == "/admin/sign-in"
    assert sessions.authenticate_session(panel.token) is None
    assert panel.get("/prompts/").status_code == 302


def test_colours_are_chosen_and_kept(panel):
    assert 'data-theme="auto"' in panel.get("/").text

    r = panel.post("/theme", {"theme": "dark", "back": "/admin/prompts/?"})

    assert r.headers["Location"] == "/admin/prompts/"
    assert 'data-theme="dark"' in panel.get("/").text
    panel.post("/theme", {"theme": "<script>"})
    assert 'data-theme="dark"' in panel.get("/").text


def make(panel, **fields):
    return panel.post("/people/new/", {"email": "ben@example.com", "name": "Ben", **fields})


def test_a_person_made_without_password_gets_a_link_that_works_once(panel, anonymous):
    r = make(panel)
    link = re.search(r'value="([^"]+set-password[^"]+)"', r.text)[1].replace("&amp;", "&")
    path = "/admin" + link.partition("/admin")[2]

    assert r.status_code == 201
    assert "Shown this once." in text_of(r)
    assert [event.action for event in events()[-2:]] == ["person.created", "person.link_made"]
    token = path.partition("token=")[2]
    assert anonymous.get(path).status_code == 200
    first = anonymous.post("/admin/set-password", data={"token": token, "password": PASSWORD})
    assert "Sign in as ben@example.com" in text_of(first)
    assert events()[-1].action == "person.password_set"
    second = anonymous.post("/admin/set-password", data={"token": token, "password": PASSWORD})
    assert second.status_code == 409
    assert "No password was set." in text_of(second)


def test_no_log_and_no_other_site_sees_a_link_s_token(anonymous, caplog):
    caplog.set_level(logging.DEBUG)

    r = anonymous.get("/admin/set-password", query_string={"token": "the-token"})

    assert r.headers["Referrer-Policy"] == "same-origin"
    assert r.headers["Cache-Control"] == "no-store"
    told = [str(vars(record)) for record in caplog.records]
    assert any("/admin/set-password" in line for line in told)
    assert not any("the-token" in line for line in told)


@pytest.mark.parametrize(("operator", "at"), [(True, "/admin/sign-in"), (False, "/sign-in")])
def test_operators_sign_in_to_the_panel_and_others_to_the_pages(anonymous, operator, at):
    ada = make_person("ada", password=None, operator=operator)
    with transaction():
        token = passwords.make_password_link(the_system(), ada.id, SECRET)

    r = anonymous.post("/admin/set-password", data={"token": token, "password": PASSWORD})

    assert f'href="{at}">Sign in</a>' in r.text


def test_a_person_made_with_password_can_sign_in(panel, anonymous):
    make(panel, password=PASSWORD, is_operator="y")

    assert sign_in(anonymous, email="ben@example.com").status_code == 302
    assert people.find_person("ben@example.com").is_operator


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"email": "nobody"}, "Not an e-mail address."),
        ({"name": ""}, "How shall we call them?"),
        ({"password": "short"}, "Between 12 and 1,024"),
        ({"email": "olga@example.com"}, "There is an account with this e-mail address"),
    ],
)
def test_a_person_that_cannot_be_is_refused_on_the_form(panel, fields, said):
    r = make(panel, **fields)

    assert r.status_code == 422
    assert said in text_of(r)
    assert people.find_person("ben@example.com") is None


def test_a_person_is_edited(panel):
    ada = make_person("ada")

    panel.post("/people/edit/", {"name": "Ada Lovelace", "is_operator": "y"}, id=str(ada.id))

    ada = people.get_person(ada.id)
    assert (ada.name, ada.is_operator) == ("Ada Lovelace", True)
    assert set(events("person.updated")[-1].changes) == {"name", "is_operator"}


def test_the_last_operator_cannot_stop_being_one(panel):
    r = panel.post("/people/edit/", {"name": "Olga"}, id=str(panel.person.id))

    assert r.status_code == 422
    assert "last operator" in text_of(r)


def test_a_link_is_made_for_whoever_forgot_the_password(panel):
    ada = make_person("ada")

    r = panel.post("/people/link/", {"id": str(ada.id)})

    assert "set-password?token=" in r.text
    assert events()[-1].action == "person.link_made"
    assert panel.post("/people/link/", {"id": "nonsense"}).status_code == 404


def test_a_key_is_made_and_shown_once(panel):
    day = (now() + timedelta(days=30)).date()

    r = panel.post(
        "/keys/new/",
        {"name": "ci", "project": "default", "scopes": ["read"], "expires_at": day.isoformat()},
    )

    token = re.search(r'value="(ps_[^"]+)"', r.text)[1]
    key = keys.authenticate_key(token)
    assert (r.status_code, key.name, key.scopes, key.expires_at.date()) == (
        201,
        "ci",
        ["read"],
        day,
    )
    assert token not in panel.get("/keys/").text
    assert token not in panel.get("/keys/details/", id=str(key.id)).text
    assert events()[-1].action == "key.created"


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"name": "x" * 101}, "Between 1 and 100"),
        ({"scopes": []}, "At least one"),
        ({"scopes": ["operate"]}, "not a valid choice"),
        ({"expires_at": "2020-01-01"}, "A time to come."),
        ({"expires_at": "soon"}, "Not a valid date"),
        ({"project": "nowhere"}, "Not a valid choice"),
    ],
)
def test_a_key_that_cannot_be_is_refused_on_the_form(panel, fields, said):
    data = {"name": "ci", "project": "default", "scopes": ["read"], **fields}

    r = panel.post("/keys/new/", data)

    assert r.status_code == 422
    assert said.lower() in text_of(r).lower()


def test_a_project_is_made_and_renamed(panel):
    r = panel.post("/projects/new/", {"slug": "mobile", "name": "Mobile"})
    project = projects.find_project("mobile")
    assert r.headers["Location"].endswith(str(project.id))

    panel.post("/projects/edit/", {"name": "Mobile apps"}, id=str(project.id))

    assert projects.find_project("mobile").name == "Mobile apps"
    done = [event.action for event in events()[-3:]]
    assert done == ["project.created", "member.added", "project.updated"]


def test_of_very_many_projects_any_can_be_chosen(panel):
    with transaction():
        db.session.execute(
            text(
                "INSERT INTO projects (id, slug, name, settings, revision, created_at)"
                " SELECT gen_random_uuid(), 'p-' || n, 'P', '{}', 0, now()"
                " FROM generate_series(1, 205) n"
            )
        )

    for path in ("/keys/new/", "/prompts/new/", "/transfer/"):
        assert 'value="default" list="' in panel.get(path).text, path
    r = panel.post("/keys/new/", {"name": "ci", "project": "p-99", "scopes": ["read"]})
    assert r.status_code == 201
    assert keys.authenticate_key(re.search(r'value="(ps_[^"]+)"', r.text)[1])


def test_sessions_are_counted_though_twenty_are_shown(panel):
    ada = make_person("ada", password=None)
    with transaction():
        for _ in range(23):
            sessions.open_session(the_system(), ada)

    r = panel.get("/people/details/", id=str(ada.id))

    assert "Sessions 23 Open sessions" in text_of(r)
    assert r.text.count("Signed in") == 20


@pytest.mark.parametrize("noun", ["people", "keys", "projects"])
def test_what_was_done_to_it_goes_on_at_older(panel, noun):
    key = make_key("ci").row
    ids = {"people": panel.person.id, "keys": key.id, "projects": key.project_id}
    with transaction():
        for number in range(25):
            audit.record(the_system(), "test.done", ids[noun], None, reason=f"No. {number}")

    r = panel.get(f"/{noun}/details/", id=str(ids[noun]))
    older = re.search(r'href="([^"]+&after=[^"]+)"', r.text)[1].replace("&amp;", "&")

    assert "No. 5" in text_of(r)
    assert "No. 4" in text_of(panel.client.get(older))


@pytest.mark.parametrize("slug", ["", "Up", "a b", "default", "-x", "x" * 64])
def test_a_slug_that_cannot_be_is_refused(panel, slug):
    r = panel.post("/projects/new/", {"slug": slug, "name": "Kept"})

    assert r.status_code == 422
    assert 'value="Kept"' in r.text


@pytest.mark.parametrize("noun", ["people", "keys", "projects", "audit", "jobs"])
@pytest.mark.parametrize("id_", ["", "x", "01920b3d-dcd1-7e2e-a3b3-5bf46748a34c", "9" * 30])
def test_a_bad_id_is_not_found(panel, noun, id_):
    assert panel.get(f"/{noun}/details/", id=id_).status_code == 404


@pytest.mark.parametrize("noun", ["people", "keys", "projects"])
def test_each_has_a_page_of_its_own(panel, noun):
    key = make_key("ci").row
    ids = {
        "people": panel.person.id,
        "keys": key.id,
        "projects": key.project_id,
    }

    assert panel.get(f"/{noun}/details/", id=str(ids[noun])).status_code == 200


def test_names_and_addresses_are_never_markup(app):
    panel = make_panel(app)
    panel.post(
        "/people/new/", {"email": "x@example.com", "name": "<b>Bold</b>", "password": PASSWORD}
    )

    for path in ("/people/", "/audit/", "/"):
        assert "<b>Bold</b>" not in panel.get(path).text
    assert User.query.filter_by(name="<b>Bold</b>").count() == 1
    assert ApiKey.query.count() == 0


@pytest.mark.parametrize(("typed", "kept"), [("30", 30), ("", None)])
def test_a_project_says_how_long_it_keeps_runs_and_traces(panel, typed, kept):
    project = str(make_key().row.project_id)

    panel.post("/projects/edit/", {"name": "P", "retention_days": typed}, id=project)

    assert projects.get_project(UUID(project)).retention_days == kept
    shown = text_of(panel.get("/projects/details/", id=project))
    assert f"Kept for {'30 days' if kept else 'ever'}" in shown


@pytest.mark.parametrize("typed", ["0", "3651", "-1", "long", "9" * 30])
def test_days_kept_that_cannot_be_are_refused(panel, typed):
    project = str(make_key().row.project_id)

    r = panel.post("/projects/edit/", {"name": "P", "retention_days": typed}, id=project)

    assert r.status_code == 422
