"""A million rows that are too old go in small steps, though whoever deletes them is killed."""

import subprocess
import sys
import time
from datetime import timedelta

import psutil
import psycopg
import pytest
from sqlalchemy import event, text

from app.db import db, now, transaction
from app.services import deleting, retention
from app.services.access import projects
from tests.factories.access import make_project, the_system
from tests.factories.traces import make_span
from tests.live import ROOT, environment_of, free_port

pytestmark = pytest.mark.more

SPANS, TRACES = 800_000, 200_000
GROWTH_MB = 100
LONGEST_S = 1.0
OLD = timedelta(days=20)
FILL = (
    f"""
    INSERT INTO spans (project_id, trace_id, span_id, started_at, ended_at, latency_ms, is_clamped,
                       kind, level, name, environment, input)
    SELECT %(project)s, md5((n / 4)::text)::uuid, decode(md5(n::text), 'hex'),
           %(at)s + n * interval '1 ms', %(at)s + n * interval '1 ms', 1, false, 'generation',
           'default', 'chat', 'default', convert_to(to_json(repeat(md5(n::text), 8))::text, 'UTF8')
    FROM generate_series(0, {SPANS - 1}) n
    """,
    f"""
    INSERT INTO traces (project_id, trace_id, started_at, ended_at, input_tokens, output_tokens,
                        total_tokens, span_count, error_count, name, name_rank, environment, tags,
                        models, facets, updated_at, origins)
    SELECT %(project)s, md5(n::text)::uuid, %(at)s + n * interval '4 ms',
           %(at)s + n * interval '4 ms', 0, 0, 0, 4, 0, 'chat', 0, 'default', '{{}}', '{{}}',
           ARRAY['kind:generation'], now(), '{{}}'
    FROM generate_series(0, {TRACES - 1}) n
    """,
    "SELECT make_span_days(7)",
    "VACUUM ANALYZE spans, traces",
)


@pytest.fixture
def old(real_app):
    """The rows, of a day that another project keeps a span of."""
    caller, there = the_system(), make_project("other")
    midnight = now().replace(hour=0, minute=0, second=0, microsecond=0) - OLD
    make_span(there, started_at=midnight)
    with transaction():
        projects.update_project(caller, caller.project_id, retention_days=10)
    url = real_app.extensions["settings"].database_owner_url.replace("+psycopg", "")
    with psycopg.connect(url, autocommit=True) as owner:
        for statement in FILL:
            owner.execute(statement, {"project": caller.project_id, "at": midnight})
        yield lambda: owner.execute(COUNTS, {"project": caller.project_id}).fetchone()


COUNTS = """
SELECT (SELECT count(*) FROM spans WHERE project_id = %(project)s),
       (SELECT count(*) FROM traces WHERE project_id = %(project)s)
"""


@pytest.fixture
def durations():
    """How long each transaction of this process took."""
    began, took = [], []

    def begin(_connection):
        began.append(time.monotonic())

    def end(_connection):
        took.append(time.monotonic() - began.pop())

    event.listen(db.engine, "begin", begin)
    event.listen(db.engine, "commit", end)
    yield took
    event.remove(db.engine, "begin", begin)
    event.remove(db.engine, "commit", end)


def started(app):
    environment = environment_of(app.extensions["settings"], free_port())
    command = [sys.executable, "-m", "flask", "retention"]
    return subprocess.Popen(command, env=environment, cwd=ROOT, stdout=subprocess.PIPE)


def test_a_million_rows_go_step_by_step_and_after_a_kill_the_rest(real_app, old, durations):
    process = started(real_app)
    watched, sizes = psutil.Process(process.pid), []
    while old()[0] > SPANS * 0.6:
        assert process.poll() is None
        sizes.append(watched.memory_info().rss / 2**20)
    process.kill()
    process.wait()

    spans, traces = old()
    assert 0 < spans < SPANS
    assert traces == TRACES
    # What it needs to begin with is there once the first rows are gone.
    assert max(sizes) - sizes[len(sizes) // 10] < GROWTH_MB

    gone = {one.what: one.count for one in retention.apply_retention()}

    # One step may have ended after the count, without anybody hearing of it.
    assert spans - deleting.MOST_ROWS <= gone["spans"] <= spans
    assert gone["traces"] == TRACES
    assert old() == (0, 0)
    assert db.session.scalar(text("SELECT count(*) FROM projects")) == 2
    assert len(durations) > (spans + TRACES) / deleting.MOST_ROWS
    assert max(durations) < LONGEST_S
