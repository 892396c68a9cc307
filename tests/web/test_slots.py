"""How many may wait at once."""

from dataclasses import replace

import pytest

from app import create_app
from app.web import slots
from app.web.slots import Slots, TooManyWait
from tests.conftest import dispose


def test_no_more_than_so_many_wait_until_one_ends():
    places = Slots(2)
    places.take()
    give_back = places.take()
    with pytest.raises(TooManyWait) as refused:
        places.take()

    give_back()
    give_back()

    assert refused.value.retry_after > 0
    places.take()
    with pytest.raises(TooManyWait):
        places.take()


def test_a_place_that_was_never_given_back_is_free_after_a_while(monkeypatch):
    places, moment = Slots(1), 1000.0
    monkeypatch.setattr(slots, "monotonic", lambda: moment)
    places.take()

    moment += slots.GONE_AFTER_S + 1

    places.take()


@pytest.mark.parametrize(("threads", "most"), [(1, 2), (8, 2), (12, 3), (64, 16)])
def test_a_quarter_of_the_threads_may_wait_and_at_least_two(app, threads, most):
    other = create_app(replace(app.extensions["settings"], web_threads=threads))

    assert other.extensions["slots"].most == most

    dispose(other)
