"""Which failures are tried again, and after how long."""

import pytest

from app.providers import KINDS, ProviderFailed
from app.services.runs.retrying import MOST_ATTEMPTS, pause_s

AGAIN = {"rate_limited", "unavailable", "timeout", "garbage"}


def failed(kind="unavailable", **facts):
    return ProviderFailed(kind, "No.", **facts)


@pytest.mark.parametrize("kind", KINDS)
def test_what_may_pass_is_tried_again(kind):
    assert (pause_s(failed(kind), 1, 900) is not None) == (kind in AGAIN)


def test_the_pauses_grow():
    for attempt, expected in ((1, 1), (2, 4), (3, 16)):
        for _ in range(20):
            assert 0.8 * expected <= pause_s(failed(), attempt, 900) <= 1.2 * expected


def test_there_is_an_end():
    assert pause_s(failed(), MOST_ATTEMPTS, 900) is None


def test_it_waits_as_long_as_it_is_asked_to():
    assert pause_s(failed("rate_limited", retry_after_s=30.0), 1, 900) == 30
    assert pause_s(failed("rate_limited", retry_after_s=0.1), 1, 900) >= 0.8


def test_what_would_be_too_late_is_not_tried():
    assert pause_s(failed("rate_limited", retry_after_s=3600.0), 1, 900) is None
    assert pause_s(failed("rate_limited", retry_after_s=30.0), 1, 20) is None


def test_who_says_that_nothing_helps_is_believed():
    assert pause_s(failed("rate_limited", retryable=False), 1, 900) is None
