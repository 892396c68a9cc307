"""API keys: what they may do, and new ones in place of old."""

import re
from datetime import timedelta

import pytest

from app.db import now, transaction
from app.services.access import keys
from tests.admin.conftest import text_of
from tests.factories.access import make_key, make_project, the_system
from tests.factories.audit import events


def make(panel, **fields):
    data = {"name": "ci", "project": "default", "scopes": ["read", "release"], **fields}
    return panel.post("/keys/new/", data)


def secrets_of(response):
    return re.findall(r'value="(ps_[^"]+)"', response.text)


def test_a_key_is_made_with_labels_and_a_limit(panel):
    r = make(panel, labels="production, staging-*", rate_limit="600")

    key = keys.authenticate_key(secrets_of(r)[0])
    assert (key.labels, key.rate_limit) == (["production", "staging-*"], 600)
    said = text_of(panel.get("/keys/details/", id=str(key.id)))
    assert "production, staging-*" in said
    assert "600 requests a minute" in said


def test_a_key_left_alone_moves_every_label_and_has_no_limit(panel):
    key = keys.authenticate_key(secrets_of(make(panel))[0])

    assert (key.labels, key.rate_limit) == (None, None)
    assert "Labels every one Limit none" in text_of(panel.get("/keys/details/", id=str(key.id)))


@pytest.mark.parametrize("scope", ["read", "write", "release", "ingest", "admin"])
def test_every_scope_can_be_given(panel, scope):
    r = make(panel, scopes=[scope])

    assert keys.authenticate_key(secrets_of(r)[0]).scopes == [scope]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"labels": "a b"}, "1 to 20 patterns"),
        ({"labels": "production", "scopes": ["read"]}, "Only a key with the scope"),
        ({"rate_limit": "0"}, "Between 1 and 1,000,000"),
        ({"rate_limit": "many"}, "Not a valid integer"),
    ],
)
def test_labels_and_limits_that_cannot_be_are_refused_at_their_field(panel, fields, said):
    r = make(panel, **fields)

    assert r.status_code == 422
    assert said in text_of(r)
    assert next(iter(fields.values())) in r.text


def test_a_key_is_rotated_and_the_new_one_shown_once(panel):
    old = make_key("ci", scopes=["read", "release"], labels=["production"], rate_limit=5)

    r = panel.act("keys", "rotate", [old.row.id], overlap_hours="2")

    assert r.status_code == 201
    new = keys.authenticate_key(secrets_of(r)[0])
    assert (new.scopes, new.labels, new.rate_limit) == (["read", "release"], ["production"], 5)
    left = keys.authenticate_key(old.token).expires_at - now()
    assert timedelta(minutes=119) < left <= timedelta(hours=2)
    assert secrets_of(r)[0] not in panel.get("/keys/details/", id=str(new.id)).text
    assert [event.object_id for event in events("key.rotated")] == [str(old.row.id)]


def test_without_overlap_the_old_key_ends_at_once(panel):
    old = make_key("ci")

    panel.act("keys", "rotate", [old.row.id], overlap_hours="0")

    assert not keys.is_alive(keys.get_key(the_system(), old.row.id))


def test_keys_of_several_projects_are_rotated_at_once(panel):
    callers = [the_system(), make_project("mobile")]
    ids = [make_key("ci", caller=caller).row.id for caller in callers]

    r = panel.act("keys", "rotate", ids)

    assert "2 API keys" in text_of(r)
    found = [keys.authenticate_key(token).project_id for token in secrets_of(r)]
    assert set(found) == {caller.project_id for caller in callers}


@pytest.mark.parametrize("hours", ["", "-1", "1.5", "721", "9" * 30, "soon", "²"])
def test_an_overlap_that_cannot_be_is_refused_on_the_page(panel, hours):
    old = make_key("ci")

    r = panel.act("keys", "rotate", [old.row.id], overlap_hours=hours)

    assert r.status_code == 409
    assert "overlap_hours" in text_of(r)
    assert f'value="{hours}"' in r.text
    assert events("key.rotated") == []


def test_a_revoked_key_is_not_rotated(panel):
    old = make_key("ci")
    with transaction():
        keys.revoke_key(the_system(), old.row.id)

    r = panel.get("/keys/action/", do="rotate", id=str(old.row.id))

    assert "It is revoked or expired." in text_of(r)
    assert "Rotate…" not in text_of(panel.get("/keys/details/", id=str(old.row.id)))


def test_a_key_in_its_overlap_says_when_it_ends(panel):
    old = make_key("ci")
    with transaction():
        keys.rotate_key(the_system(), old.row.id, overlap=timedelta())

    assert "ci Expired" in text_of(panel.get("/keys/details/", id=str(old.row.id)))
