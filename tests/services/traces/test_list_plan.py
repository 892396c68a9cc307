"""How PostgreSQL carries out a list of many traces."""

import pytest
from sqlalchemy import text

from app.db import db, fetch_row
from app.services import traces
from app.wall import act_in
from tests.factories.access import the_system
from tests.statements import statements

BY_TIME = "ix_traces_project_id_started_at_trace_id"
FILL = """
INSERT INTO traces (project_id, trace_id, started_at, ended_at, input_tokens, output_tokens,
                    total_tokens, span_count, error_count, name, name_rank, environment, user_id,
                    session_id, tags, models, facets, updated_at, origins)
SELECT :project, gen_random_uuid(), now() - n * interval '1 minute', now(), 0, 0, 0, 1, 0,
       'trace ' || n % 500, 0, 'default', 'user-' || n % 500, 'session-' || n % 500, '{}', '{}',
       ARRAY['environment:default', 'tag:' || n % 500], now(), '{}'
FROM generate_series(1, 10000) n
"""

SEARCH = """
EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) SELECT FROM traces WHERE facets @> ARRAY['tag:7']
"""


@pytest.fixture
def many(real_app, durable_server):
    """Ten thousand traces, each name, user, session and tag being that of twenty."""
    caller = the_system()
    act_in(caller.project_id)
    db.session.execute(text(FILL), {"project": caller.project_id})
    db.session.commit()
    durable_server.run_sql("VACUUM ANALYZE traces", db.engine.url.database)
    fetch_row("SELECT 1", {})  # what a first connection asks is no statement of a list
    return caller


@pytest.fixture
def plans_within(many, durable_server):
    """The plans of what a function carries out, which no EXPLAIN from without shows."""
    told = []
    with durable_server.connect("postgres", db.engine.url.database) as connection:
        connection.add_notice_handler(lambda notice: told.append(notice.message_primary))
        connection.execute("LOAD 'auto_explain'")
        connection.execute("SET auto_explain.log_min_duration = 0")
        connection.execute("SET auto_explain.log_nested_statements = on")
        connection.execute("SET client_min_messages = log")
        acting = "SELECT set_config('promptside.project', %s, false)"
        connection.execute(acting, [str(many.project_id)])

        def plans(statement):
            told.clear()
            connection.execute(statement.sql, statement.parameters)
            return "\n".join(told)

        yield plans


def listed(caller, limit=20, cursor=None, **wanted):
    with statements() as seen:
        page = traces.list_traces(caller, traces.Wanted(**wanted), limit=limit, cursor=cursor)
    return page, seen


def test_pages_are_read_by_the_index_and_no_further(many):
    page, (first,) = listed(many)
    _, (deep,) = listed(many, cursor=str(page.next))

    for statement in (first, deep):
        assert BY_TIME in statement.plan()
        assert "Sort" not in statement.plan()
    assert "Index Cond: ((project_id" in deep.plan()


@pytest.mark.parametrize(
    ("wanted", "index"),
    [
        ({"name": "trace 7"}, "ix_traces_name"),
        ({"user": "user-7"}, "ix_traces_user"),
        ({"session": "session-7"}, "ix_traces_session"),
    ],
)
def test_what_few_traces_say_is_found_by_an_index_of_its_own(many, wanted, index):
    page, (statement,) = listed(many, **wanted)

    assert (len(page.rows), page.next) == (20, None)
    assert index in statement.plan()


def test_a_rare_facet_is_found_by_the_index_of_facets(many, plans_within):
    page, (_recent, found, rows) = listed(many, tag=["7"])

    assert (len(page.rows), page.next) == (20, None)
    assert "ix_traces_facets" in plans_within(found)
    assert "pk_traces" in rows.plan()


def test_of_facets_that_just_came_few_pages_are_walked_through(many, durable_server):
    db.session.execute(text(FILL), {"project": many.project_id})
    db.session.commit()

    ((plan,),) = durable_server.run_sql(SEARCH, db.engine.url.database)

    index = plan[0]["Plan"]["Plans"][0]
    assert (index["Index Name"], index["Actual Rows"]) == ("ix_traces_facets", 40)
    assert index["Shared Hit Blocks"] + index["Shared Read Blocks"] < 50


def test_a_frequent_facet_takes_one_statement(many):
    page, seen = listed(many, environment="default")

    assert (len(page.rows), len(seen)) == (20, 1)
    assert BY_TIME in seen[0].plan()
