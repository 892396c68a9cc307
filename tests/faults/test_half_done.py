"""A change whose connection is cut at any statement is there as a whole, or not at all."""

from contextlib import contextmanager

import pytest
from sqlalchemy import event, func, select

from app.db import db
from app.models import AuditEvent, Project, Prompt, PromptSearch, PromptVersion, Release
from tests.conftest import with_key
from tests.factories.access import make_key, see_everything
from tests.factories.prompts import make_prompt

pytestmark = pytest.mark.more

CHANGES = {
    "activate": ("POST", "/activate", {"version": 3}, 200),
    "roll back": ("POST", "/rollback", {}, 200),
    "save and activate": ("POST", "/versions", {"content": "4", "labels": ["production"]}, 201),
    "rename": ("PATCH", "", {"name": "other", "tags": ["x"]}, 200),
    "delete": ("DELETE", "", None, 204),
    "create": ("POST", None, {"name": "new", "content": "1"}, 201),
}


@pytest.mark.parametrize("change", CHANGES)
def test_all_or_nothing(real_app, durable_server, change):
    client = with_key(real_app, make_key().token)
    prompt = make_prompt("greet", versions=3)
    client.post(f"/api/prompts/{prompt.id}/activate", json={"version": 2})
    method, path, body, expected = CHANGES[change]
    url = "/api/prompts" if path is None else f"/api/prompts/{prompt.id}{path}"
    before = state()

    cuts = 0
    while True:
        with cut_before(durable_server, cuts) as done:
            status = client.open(url, method=method, json=body).status_code
        if done["statements"] <= cuts:
            break
        assert (status, state()) == (503, before), done
        cuts += 1

    assert status == expected
    assert state() != before
    assert cuts >= 4, "the statements and the commit"


@contextmanager
def cut_before(server, number):
    """The server ends our connection before this statement, or the commit, is sent."""
    done = {"statements": 0}

    def count(connection, statement):
        done["statements"] += 1
        if done["statements"] == number + 1:
            done["cut before"] = statement
            pid = connection.connection.driver_connection.info.backend_pid
            server.run_sql(f"SELECT pg_terminate_backend({pid}, 5000)")

    def before_statement(connection, _cursor, statement, *_):
        count(connection, statement)

    def before_commit(connection):
        count(connection, "COMMIT")

    events = {"before_cursor_execute": before_statement, "commit": before_commit}
    for name, listener in events.items():
        event.listen(db.engine, name, listener)
    try:
        yield done
    finally:
        for name, listener in events.items():
            event.remove(db.engine, name, listener)


def state():
    """All that a change may leave behind, the audit log included."""
    db.session.remove()
    see_everything()
    counts = [
        db.session.scalar(select(func.count()).select_from(model))
        for model in (PromptVersion, Release, AuditEvent, PromptSearch)
    ]
    columns = (Prompt.name, Prompt.tags, Prompt.active_version, Prompt.latest_version)
    rows = [tuple(row) for row in db.session.execute(select(*columns).order_by(Prompt.name))]
    revisions = db.session.scalars(select(Project.revision)).all()
    db.session.remove()
    assert counts[2], "what is hidden would look the same before and after"
    return counts, rows, revisions
