"""What a batch of spans asks for, among many prompts."""

from sqlalchemy import text

from app.db import db, driver_cursor
from app.services.traces.asking import FIND
from app.wall import act_in
from tests.factories.access import the_system

FILL = """
INSERT INTO prompts (id, project_id, name, kind, tags, latest_version,
                     created_at, updated_at, created_by)
SELECT gen_random_uuid(), :project, 'prompt ' || n, 'text', '{}', 1, now(), now(), 'system'
FROM generate_series(1, 3000) n
"""


def test_prompts_are_found_by_their_index(real_app, durable_server):
    project_id = the_system().project_id
    act_in(project_id)
    db.session.execute(text(FILL), {"project": project_id})
    db.session.commit()
    durable_server.run_sql("ANALYZE prompts", db.engine.url.database)
    values = project_id, '["prompt 7"]', project_id, "[]", project_id, "[]", *[project_id] * 2

    with driver_cursor() as cursor:
        cursor.execute("SET LOCAL plan_cache_mode = force_generic_plan")
        plan = str(cursor.execute(f"EXPLAIN {FIND}", values).fetchall())

    assert "Seq Scan on prompts" not in plan
    assert "uq_prompts_project_id_name" in plan
