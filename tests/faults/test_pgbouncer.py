"""Behind PgBouncer in transaction mode connections are shared, and rows are not."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app import create_app
from app.db import db, transaction
from app.models import Prompt
from app.wall import act_in
from tests.conftest import dispose, with_key
from tests.factories.access import make_key, make_project, the_system
from tests.factories.prompts import make_prompt
from tests.factories.traces import make_trace
from tests.faults.bouncer import FEW, bouncing

pytestmark = pytest.mark.more

THREADS, ROUNDS = 12, 15
STATE = "SELECT current_setting('promptside.project', true), count(*) FROM prompts"


@pytest.fixture
def pooled_app(durable_server, tmp_path):
    with (
        durable_server.database() as settings,
        bouncing(durable_server, settings, tmp_path / "pool") as pooled,
    ):
        app = create_app(pooled)
        with app.app_context():
            the_system()
            yield app
        dispose(app)


@pytest.fixture
def projects(pooled_app):
    """Two callers, each with a prompt of the same name and a trace."""
    callers = [make_project(slug) for slug in ("one", "two")]
    for caller in callers:
        make_prompt("greet", content=f"of {caller.project_id}", caller=caller)
        make_trace(caller, name=f"of {caller.project_id}")
    tokens = [make_key(caller=caller).token for caller in callers]
    db.session.remove()
    return list(zip(callers, tokens, strict=True))


def use(app, project, number):
    """Lists, fetches and saves as one project's program; what it was told of any other."""
    caller, token = project
    client, own, foreign = with_key(app, token), str(caller.project_id), []
    for turn in range(ROUNDS):
        listed = client.get("/api/prompts")
        fetched = client.get("/api/prompts/by-name/greet?label=production")
        traced = client.get("/api/traces")
        assert [r.status_code for r in (listed, fetched, traced)] == [200] * 3
        prompt_id = fetched.json["id"]
        saved = client.post(
            f"/api/prompts/{prompt_id}/versions", json={"content": f"of {own} {number}.{turn}"}
        )
        assert saved.status_code == 201
        bodies = [one["latest_version"]["content"] for one in listed.json]
        bodies += [fetched.json["active"]["content"], saved.json["content"]]
        assert len(traced.json) == 1
        bodies += [trace["name"] for trace in traced.json]
        foreign += [body for body in bodies if own not in body]
        assert client.post("/api/prompts", json={"name": "greet", "content": ""}).status_code == 409
    return foreign


def test_many_of_two_projects_at_once_are_each_told_of_their_own(pooled_app, projects):
    with ThreadPoolExecutor(THREADS) as pool:
        running = [
            pool.submit(use, pooled_app, projects[number % 2], number) for number in range(THREADS)
        ]
        foreign = [body for future in running for body in future.result()]

    assert foreign == []
    for caller, _ in projects:
        act_in(caller.project_id)
        (prompt,) = db.session.query(Prompt)
        assert prompt.latest_version == 1 + THREADS // 2 * ROUNDS
        db.session.remove()


def states_of_all(app):
    """What whoever comes next finds on each of the pooled connections, all held at once."""
    held = [db.engine.connect() for _ in range(FEW)]
    try:
        return {tuple(connection.execute(text(STATE)).one()) for connection in held}
    finally:
        for connection in held:
            connection.close()


def commit(caller):
    with transaction():
        act_in(caller.project_id)
        assert db.session.query(Prompt).count() == 1


def roll_back(caller):
    act_in(caller.project_id)
    assert db.session.query(Prompt).count() == 1
    db.session.rollback()


def fail(caller):
    act_in(caller.project_id)
    with pytest.raises(DBAPIError):
        db.session.execute(text("SELECT 1 / (count(*) - 1) FROM prompts"))
    db.session.rollback()


def time_out(caller):
    act_in(caller.project_id)
    db.session.execute(text("SET LOCAL statement_timeout = '50ms'"))
    with pytest.raises(DBAPIError):
        db.session.execute(text("SELECT pg_sleep(10)"))
    db.session.rollback()


@pytest.mark.parametrize("end", [commit, roll_back, fail, time_out])
def test_however_a_transaction_ends_nobody_after_it_has_its_project(pooled_app, projects, end):
    for caller, _ in projects * FEW:
        end(caller)
        db.session.remove()

    assert {(project or "", count) for project, count in states_of_all(pooled_app)} == {("", 0)}


def test_the_pool_resets_nothing_by_itself(pooled_app, projects):
    """What is set for a session stays for the next one: only what ends with a transaction holds."""
    caller, _ = projects[0]
    setting = text("SELECT set_config('promptside.other', :value, false)")
    for _ in range(FEW):
        with db.engine.connect() as connection:
            connection.execute(setting, {"value": str(caller.project_id)})
            connection.commit()

    found = set()
    for _ in range(FEW * 4):
        with db.engine.connect() as connection:
            found.add(connection.scalar(text("SELECT current_setting('promptside.other', true)")))

    assert str(caller.project_id) in found
