"""Bringing a database to this build's schema."""

import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import replace
from uuid import uuid4

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, make_url

from app.db import Base
from app.migrating import (
    VERSION_TABLE,
    SchemaDiffers,
    check_schema,
    current_revision,
    head_revision,
    migrate,
    owner_url,
    with_driver,
)
from app.settings import SettingsError
from tests.databases import running_server
from tests.live import ROOT, environment_of, free_port

MIGRATE = [sys.executable, "-m", "flask", "migrate"]


@pytest.fixture
def empty(server):
    """A database without any table, and its settings."""
    name = f"empty_{uuid4().hex[:8]}"
    server.run_sql(f"CREATE DATABASE {name} OWNER promptside_owner")
    yield server.settings(name)
    server.run_sql(f"DROP DATABASE {name} WITH (FORCE)")


def start(settings):
    env = environment_of(settings, free_port())
    return subprocess.Popen(
        MIGRATE, cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )


@contextmanager
def as_owner(settings):
    engine = create_engine(owner_url(settings))
    with engine.connect() as connection:
        yield connection
    engine.dispose()


def revision_of(settings):
    with as_owner(settings) as connection:
        return current_revision(connection)


def test_four_processes_migrate_at_once(empty):
    processes = [start(empty) for _ in range(4)]

    said = [process.communicate(timeout=120)[0] for process in processes]

    assert [process.returncode for process in processes] == [0] * 4, said
    assert revision_of(empty) == head_revision()
    with as_owner(empty) as connection:
        assert connection.exec_driver_sql("SELECT slug FROM projects").all() == [("default",)]


def test_killed_within_a_revision_it_goes_on_where_it_was(empty, server):
    kill_where_it_waits(empty, server, "CREATE TABLE idempotency_keys ()")
    assert revision_of(empty) is None
    kill_where_it_waits(empty, server, "CREATE SCHEMA jobs")
    assert revision_of(empty) == "0001"

    again = start(empty)
    said, _ = again.communicate(timeout=120)

    assert again.returncode == 0, said
    assert revision_of(empty) == head_revision()
    assert differences(empty) == []


def kill_where_it_waits(settings, server, statement):
    """Somebody is about to make what the revision makes, too, so it waits for their decision."""
    name = make_url(settings.database_url).database
    waiting = f"""SELECT 1 FROM pg_stat_activity
        WHERE datname = '{name}' AND wait_event_type = 'Lock' AND query LIKE '%CREATE%'"""
    with server.connect("postgres", name) as other, other.transaction(force_rollback=True):
        other.execute(statement)
        process = start(settings)
        deadline = time.monotonic() + 60
        while not server.run_sql(waiting):
            assert process.poll() is None, process.communicate()[0]
            assert time.monotonic() < deadline
        process.kill()
        process.communicate()


def test_the_migrations_make_what_the_models_say(server):
    assert differences(server.settings("promptside")) == []


def differences(settings):
    with as_owner(settings) as connection:
        context = MigrationContext.configure(
            connection,
            opts={
                "version_table": VERSION_TABLE,
                "compare_type": True,
                "compare_server_default": True,
            },
        )
        return compare_metadata(context, Base.metadata)


def test_migrating_again_changes_nothing(empty):
    migrate(empty)
    migrate(empty)

    assert revision_of(empty) == head_revision()


def test_at_another_schema_it_refuses_and_names_the_command(empty):
    with pytest.raises(SchemaDiffers, match=r"at schema none.*run `flask migrate`"):
        check_schema(empty)

    migrate(empty)
    check_schema(empty)

    with as_owner(empty) as connection:
        connection.exec_driver_sql(f"UPDATE {VERSION_TABLE} SET version_num = '0000'")
        connection.commit()
    with pytest.raises(SchemaDiffers, match=r"at schema 0000.*run `flask migrate`"):
        check_schema(empty)


def test_while_the_database_is_away_nothing_is_known_against_it(tmp_path, empty):
    check_schema(
        replace(empty, database_url=f"postgresql://promptside_app@/promptside?host={tmp_path}")
    )


def test_without_the_owners_address_it_says_what_to_run(empty):
    with pytest.raises(SettingsError, match=r"DATABASE_OWNER_URL is missing(.|\n)*CREATE ROLE"):
        migrate(replace(empty, database_owner_url=None))


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_any_spelling_of_the_address_will_do(scheme):
    assert with_driver(f"{scheme}://a@b/c") == "postgresql+psycopg://a@b/c"


def test_another_database_is_refused():
    with pytest.raises(SettingsError, match="not mysql://"):
        with_driver("mysql://a@b/c")


@pytest.fixture
def own_server(tmp_path):
    """A PostgreSQL of somebody's own: an administrator's login, and nothing of ours."""
    with running_server(tmp_path / "var", durable=False) as server:
        for statement in (
            "DROP DATABASE promptside WITH (FORCE)",
            "DROP ROLE promptside_app",
            "DROP ROLE promptside_owner",
            "CREATE ROLE dba LOGIN CREATEROLE",
            "CREATE DATABASE promptside OWNER dba",
        ):
            server.run_sql(statement)
        yield server


def test_with_an_administrators_login_it_makes_the_roles_first(own_server):
    settings = replace(
        own_server.settings("promptside"),
        database_admin_url=own_server.server.url("dba", "promptside"),
    )

    migrate(settings)
    migrate(replace(settings, database_admin_url=None))
    migrate(settings)

    assert revision_of(settings) == head_revision()
    with own_server.connect("promptside_app", "promptside") as connection:
        assert connection.execute("SELECT count(*) FROM prompts").fetchone() == (0,)
