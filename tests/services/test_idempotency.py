"""Answers kept for requests that are sent twice."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from app.db import db, now
from app.models import IdempotencyKey
from app.services import idempotency
from tests.factories.access import make_project

HASH, OTHER = b"1" * 32, b"2" * 32
ANSWER = {"body": "{}", "headers": {}}


def claim(caller, key="k", route="/api/prompts", request_hash=HASH):
    return idempotency.claim(caller, route, key, request_hash)


def test_the_first_request_is_to_be_carried_out(caller):
    assert claim(caller).answer is None


def test_the_second_gets_the_firsts_answer(caller):
    idempotency.keep_answer(claim(caller), 201, ANSWER)

    again = claim(caller)

    assert (again.status, again.answer) == (201, ANSWER)


def test_the_same_key_with_another_body_is_refused(caller):
    idempotency.keep_answer(claim(caller), 201, ANSWER)

    with pytest.raises(idempotency.KeyIsForAnother):
        claim(caller, request_hash=OTHER)


def test_keys_belong_to_a_caller_a_project_and_a_route(caller):
    idempotency.keep_answer(claim(caller), 201, ANSWER)

    for other in (
        claim(replace(caller, actor="key:other")),
        claim(make_project("other")),
        claim(caller, route="/api/prompts/1/versions"),
        claim(caller, key="K"),
    ):
        assert other.answer is None


def test_old_answers_are_cleared_away_and_young_ones_stay(caller):
    claim(caller, "old")
    age(timedelta(hours=25))
    claim(caller, "young")

    assert idempotency.delete_expired(caller.project_id) == 1

    assert db.session.scalars(select(IdempotencyKey.key)).all() == ["young"]


def age(by):
    db.session.execute(update(IdempotencyKey).values(created_at=IdempotencyKey.created_at - by))
    assert db.session.scalar(select(IdempotencyKey.created_at)) < now()
