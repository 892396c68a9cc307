"""How many requests a minute a key may make."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from app.db import db, uuid7
from app.models import RateWindow
from app.services.access import limits
from app.services.access.limits import count_request


def wait(seconds):
    """As if this much time had gone by."""
    earlier = RateWindow.began_at - timedelta(seconds=seconds)
    db.session.execute(update(RateWindow).values(began_at=earlier))


def test_each_request_is_counted_until_none_is_left(caller):
    key = uuid7()

    quotas = [count_request(key, 3) for _ in range(5)]

    assert [quota.remaining for quota in quotas] == [2, 1, 0, 0, 0]
    assert [quota.requests for quota in quotas] == [1, 2, 3, 4, 4]
    assert {quota.reset_s for quota in quotas} <= {59, 60}
    quotas[2].check()
    with pytest.raises(limits.TooManyRequests) as refused:
        quotas[3].check()
    assert refused.value.retry_after == quotas[3].reset_s


def test_a_minute_after_the_first_of_them_a_new_one_begins(caller):
    key = uuid7()
    count_request(key, 2)
    wait(50)
    count_request(key, 2)
    third = count_request(key, 2)

    assert 8 < third.reset_s <= 10
    wait(third.reset_s)
    assert count_request(key, 2) == limits.Quota(2, 1, 60)


def test_a_limit_that_was_changed_holds_at_once(caller):
    key = uuid7()
    assert [count_request(key, limit).remaining for limit in (5, 2, 2, 10)] == [4, 0, 0, 6]


def test_keys_have_minutes_of_their_own(caller):
    one, other = uuid7(), uuid7()
    count_request(one, 1)

    assert count_request(other, 1).requests == 1


def test_minutes_that_are_over_are_deleted(caller):
    count_request(uuid7(), 1)
    wait(61)
    count_request(uuid7(), 1)

    assert limits.delete_expired() == 1

    assert db.session.scalar(select(func.count()).select_from(RateWindow)) == 1
