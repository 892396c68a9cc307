"""A connection that is used again has no project, however its last transaction ended."""

from dataclasses import replace

import psycopg
import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

from app import create_app
from app.db import db, fetch_row, transaction
from app.errors import DatabaseAway
from app.models import Prompt
from app.wall import act_in, read_across, rows_within
from tests.conftest import dispose
from tests.factories.access import make_project, the_system
from tests.factories.prompts import make_prompt

STATE = text(
    "SELECT coalesce(current_setting('promptside.project', true), ''),"
    " coalesce(current_setting('promptside.across', true), ''),"
    " (SELECT count(*) FROM prompts), pg_backend_pid()"
)


@pytest.fixture
def project(durable_server):
    """A project with a prompt, in an application with one connection."""
    with durable_server.database() as settings:
        app = create_app(replace(settings, db_pool_size=1))
        with app.app_context():
            make_prompt("greet", caller=the_system())
            here = the_system().project_id
            db.session.remove()
            yield here
        dispose(app)


def commit(project):
    with transaction():
        act_in(project)
        assert seen() == 1


def roll_back(project):
    act_in(project)
    assert seen() == 1
    db.session.rollback()


def read_everything(project):
    read_across(project)
    assert seen() == 1
    db.session.rollback()


def leave(project):
    """As a request does that fails anywhere."""
    act_in(project)
    assert seen() == 1


def err(project):
    act_in(project)
    with pytest.raises(DBAPIError):
        db.session.execute(text("SELECT 1 / (count(*) - 1) FROM prompts"))


def err_within(project):
    act_in(project)
    with pytest.raises(DBAPIError), db.session.begin_nested():
        db.session.execute(text("SELECT 1 / (count(*) - 1) FROM prompts"))
    assert seen() == 1
    db.session.commit()


def time_out(project):
    act_in(project)
    db.session.execute(text("SET LOCAL statement_timeout = '20ms'"))
    with pytest.raises(DBAPIError):
        db.session.execute(text("SELECT pg_sleep(10)"))


def cancel(project):
    act_in(project)
    kill = text("SELECT pg_cancel_backend(pg_backend_pid()), pg_sleep(10)")
    with pytest.raises(DBAPIError):
        db.session.execute(kill)


def terminate(project):
    act_in(project)
    with pytest.raises((DBAPIError, psycopg.Error)):
        db.session.execute(text("SELECT pg_terminate_backend(pg_backend_pid()), pg_sleep(10)"))


def seen():
    return db.session.scalar(select(func.count()).select_from(Prompt))


def next_state():
    """What the next one finds, and on which connection."""
    with db.engine.connect() as connection:
        project, across, count, pid = connection.execute(STATE).one()
    return (project, across in ("", "off"), count), pid


ENDS = (commit, roll_back, read_everything, leave, err, err_within, time_out, cancel, terminate)


@pytest.mark.parametrize("end", ENDS)
def test_whoever_comes_next_has_no_project(project, end):
    _, before = next_state()

    for _ in range(3):
        end(project)
        db.session.remove()

        state, after = next_state()
        assert state == ("", True, 0)
        assert (after == before) == (end is not terminate)


def test_a_session_that_goes_on_keeps_its_project_in_its_next_transaction(project):
    act_in(project)
    db.session.commit()

    assert seen() == 1


def test_rows_read_apart_are_those_of_one_project_and_whoever_comes_next_has_none(project):
    elsewhere = make_project("elsewhere")
    make_prompt("theirs", caller=elsewhere)
    names = "SELECT name FROM prompts"

    for wanted, name in ((project, "greet"), (elsewhere.project_id, "theirs"), (project, "greet")):
        assert [row.name for row in rows_within(wanted, names, {})] == [name]
        found, across, count, pid = fetch_row(STATE.text, {})
        assert (found, across, count) == ("", "", 0)

    assert rows_within(project, "SELECT pg_backend_pid() AS pid", {})[0].pid == pid


def test_what_is_read_apart_and_takes_too_long_leaves_no_project(project):
    with pytest.raises(DatabaseAway, match="took too long"):
        rows_within(project, "SELECT pg_cancel_backend(pg_backend_pid()), pg_sleep(10)", {})

    assert fetch_row(STATE.text, {})[:3] == ("", "", 0)
