"""Runs by a server of a model: what it refuses, how it counts, and that its key stays secret."""

import threading

import pytest

from app.db import transaction
from app.models.runs import TOKENS
from app.services import runs
from app.services.runs.executing import execute
from tests.factories.access import the_system
from tests.factories.connections import make_connection, settings_here
from tests.factories.runs import as_it_is, ask_for_run, make_due
from tests.outbound.servers import serving
from tests.providers.answers import PATH, hello, refusal

KEY = "sk-secret-0123456789"


@pytest.fixture
def served():
    with serving() as started:
        yield started


@pytest.fixture
def vendor(app, served):
    """A connection to it, and one attempt at a run by that."""
    place = f"http://{served.here}/v1"
    make_connection("vendor", base_url=place, api_key=KEY, default_model="m")

    def attempt(run=None):
        run = run or ask_for_run("Hi", connection="vendor")
        run_id, project_id = run.id, run.project_id
        make_due(run)
        execute(project_id, run_id, settings_here(), threading.Event())
        return as_it_is(run_id, project_id)

    return attempt


def test_the_answer_its_tokens_and_the_model_that_gave_it_are_kept(served, vendor):
    served.answers[PATH] = hello()

    done = vendor()

    assert (done.status, done.connection, done.provider) == ("succeeded", "vendor", "openai")
    assert (done.model, done.output["content"]) == ("m-1", "Hello there")
    assert [getattr(done, name) for name in TOKENS] == [20, 7, 16, 5, 27]
    assert served.asked[0].headers["authorization"] == f"Bearer {KEY}"


@pytest.mark.parametrize("status", [b"429 Slow", b"500 Oh", b"503 Busy"])
def test_who_is_busy_is_asked_again(served, vendor, status):
    served.answers[PATH] = refusal(status, "Busy.")
    waiting = vendor()
    assert (waiting.status, waiting.attempts) == ("queued", 1)
    served.answers[PATH] = hello()

    done = vendor(waiting)

    assert (done.status, done.attempts, done.error) == ("succeeded", 2, None)


def test_a_cancelled_run_leaves_no_line_open_to_a_vendor_that_is_silent(real_app, served):
    make_connection("vendor", base_url=f"http://{served.here}/v1", api_key=KEY, default_model="m")
    run = ask_for_run("Hi", connection="vendor")
    run_id, project_id, left = run.id, run.project_id, threading.Event()

    def silent(connection, over):
        with real_app.app_context(), transaction():
            runs.cancel_run(the_system(), run_id)
        connection.settimeout(30)
        while connection.recv(4096):
            pass
        left.set()

    served.answers[PATH] = silent
    make_due(run)
    execute(project_id, run_id, settings_here(), threading.Event())

    done = as_it_is(run_id, project_id)
    assert (done.status, done.output) == ("cancelled", None)
    assert left.wait(10)


def test_a_wrong_key_fails_at_once_and_is_not_told(served, vendor):
    served.answers[PATH] = refusal(b"401 No", f"The key {KEY} is wrong.")

    done = vendor()

    assert (done.status, done.error_kind, done.attempts) == ("failed", "refused", 1)
    assert KEY not in done.error
