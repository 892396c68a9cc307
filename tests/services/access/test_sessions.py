"""Signing in and out."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from app.db import db, now, transaction
from app.models import AuditEvent, Session
from app.services.access import attempts, hashing, passwords, people, sessions
from tests.databases import SECRET
from tests.factories.access import PASSWORD, make_person, see_everything, the_system


def sign_in(caller, name="ada", password=PASSWORD):
    return sessions.sign_in(caller, f"{name}@example.com", password)


def test_signing_in_opens_a_session(caller):
    ada = make_person("ada")

    person, token = sign_in(caller)

    session, found = sessions.authenticate_session(token)
    assert (person.id, found.id) == (ada.id, ada.id)
    assert ada.last_sign_in_at
    assert token not in str(vars(session))
    assert session.token_hash == sessions.hash_of(token)


@pytest.mark.parametrize(
    ("name", "password"), [("ada", "wrong password"), ("ada", ""), ("nobody", PASSWORD)]
)
def test_a_wrong_password_and_an_unknown_address_are_refused_alike(caller, name, password):
    make_person("ada")

    assert sign_in(caller, name, password) is None

    see_everything()
    refusal = db.session.scalars(select(AuditEvent).order_by(AuditEvent.created_at.desc())).first()
    assert refusal.action == "session.refused"


@pytest.mark.parametrize(
    "act",
    [
        lambda ada: passwords.set_password(the_system(), ada, PASSWORD + "!"),
        lambda ada: people.deactivate_person(the_system(), ada.id),
    ],
    ids=["reset", "deactivated"],
)
def test_a_password_that_was_right_when_verifying_began_opens_no_session(
    real_app, monkeypatch, act
):
    ada = make_person("ada").id

    def meanwhile(*given):
        with real_app.app_context(), transaction():
            act(people.get_person(ada, lock=True))
        return hashing.verify_password(*given)

    monkeypatch.setattr(attempts, "verify_password", meanwhile)
    with transaction():
        assert sign_in(the_system()) is None

    assert not db.session.scalar(select(func.count()).select_from(Session))


def test_a_session_that_was_ended_counts_no_more(caller):
    make_person("ada")
    _, token = sign_in(caller)

    sessions.sign_out(caller, token)
    sessions.sign_out(caller, token)

    assert sessions.authenticate_session(token) is None


def test_a_deactivated_persons_sessions_count_no_more(caller):
    ada = make_person("ada")
    _, token = sign_in(caller)

    people.deactivate_person(caller, ada.id)

    assert sessions.authenticate_session(token) is None
    assert not db.session.scalar(select(func.count()).select_from(Session))


def test_one_session_can_be_ended_from_outside(caller):
    make_person("ada")
    _, first = sign_in(caller)
    _, second = sign_in(caller)
    session, _ = sessions.authenticate_session(first)

    sessions.revoke_session(caller, session.id)

    assert sessions.authenticate_session(first) is None
    assert sessions.authenticate_session(second)
    with pytest.raises(sessions.NoSuchSession):
        sessions.revoke_session(caller, session.id)


def test_signing_in_ends_the_session_the_browser_came_with_and_no_other(caller):
    make_person("ada")
    (_, first), (_, other) = sign_in(caller), sign_in(caller)

    _, second = sessions.sign_in(caller, "ada@example.com", PASSWORD, instead_of=first)

    assert sessions.authenticate_session(first) is None
    assert sessions.authenticate_session(second)
    assert sessions.authenticate_session(other)


def test_a_refused_sign_in_ends_nothing(caller):
    make_person("ada")
    _, first = sign_in(caller)

    assert sessions.sign_in(caller, "ada@example.com", "wrong", instead_of=first) is None

    assert sessions.authenticate_session(first)


def test_a_person_can_be_signed_out_everywhere(caller):
    ada = make_person("ada")
    tokens = [sign_in(caller)[1] for _ in range(3)]

    assert sessions.sign_out_everywhere(caller, ada.id) == 3

    assert not any(sessions.authenticate_session(token) for token in tokens)


def test_the_csrf_token_belongs_to_one_session_and_one_installation():
    token = sessions.csrf_token("session", SECRET)

    assert token == sessions.csrf_token("session", SECRET)
    assert token != sessions.csrf_token("other", SECRET)
    assert token != sessions.csrf_token("session", "another secret")


def test_expired_sessions_are_cleared_away_and_others_stay(caller):
    make_person("ada")
    _, old = sign_in(caller)
    _, new = sign_in(caller)
    sessions.authenticate_session(old)[0].expires_at = now() - timedelta(days=1)

    assert sessions.delete_expired() == 1

    assert sessions.authenticate_session(new)
