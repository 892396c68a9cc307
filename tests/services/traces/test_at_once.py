"""Several who store spans at the same moment."""

from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

from app.db import db, transaction
from app.services.traces import Stored, store_spans
from tests.embedded.users import until
from tests.factories.access import the_system
from tests.factories.otlp import sent_span

WAITING = "SELECT count(*) FROM pg_locks WHERE NOT granted"


def test_of_one_batch_sent_by_two_a_part_of_which_is_there_each_span_is_stored_once(
    real_app, durable_server
):
    caller = the_system()
    shared = {"trace_id": uuid4(), "resource": {"service.name": "shop"}}
    *new, known = [sent_span(span_id=b"span_%03d" % number, **shared) for number in range(4)]

    def store(*spans):
        with real_app.app_context(), transaction():
            return store_spans(caller, spans)

    store(known)
    with (
        durable_server.connect("postgres", db.engine.url.database) as other,
        ThreadPoolExecutor() as pool,
    ):
        # As on the day after: whoever stores the next span that has it writes that down.
        other.execute("UPDATE shared_objects SET used_on = used_on - 1")
        with other.transaction():
            other.execute("SELECT FROM shared_objects FOR UPDATE")
            one = pool.submit(store, *new, known)
            until(lambda: durable_server.run_sql(WAITING) == [(1,)])
            two = pool.submit(store, *new)
            until(lambda: durable_server.run_sql(WAITING) == [(2,)])
        found = {one.result(), two.result()}

    assert found in ({Stored(3, 1), Stored(0, 3)}, {Stored(0, 4), Stored(3, 0)})
