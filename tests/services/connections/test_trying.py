"""Trying a connection out: a short call whose outcome is said, whatever it is."""

import json

import pytest

from app.db import transaction
from app.services import connections
from tests.factories.audit import events
from tests.factories.connections import KEY, make_connection, named, settings_here
from tests.outbound.servers import serving, silent
from tests.providers.answers import PATH, hello, refusal


@pytest.fixture
def vendor():
    with serving() as serving_one:
        yield serving_one


@pytest.fixture
def tried(caller, vendor):
    def tried(model=None, **fields):
        base_url = f"http://{vendor.here}/v1"
        made = make_connection(base_url=base_url, settings=settings_here(), **fields)
        with transaction():
            trial = connections.prepare_trial(caller, settings_here(), made.id, model=model)
        return connections.carry_out(trial)

    return tried


def test_a_connection_that_works_says_how_fast(vendor, tried):
    vendor.answers[PATH] = hello()

    outcome = tried(default_model="m")

    assert (outcome.ok, outcome.model, outcome.kind) == (True, "m", None)
    assert outcome.latency_ms > 0
    (asked,) = vendor.asked
    assert asked.headers["authorization"] == f"Bearer {KEY}"
    assert json.loads(asked.body)["model"] == "m"


def test_another_model_can_be_tried(vendor, tried):
    vendor.answers[PATH] = hello()

    tried(default_model="m", model="other")

    assert json.loads(vendor.asked[0].body)["model"] == "other"


def test_a_refusal_is_said_in_words(vendor, tried):
    vendor.answers[PATH] = refusal(b"401 Unauthorized", f"Bad key {KEY}")

    outcome = tried(default_model="m")

    assert (outcome.ok, outcome.kind) == (False, "refused")
    assert "check the connection's key" in outcome.message
    assert KEY not in outcome.message


def test_one_that_never_answers_is_not_waited_for(vendor, tried, monkeypatch):
    monkeypatch.setattr("app.services.connections.calling.TRIAL_TIMEOUT_S", 0.2)
    vendor.answers[PATH] = silent

    outcome = tried(default_model="m")

    assert (outcome.ok, outcome.kind) == (False, "timeout")
    assert 150 < outcome.latency_ms < 2000


def test_without_a_model_it_says_so(vendor, tried):
    assert tried().kind == "invalid"
    assert not vendor.asked


def test_the_built_in_one_always_works(caller):
    echo = named("echo")

    with transaction():
        trial = connections.prepare_trial(caller, settings_here(), echo.id)

    assert connections.carry_out(trial).ok
    assert [event.object_name for event in events("connection.tested")] == ["echo"]
