"""Masking rules, over the API."""

import pytest

from tests.conftest import with_key
from tests.factories.access import make_key

RULES = "/api/masking-rules"
BODY = {"name": "cards", "pattern": "[0-9]{16}"}


@pytest.fixture
def admin(app):
    return with_key(app, make_key(scopes=["read", "admin"]).token)


def test_a_rule_is_made_shown_changed_and_deleted(admin):
    r = admin.post(RULES, json=BODY)
    assert (r.status_code, r.json["replacement"], r.json["is_on"]) == (201, "[masked]", True)
    assert r.json["attribute"] is None
    where = r.headers["Location"]
    assert admin.get(RULES).json == [admin.get(where).json] == [r.json]

    r = admin.patch(where, json={"is_on": False, "replacement": ""})
    assert (r.status_code, r.json["is_on"], r.json["replacement"]) == (200, False, "")

    assert admin.delete(where).status_code == 204
    assert admin.get(where).json["code"] == "no_such_rule"


def test_a_rule_is_changed_and_deleted_by_its_etag(admin):
    made = admin.post(RULES, json={"name": "mail", "pattern": "x"})
    where, known = made.headers["Location"], {"If-Match": made.headers["ETag"]}
    assert admin.get(where).headers["ETag"] == made.headers["ETag"]

    r = admin.patch(where, json={"is_on": False}, headers=known)
    late = admin.patch(where, json={"is_on": True}, headers=known)

    assert (r.status_code, late.status_code, late.json["code"]) == (200, 412, "etag_differs")
    assert admin.delete(where, headers=known).status_code == 412
    assert admin.delete(where, headers={"If-Match": r.headers["ETag"]}).status_code == 204


def test_a_name_twice_is_a_conflict(admin):
    admin.post(RULES, json=BODY)

    r = admin.post(RULES, json=BODY)

    assert (r.status_code, r.json["code"]) == (409, "rule_is_there")
    where = admin.post(RULES, json={**BODY, "name": "other"}).headers["Location"]
    r = admin.patch(where, json={"name": "cards"})
    assert (r.status_code, r.json["code"]) == (409, "rule_is_there")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"name": "n", "pattern": "("}, "pattern"),
        ({"name": "n", "pattern": "a|"}, "pattern"),
        ({"name": "n"}, "pattern"),
        ({"name": "n", "pattern": "a", "attribute": "b"}, "pattern"),
        ({"name": "n", "attribute": "a*b"}, "attribute"),
        ({"name": " ", "pattern": "a"}, "name"),
        ({"name": "n", "pattern": "a", "is_on": "yes"}, "is_on"),
    ],
)
def test_a_rule_that_makes_no_sense_is_refused_by_field(admin, body, field):
    r = admin.post(RULES, json=body)

    assert (r.status_code, list(r.json["errors"]["json"])) == (422, [field])


def test_a_rule_keeps_its_kind(admin):
    where = admin.post(RULES, json=BODY).headers["Location"]

    r = admin.patch(where, json={"attribute": "secret"})

    assert (r.status_code, r.json["code"]) == (409, "rule_is_of_other_kind")
    assert admin.get(where).json["pattern"] == BODY["pattern"]
