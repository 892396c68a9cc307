"""The panel reads across projects: the log says so, and nothing can be written by it."""

from datetime import timedelta

import pytest
from sqlalchemy import delete, text, update
from sqlalchemy.exc import ProgrammingError

from app.db import db, now, transaction
from app.models import AuditEvent, Prompt, Session
from app.services import policy
from app.services.access import sessions
from app.services.policy import MissingRight
from app.wall import forget_project
from tests.admin.conftest import make_panel
from tests.factories.access import make_project, the_system, with_rights
from tests.factories.audit import events
from tests.factories.prompts import make_prompt


@pytest.fixture
def fresh(app):
    """An operator who has not opened the panel yet."""
    panel = make_panel(app)
    look_last(None)
    return panel


def look_last(moment):
    with transaction():
        db.session.execute(update(Session).values(across_at=moment))


def looks(panel):
    actor = f"person:{panel.person.id}"
    return [event for event in events("session.read_across") if event.actor == actor]


def test_reading_across_stands_in_the_log_once_not_twice(fresh):
    fresh.get("/prompts/")
    fresh.get("/people/")

    assert len(looks(fresh)) == 1
    session, _ = sessions.authenticate_session(fresh.token)
    assert looks(fresh)[0].object_id == str(session.id)
    assert looks(fresh)[0].request_id


def test_an_hour_later_it_stands_there_again(fresh):
    fresh.get("/")
    look_last(now() - timedelta(minutes=61))

    fresh.get("/")

    assert len(looks(fresh)) == 2


def test_it_is_kept_though_the_page_is_refused(fresh):
    assert fresh.get("/prompts/details/", id="nonsense").status_code == 404

    assert len(looks(fresh)) == 1


def test_the_api_reads_across_for_nobody(fresh):
    for path in ("/api/me", "/api/prompts", "/api/projects", "/api/keys"):
        assert fresh.client.get(path).status_code == 200, path

    assert looks(fresh) == []


def test_who_is_no_operator_reads_nothing_across(app):
    visitor = make_panel(app, "vera", operator=False)
    look_last(None)

    assert visitor.get("/prompts/").status_code == 403

    assert looks(visitor) == []
    with pytest.raises(MissingRight):
        policy.require_across(with_rights("read", "admin"))


def test_nothing_can_be_changed_by_who_only_reads_across(app):
    theirs = make_prompt("p", caller=make_project("other")).id

    policy.require_across(the_system())

    assert db.session.get(Prompt, theirs).name == "p"
    changed = update(Prompt).where(Prompt.id == theirs).values(name="q")
    assert db.session.execute(changed).rowcount == 0
    assert db.session.execute(delete(Prompt).where(Prompt.id == theirs)).rowcount == 0


def test_nothing_can_be_added_by_who_only_reads_across(app):
    other = make_project("other").project_id
    policy.require_across(the_system())

    event = AuditEvent(project_id=other, actor="x", action="x.done", object_type="x")
    db.session.add(event)
    with pytest.raises(ProgrammingError, match="row-level security"):
        db.session.flush()


def test_it_ends_with_the_transaction(real_app):
    make_prompt("p", caller=make_project("other"))
    policy.require_across(the_system())
    assert db.session.scalar(text("SELECT count(*) FROM prompts")) == 1
    db.session.commit()

    forget_project()

    assert db.session.scalar(text("SELECT count(*) FROM prompts")) == 0
