"""Several who store spans at the same moment, or by one connection."""

from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

from sqlalchemy import select

from app.db import db, transaction
from app.models import Span
from app.services.traces import Stored, store_spans, store_spans_apart
from app.wall import act_in
from tests.embedded.users import until
from tests.factories.access import make_project, the_system
from tests.factories.otlp import sent_span
from tests.factories.prompts import make_prompt

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


def test_two_projects_by_one_connection_see_and_fill_their_own_alone(real_app):
    here, there = the_system(), make_project("elsewhere")
    prompts = {caller: make_prompt("greet", caller=caller).id for caller in (here, there)}
    db.session.remove()

    for caller in (here, there, here):
        span = sent_span(trace_id=uuid4(), prompt_name="greet", prompt_version=1)
        assert store_spans_apart(caller, [span, span]) == Stored(1, 1)
        assert store_spans_apart(caller, [span]) == Stored(0, 1)

    for caller, count in ((here, 2), (there, 1)):
        act_in(caller.project_id)
        assert list(db.session.scalars(select(Span.prompt_id))) == [prompts[caller]] * count
        db.session.rollback()
