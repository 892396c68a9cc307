"""How PostgreSQL carries out a search among many prompts."""

import pytest
from sqlalchemy import text

from app.db import db
from app.services import prompts
from tests.factories.access import the_system
from tests.statements import statements

INDEX = "ix_prompt_search_text"
FILL = """
WITH made AS (
    INSERT INTO prompts (id, project_id, name, kind, tags, latest_version,
                         created_at, updated_at, created_by)
    SELECT gen_random_uuid(), :project, 'prompt ' || n, 'text', '{}', 1, now(), now(), 'system'
    FROM generate_series(1, 3000) n RETURNING id, name),
versions AS (
    INSERT INTO prompt_versions (id, project_id, prompt_id, version, content, checksum,
                                 created_at, created_by)
    SELECT gen_random_uuid(), :project, id, 1, repeat(md5(name) || ' ', 40), '', now(), 'system'
    FROM made)
INSERT INTO prompt_search (prompt_id, project_id, heading, text, snippet, variables)
SELECT id, :project, name, name || ' ' || repeat(md5(name) || ' ', 40), '', '{}' FROM made
"""


@pytest.fixture
def many(real_app, durable_server):
    """Three thousand prompts, of which few hold the word that is looked for."""
    caller = the_system()
    db.session.execute(text(FILL), {"project": caller.project_id})
    db.session.commit()
    # As autovacuum would: it also empties the index's list of what is not sorted in yet.
    name = db.engine.url.database
    durable_server.run_sql("VACUUM ANALYZE prompts, prompt_versions, prompt_search", name)
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


@pytest.mark.parametrize("q", ["prompt 2999", "aquarium", "zzz", "100%_"])
def test_a_search_uses_the_trigram_index(many, plans_within, q):
    with statements() as seen:
        page = prompts.list_prompts(many, q=q)

    count, rows = seen
    assert len(page.rows) == (1 if "2999" in q else 0)
    assert INDEX in plans_within(count)
    assert INDEX in plans_within(rows)


def test_what_few_carry_is_found_by_the_index_of_tags(many, plans_within):
    with statements() as seen:
        prompts.list_prompts(many, tag=["rare"])

    assert "ix_prompts_tags" in plans_within(seen[0])


@pytest.mark.parametrize("q", ["prompt", "pr"])
def test_what_nearly_all_hold_is_found_by_walking(many, q):
    with statements() as seen:
        prompts.list_prompts(many, q=q, limit=20)

    assert "ix_prompts_project_id_created_at_id" in seen[1].plan()
    assert "Sort" not in seen[1].plan()


def test_the_first_page_reads_no_more_than_itself(many):
    with statements() as seen:
        prompts.list_prompts(many, limit=20)

    assert "ix_prompts_project_id_created_at_id" in seen[1].plan()
    assert "Sort" not in seen[1].plan()


def test_a_deep_page_by_cursor_is_read_by_the_index(many):
    page = prompts.list_prompts(many, limit=20, offset=2500)
    with statements() as seen:
        prompts.list_prompts(many, limit=20, cursor=str(page.next))

    assert "ix_prompts_project_id_created_at_id" in seen[1].plan()
    assert "Index Cond: ((project_id" in seen[1].plan()
