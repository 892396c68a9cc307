"""Limits of keys, as clients meet them."""

import pytest
from sqlalchemy import func, select

from app.db import db, transaction
from app.models import RateWindow
from tests.conftest import with_key
from tests.factories.access import make_key
from tests.factories.prompts import make_prompt
from tests.statements import statements

FETCH = "/api/prompts/by-name/greet"


def limited(app, limit, **fields):
    made = make_key(**fields)
    with transaction():
        made.row.rate_limit = limit
    return with_key(app, made.token)


def told(r):
    names = ("Limit", "Remaining", "Reset", "Policy")
    return [r.headers.get(f"RateLimit-{name}") for name in names]


@pytest.mark.parametrize("path", [FETCH, f"{FETCH}?label=latest", "/api/prompts", "/api/me"])
def test_a_limited_key_is_told_at_every_answer_and_then_refused(real_app, path):
    make_prompt("greet")
    client = limited(real_app, 2)

    answers = [client.get(path) for _ in range(3)]

    assert [r.status_code for r in answers] == [200, 200, 429]
    assert [told(r)[:2] for r in answers] == [["2", "1"], ["2", "0"], ["2", "0"]]
    assert {told(r)[3] for r in answers} == {"2;w=60"}
    refused = answers[-1]
    assert refused.json["code"] == "too_many_requests"
    assert refused.headers["Retry-After"] == told(refused)[2]
    assert 55 < int(told(refused)[2]) <= 60


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/api/prompts/by-name/nobody", 404),
        (f"{FETCH}?version=7", 404),
        (f"{FETCH}?label=a&version=1", 422),
        (f"{FETCH}?at=2020-01-01T00:00:00Z", 404),
        (f"{FETCH}?colour=red", 422),
        ("/api/nowhere", 404),
        ("/api/prompts?limit=x", 422),
    ],
)
def test_a_request_that_is_refused_counts_once_like_any_other(app, path, status):
    make_prompt("greet")

    r = limited(app, 5).get(path)

    assert (r.status_code, told(r)[:2]) == (status, ["5", "4"])


def test_without_the_right_it_counts_too(app):
    r = limited(app, 5, scopes=["write"]).get(FETCH)

    assert (r.status_code, told(r)[:2]) == (403, ["5", "4"])


def test_all_a_key_asks_for_is_counted_together(real_app):
    make_prompt("greet")
    client = limited(real_app, 3)

    answers = [client.get(path) for path in (FETCH, "/api/prompts", FETCH, "/api/me")]

    assert [r.status_code for r in answers] == [200, 200, 200, 429]


def test_a_key_without_a_limit_is_not_counted_and_costs_nothing(app, client):
    make_prompt("greet")
    client.get(FETCH)

    with statements() as seen:
        r = client.get(FETCH)

    assert told(r) == [None] * 4
    assert [statement.sql.split()[0] for statement in seen] == ["SELECT"]
    assert db.session.scalar(select(func.count()).select_from(RateWindow)) == 0
