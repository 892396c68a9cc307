"""What is taken, locked or exhausted ends in 503 within a bound, and harms nobody else."""

import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager

import psycopg
import pytest

from tests.databases import name_of
from tests.factories.prompts import make_prompt
from tests.live import live_api_on

pytestmark = pytest.mark.more

LOCK_S = 5
"""How long a lock, or a connection, is waited for."""

BOUND_S = LOCK_S + 3
"""Then there are answers to write."""

BOTH_S = BOUND_S + 5
"""Who gets a connection at the last moment waits for the lock from then on."""

FETCH = "/api/prompts/by-name/greet"


@contextmanager
def locked(server, settings, prompt_id):
    """Somebody else's transaction, which holds the prompt's row."""
    with server.connect("postgres", name_of(settings)) as other, other.transaction():
        other.execute("SELECT 1 FROM prompts WHERE id = %s FOR UPDATE", (prompt_id,))
        yield


def timed(api, *request):
    began = time.monotonic()
    answer = api.call(*request)
    return answer, time.monotonic() - began


def test_a_lock_held_by_another_ends_in_503(live_api, real_app, durable_server):
    prompt = make_prompt("greet").id
    save = ("POST", f"/api/prompts/{prompt}/versions", {"content": "Two"})

    with locked(durable_server, live_api.settings, prompt):
        answer, took = timed(live_api, *save)

    assert (answer.status, answer.headers["Retry-After"]) == (503, "2")
    assert took < BOUND_S
    assert live_api.call(*save).json["version"] == 2


def test_a_pool_without_a_free_connection_ends_in_503(real_app, durable_server, tmp_path):
    prompt = make_prompt("greet").id
    save = ("POST", f"/api/prompts/{prompt}/versions", {"content": "Two"})
    with (
        live_api_on(real_app, tmp_path / "api.log", DB_POOL_SIZE="1", WEB_THREADS="4") as api,
        ThreadPoolExecutor(3) as pool,
    ):
        assert api.call("GET", FETCH).status == 200
        with locked(durable_server, api.settings, prompt):
            waiting = [pool.submit(timed, api, *save) for _ in range(3)]
            fetched, fetch_took = timed(api, "GET", FETCH)
            refused = [future.result() for future in waiting]
        assert api.call(*save).status == 201

    assert {answer.status for answer, _ in refused} == {503}
    assert all(answer.headers["Retry-After"] for answer, _ in refused)
    assert max(took for _, took in refused) < BOTH_S
    assert (fetched.status, fetch_took < LOCK_S) == (200, True), "it has connections of its own"


def test_a_database_without_a_free_place_ends_in_503(live_api, durable_server, real_app):
    prompt = make_prompt("greet").id
    save = ("POST", f"/api/prompts/{prompt}/versions", {"content": "Two"})
    assert live_api.call("GET", FETCH).status == 200
    with ThreadPoolExecutor(1) as pool, ExitStack() as held:
        held.enter_context(locked(durable_server, live_api.settings, prompt))
        waiting = pool.submit(timed, live_api, *save)
        take_all_places(durable_server, live_api.settings, held)

        refused, took = timed(live_api, "GET", "/api/prompts")
        fetched = live_api.call("GET", FETCH)

    assert (refused.status, refused.headers["Retry-After"], took < BOUND_S) == (503, "2", True)
    assert fetched.status == 200
    assert waiting.result()[0].status in (201, 503)
    assert live_api.call("GET", "/api/prompts").status == 200


def take_all_places(server, settings, held):
    """But those that are kept for superusers."""
    refusal = ""
    while not refusal:
        try:
            held.enter_context(server.connect("promptside_app", name_of(settings)))
        except psycopg.OperationalError as error:
            refusal = str(error)
    assert "reserved" in refusal or "too many" in refusal
