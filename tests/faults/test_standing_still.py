"""A database that stands still instead of refusing: SIGSTOP to every process of it."""

import time
from concurrent.futures import ThreadPoolExecutor
from threading import Timer

import psutil
import psycopg
import pytest

from app.connections import PatientConnection, StandsStill
from app.db import db
from tests.factories.prompts import make_prompt
from tests.faults.breaking import seconds_until, standing_still

pytestmark = pytest.mark.more

FETCH = "/api/prompts/by-name/greet"
BOUND_S = 5
CONNECT_S = 2
"""Who does ask the database waits so long for it before all else."""


def timed(api, *request):
    began = time.monotonic()
    answer = api.call(*request)
    return answer, time.monotonic() - began


@pytest.fixture
def prompt(real_app):
    return make_prompt("greet")


def test_every_request_ends_in_503_and_serving_returns_by_itself(live_api, durable_server, prompt):
    save = ("POST", f"/api/prompts/{prompt.id}/versions", {"content": "Two"})
    requests = [("GET", FETCH), ("GET", "/api/prompts"), save, ("GET", "/ready")]
    for request in requests:
        assert live_api.call(*request).status in (200, 201)

    with standing_still(durable_server):
        live, took = timed(live_api, "GET", "/live")
        assert (live.status, took < CONNECT_S) == (200, True), "it asks no database"
        for request in requests:
            answer, took = timed(live_api, *request)
            assert answer.status == 503, request
            assert answer.headers["Retry-After"] == "2"
            assert took < BOUND_S, request

    assert seconds_until(lambda: live_api.call("GET", FETCH).status == 200, BOUND_S) < BOUND_S
    assert live_api.call("GET", "/ready").status == 200


def test_under_load_its_health_is_still_told(live_api, durable_server, prompt):
    with ThreadPoolExecutor(32) as pool, standing_still(durable_server):
        waiting = [pool.submit(timed, live_api, "GET", FETCH) for _ in range(64)]
        ready, ready_took = timed(live_api, "GET", "/ready")
        live, live_took = timed(live_api, "GET", "/live")
        answers = [future.result() for future in waiting]

    assert {answer.status for answer, _ in answers} == {503}
    assert max(took for _, took in answers) < BOUND_S
    assert (ready.status, live.status) == (503, 200)
    assert max(ready_took, live_took) < BOUND_S


def test_a_slow_statement_is_waited_for(real_app):
    with db.engine.connect() as connection:
        assert isinstance(connection.connection.driver_connection, PatientConnection)
        assert connection.exec_driver_sql("SELECT 1 FROM pg_sleep(2.2)").scalar() == 1


def test_so_are_large_ones_that_are_still_being_sent(real_app):
    with db.engine.connect() as connection:
        driver = connection.connection.driver_connection
        backend = psutil.Process(driver.info.backend_pid)
        backend.suspend()
        resuming = Timer(2.2, backend.resume)
        resuming.start()

        with driver.pipeline():
            asked = driver.execute("SELECT length(%s::text)", ["x" * 50_000_000])

        resuming.join()
        assert asked.fetchone() == (50_000_000,)


def test_the_limit_holds_even_if_others_are_answered(real_app):
    with db.engine.connect() as connection:
        connection.connection.driver_connection.patience_s = 1.5

        with pytest.raises(psycopg.OperationalError) as given_up:
            connection.connection.driver_connection.execute("SELECT pg_sleep(10)")

        assert isinstance(given_up.value, StandsStill)
        connection.invalidate()
