"""`flask users` and `flask keys`."""

from sqlalchemy import select

from app.db import db, transaction
from app.models import Identity
from app.services.access import hashing, keys, members, people, sessions
from tests.cli.commands import flask
from tests.factories.access import PASSWORD, make_person, the_system

NEW = "another good password"


def said(done):
    assert done.returncode == 0, done.stderr
    return done.stdout


def refused(done):
    assert (done.returncode, done.stdout) == (1, "")
    assert "Traceback" not in done.stderr
    return done.stderr


def test_a_key_is_printed_and_nothing_else(real_app):
    (token,) = said(flask("keys", "create", "ci", "--scope", "read")).splitlines()

    key = keys.authenticate_key(token)
    assert (key.name, key.scopes) == ("ci", ["read"])


def test_it_may_fetch_write_and_release_unless_it_is_narrowed(real_app):
    plain = said(flask("keys", "create", "laptop")).strip()
    narrow = ["--scope", "read", "--scope", "release", "--label", "staging-*"]
    narrowed = said(flask("keys", "create", "ci", *narrow)).strip()

    assert keys.authenticate_key(plain).scopes == ["read", "write", "release"]
    assert keys.authenticate_key(narrowed).labels == ["staging-*"]


def test_a_project_is_made_and_somebody_belongs_to_it(real_app):
    said(flask("projects", "create", "support", "--name", "Support desk"))
    who = ["ada@example.com", "--project", "support", "--role", "editor", "--password", PASSWORD]
    said(flask("users", "create", *who))

    (home,) = members.memberships_of(people.find_person("ada@example.com").id)
    assert (home.slug, home.name, home.role) == ("support", "Support desk", "editor")


def test_an_account_is_made(real_app):
    words = ["--name", "Ada", "--operator", "--password", PASSWORD]

    told = said(flask("users", "create", "ada@example.com", *words))

    assert told == "ada@example.com can sign in now.\n"
    person = people.find_person("ada@example.com")
    assert (person.name, person.is_operator) == ("Ada", True)
    assert hashing.verify_password(PASSWORD, person.password_hash)


def test_without_a_name_or_a_right_it_takes_the_least(real_app):
    said(flask("users", "create", "ben@example.com", "--password", PASSWORD))

    person = people.find_person("ben@example.com")
    assert (person.name, person.is_operator) == ("ben", False)


def test_an_account_there_cannot_be_is_refused_in_words(real_app):
    make_person("ada")

    again = flask("users", "create", "ada@example.com", "--password", PASSWORD)
    short = flask("users", "create", "ben@example.com", "--password", "short")

    assert "There is an account with this e-mail address already." in refused(again)
    assert "Between 12 and 1,024 characters." in refused(short)
    assert people.find_person("ben@example.com") is None


def test_the_first_operators_link_is_printed_until_there_is_one(real_app):
    settings = real_app.extensions["settings"]
    (link,) = said(flask("users", "setup-link")).splitlines()

    people.check_setup_token(link.partition("/setup?token=")[2], settings.secret_key)

    make_person("ada")
    assert "The first operator exists already." in refused(flask("users", "setup-link"))


def test_a_reset_ends_every_session(real_app):
    person = make_person("ada")
    with transaction():
        token = sessions.open_session(the_system(), person)

    told = said(flask("users", "reset", "ada@example.com", "--password", NEW))

    assert told == "ada@example.com has a new password.\n"
    assert sessions.authenticate_session(token) is None
    assert hashing.verify_password(NEW, people.find_person("ada@example.com").password_hash)


def test_a_reset_of_nobody_is_refused_in_words(real_app):
    done = flask("users", "reset", "eve@example.com", "--password", NEW)

    assert "There is no account eve@example.com." in refused(done)


def test_an_account_is_linked_to_somebody_of_the_provider(real_app, monkeypatch):
    ada = make_person("ada")
    assert "set OIDC_ISSUER first" in refused(flask("users", "link", "ada@example.com", "s-1"))
    monkeypatch.setenv("OIDC_ISSUER", "https://sso.example")
    monkeypatch.setenv("OIDC_CLIENT_ID", "promptside")

    told = said(flask("users", "link", "ada@example.com", "s-1"))

    assert told == "ada@example.com signs in with sso.example as s-1.\n"
    identity = db.session.scalar(select(Identity))
    assert (identity.user_id, identity.subject) == (ada.id, "s-1")
    assert "There is no account" in refused(flask("users", "link", "ben@example.com", "s-2"))
