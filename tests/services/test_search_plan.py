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


@pytest.mark.parametrize("q", ["prompt 2999", "aquarium", "zzz", "100%_"])
def test_a_search_uses_the_trigram_index(many, q):
    with statements() as seen:
        page = prompts.list_prompts(many, q=q)

    count, rows = seen
    assert len(page.rows) == (1 if "2999" in q else 0)
    assert INDEX in count.plan()
    assert INDEX in rows.plan()


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
