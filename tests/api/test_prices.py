"""What models cost, over the API."""

import pytest

from tests.browsing import Browser
from tests.conftest import with_key
from tests.factories.access import make_key

PRICES = "/api/prices"
BODY = {
    "model": "own-model",
    "input_usd": 1.5,
    "output_usd": 6,
    "valid_from": "2026-01-01T00:00:00Z",
}


@pytest.fixture
def admin(app):
    return with_key(app, make_key(scopes=["read", "admin"]).token)


def test_a_price_is_given_shown_corrected_and_deleted(admin):
    r = admin.post(PRICES, json=BODY)
    assert (r.status_code, r.json["input_usd"], r.json["cached_usd"]) == (201, 1.5, None)
    where = r.headers["Location"]
    assert admin.get(PRICES).json == [admin.get(where).json] == [r.json]

    r = admin.patch(where, json={"cached_usd": 0.15})
    assert (r.status_code, r.json["cached_usd"], r.json["input_usd"]) == (200, 0.15, 1.5)

    assert admin.delete(where).status_code == 204
    assert admin.get(where).json["code"] == "no_such_price"


def test_a_price_is_corrected_and_deleted_by_its_etag(admin):
    made = admin.post(PRICES, json=BODY)
    where, known = made.headers["Location"], {"If-Match": made.headers["ETag"]}
    assert admin.get(where).headers["ETag"] == made.headers["ETag"]

    r = admin.patch(where, json={"output_usd": 7}, headers=known)
    late = admin.patch(where, json={"output_usd": 8}, headers=known)

    assert (r.status_code, late.status_code, late.json["code"]) == (200, 412, "etag_differs")
    assert admin.get(where).json["output_usd"] == 7
    assert admin.delete(where, headers=known).status_code == 412
    assert admin.delete(where, headers={"If-Match": r.headers["ETag"]}).status_code == 204


def test_a_price_without_a_moment_holds_from_now_on(admin):
    r = admin.post(PRICES, json={"model": "m", "input_usd": 0, "output_usd": 0})

    assert r.json["valid_from"] <= r.json["created_at"]


def test_the_starting_list_is_shown(admin):
    listed = {rate["model"]: rate for rate in admin.get(f"{PRICES}/starting-list").json}

    assert listed["gpt-5"] == {
        "model": "gpt-5",
        "input_usd": 1.25,
        "output_usd": 10.0,
        "cached_usd": 0.125,
    }


def test_the_same_moment_twice_is_a_conflict(admin):
    admin.post(PRICES, json=BODY)

    r = admin.post(PRICES, json=BODY)

    assert (r.status_code, r.json["code"]) == (409, "price_is_there")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"model": "a*b"}, "model"),
        ({"input_usd": -1}, "input_usd"),
        ({"input_usd": "1"}, "input_usd"),
        ({"output_usd": 1e12}, "output_usd"),
        ({"valid_from": "2026-01-01T00:00:00"}, "valid_from"),
        ({"currency": "EUR"}, "currency"),
    ],
)
def test_a_price_that_makes_no_sense_is_refused_by_field(admin, change, field):
    r = admin.post(PRICES, json={**BODY, **change})

    assert (r.status_code, list(r.json["errors"]["json"])) == (422, [field])


def test_a_change_of_nothing_is_refused(admin):
    where = admin.post(PRICES, json=BODY).headers["Location"]

    assert admin.patch(where, json={}).status_code == 422


def test_an_editor_sees_prices_and_changes_none(app):
    ben = Browser(app, "ben", role="editor")

    assert ben.send("GET", PRICES).status_code == 200
    assert ben.send("POST", PRICES, json=BODY).json["code"] == "missing_right"
