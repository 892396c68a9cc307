"""When a span was, whatever the sender's clock showed."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from app.otlp import clock, read_protobuf
from tests.otlp.payloads import NOW, START, make_span, read, request_of

HOUR = 3600 * 10**9
DAY = 24 * HOUR


def at(*args):
    return datetime(*args, tzinfo=UTC)


@pytest.mark.parametrize(
    ("nanoseconds", "started_at"),
    [
        (1, at(2026, 10, 28)),
        (START - 31 * DAY, at(2026, 10, 28)),
        (START + 2 * DAY, at(2026, 11, 28)),
        (4_102_444_800 * 10**9, at(2026, 11, 28)),
        (2**64 - 1, at(2026, 11, 28)),
    ],
)
def test_an_absurd_time_is_clamped_to_a_midnight(nanoseconds, started_at):
    span = read(start_time_unix_nano=nanoseconds, end_time_unix_nano=nanoseconds)

    assert span.started_at == span.ended_at == started_at
    assert (span.is_clamped, span.latency_ms) == (True, 0)
    sent = str(nanoseconds)
    clock_shown = {"started_unix_nano": sent, "ended_unix_nano": sent}
    assert span.attributes == {"promptside.clock": clock_shown}


@pytest.mark.parametrize("nanoseconds", [START - 30 * DAY, START + DAY, START + 36 * HOUR - 10**9])
def test_a_late_or_early_time_stays(nanoseconds):
    span = read(start_time_unix_nano=nanoseconds, end_time_unix_nano=nanoseconds)

    assert span.started_at == clock.at(nanoseconds)
    assert (span.is_clamped, span.attributes) == (False, {})


def test_sent_again_on_the_same_day_it_gets_the_same_times():
    body = request_of(make_span(start_time_unix_nano=1, end_time_unix_nano=2**63))
    morning, evening = at(2026, 11, 27), at(2026, 11, 27, 23, 59, 59)

    [one], [other] = (read_protobuf(body, now).spans for now in (morning, evening))

    assert (one.started_at, one.ended_at) == (other.started_at, other.ended_at)


def test_the_day_is_that_of_utc():
    in_tokyo = at(2026, 11, 27).astimezone(timezone(timedelta(hours=9)))

    assert clock.believable(in_tokyo) == clock.believable(NOW)


def test_an_end_before_the_start_is_the_start():
    span = read(start_time_unix_nano=START, end_time_unix_nano=START - HOUR)

    assert (span.ended_at, span.latency_ms, span.is_clamped) == (span.started_at, 0, False)
    assert span.attributes["promptside.clock"]["ended_unix_nano"] == str(START - HOUR)


def test_a_missing_time_is_the_other_one():
    unended = read(start_time_unix_nano=START, end_time_unix_nano=0)
    unstarted = read(start_time_unix_nano=0, end_time_unix_nano=START)

    assert unended.started_at == unended.ended_at == clock.at(START)
    assert unstarted.started_at == unstarted.ended_at == clock.at(START)
    assert not unended.is_clamped
    assert not unstarted.is_clamped


def test_the_latency_between_two_clamped_times_is_as_sent():
    span = read(start_time_unix_nano=10**9, end_time_unix_nano=3 * 10**9)

    assert (span.started_at, span.latency_ms) == (span.ended_at, 2000)


def test_the_latency_from_an_absurd_time_to_a_good_one_is_bounded():
    span = read(start_time_unix_nano=1, end_time_unix_nano=START)

    assert span.latency_ms == (span.ended_at - span.started_at) / timedelta(milliseconds=1)


def test_without_now_it_is_now():
    nanoseconds = clock.nanoseconds(datetime.now(UTC))
    body = request_of(make_span(start_time_unix_nano=nanoseconds, end_time_unix_nano=nanoseconds))

    [span] = read_protobuf(body).spans

    assert (span.started_at, span.is_clamped) == (clock.at(nanoseconds), False)
