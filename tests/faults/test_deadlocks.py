"""Two that wait for each other inside the database, really."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from app.db import db
from tests.conftest import with_key
from tests.embedded.users import until
from tests.factories.access import make_key
from tests.factories.prompts import make_prompt

WAITING = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"


@pytest.mark.more
def test_the_request_that_loses_a_deadlock_is_carried_out_again(real_app, durable_server):
    prompt_id = make_prompt("greet").id
    client = with_key(real_app, make_key().token)
    database = db.engine.url.database
    # The request notices first, and is the one that gives way.
    durable_server.run_sql(f"ALTER DATABASE {database} SET deadlock_timeout = '1s'")
    db.session.remove()
    db.engine.dispose()

    with durable_server.connect("postgres", database) as other, ThreadPoolExecutor() as pool:
        other.execute("SET deadlock_timeout = '1min'")
        with other.transaction():
            other.execute("SELECT 1 FROM prompt_search FOR UPDATE")
            request = pool.submit(
                client.patch, f"/api/prompts/{prompt_id}", json={"description": "after all"}
            )
            until(lambda: durable_server.run_sql(WAITING) == [(1,)])
            other.execute("UPDATE prompts SET tags = '{other}'")
        answer = request.result()

    assert (answer.status_code, answer.json["tags"]) == (200, ["other"])
    assert answer.json["description"] == "after all"
    deadlocks = "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"
    until(lambda: durable_server.run_sql(deadlocks, database) == [(1,)])
