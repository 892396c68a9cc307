"""API keys."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.db import db, now, transaction
from app.errors import Invalid
from app.models import ApiKey
from app.services.access import keys
from app.services.policy import MissingRight
from tests.factories.access import make_key, make_project, with_rights


def test_a_key_opens_the_door_it_was_made_for(caller):
    made = make_key("ci", scopes=["read"])

    key = keys.authenticate_key(made.token)

    assert (key.id, key.name, key.scopes) == (made.row.id, "ci", ["read"])


def test_its_secret_has_256_bits_and_is_not_stored(caller):
    made = make_key()
    db.session.expire_all()

    prefix, secret = made.token[:11], made.token[12:]
    assert (len(secret), made.row.prefix) == (43, prefix)
    columns = [getattr(made.row, column.key) for column in ApiKey.__table__.columns]
    assert secret not in str(columns)
    assert made.row.key_hash == keys.hash_of(made.token)


@pytest.mark.parametrize("token", ["", "x", "ps_00000000_", "ps_\udcff", "ps_é" * 100])
def test_another_token_is_refused(caller, token):
    make_key()

    with pytest.raises(keys.BadKey):
        keys.authenticate_key(token)


def test_a_letter_more_or_less_is_another_token(caller):
    token = make_key().token

    for other in (token[:-1], token + "a", token.upper(), f" {token}"):
        with pytest.raises(keys.BadKey):
            keys.authenticate_key(other)


def test_a_revoked_key_is_refused_from_then_on(caller):
    made = make_key()

    with transaction():
        keys.revoke_key(caller, made.row.id)

    with pytest.raises(keys.BadKey):
        keys.authenticate_key(made.token)


def test_revoking_twice_keeps_the_first_moment(caller):
    key = make_key().row
    first = keys.revoke_key(caller, key.id).revoked_at

    assert keys.revoke_key(caller, key.id).revoked_at == first


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "x" * 101}, "name"),
        ({"name": "a\0b"}, "name"),
        ({"scopes": []}, "scopes"),
        ({"scopes": ["operate"]}, "scopes"),
        ({"expires_at": now()}, "expires_at"),
    ],
)
def test_a_malformed_key_is_refused_by_field(caller, fields, field):
    with pytest.raises(Invalid, match=field):
        keys.create_key(caller, fields.pop("name", "ci"), **fields)

    assert db.session.scalars(select(ApiKey)).all() == []


def test_only_who_administers_makes_and_revokes_keys(caller):
    key = make_key().row
    author = with_rights("read", "write", "release")

    with pytest.raises(MissingRight, match="`admin`"):
        keys.create_key(author, "mine")
    with pytest.raises(MissingRight, match="`admin`"):
        keys.revoke_key(author, key.id)


def test_another_projects_key_cannot_be_revoked(caller):
    key_id = make_key().row.id

    with pytest.raises(keys.NoSuchKey):
        keys.revoke_key(make_project("other"), key_id)


def test_a_use_is_worth_a_note_once_an_hour():
    assert keys.is_use_due(None)
    assert not keys.is_use_due(now() - timedelta(minutes=59))
    assert keys.is_use_due(now() - timedelta(minutes=61))
