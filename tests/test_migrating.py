"""Bringing a database to this build's schema."""

import json
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import replace
from urllib.parse import quote
from uuid import uuid4

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import NullPool, create_engine, make_url, select
from sqlalchemy.exc import OperationalError

from app.db import Base
from app.migrating import (
    LOCK_KEY,
    MIGRATIONS,
    VERSION_TABLE,
    SchemaDiffers,
    app_url,
    check_schema,
    current_revision,
    head_revision,
    migrate,
    owner_url,
    with_driver,
)
from app.models import Span
from app.services.access.people import FIRST_OPERATOR_LOCK
from app.settings import SettingsError
from tests.databases import running_server
from tests.embedded.users import until
from tests.live import ROOT, environment_of, free_port

ROLES = "SELECT count(*) FROM pg_roles WHERE rolname LIKE 'promptside%'"
MIGRATE = [sys.executable, "-m", "flask", "migrate"]


@pytest.fixture
def empty(server):
    """A database without any table, and its settings."""
    name = f"empty_{uuid4().hex[:8]}"
    server.run_sql(f"CREATE DATABASE {name} OWNER promptside_owner")
    yield server.settings(name)
    server.run_sql(f"DROP DATABASE {name} WITH (FORCE)")


def start(settings, **extra):
    env = environment_of(settings, free_port()) | extra
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


@pytest.mark.more
def test_four_processes_migrate_at_once(empty):
    at_once(empty, ADMIN_EMAIL="ada@example.com", ADMIN_PASSWORD="correct horse battery")

    assert revision_of(empty) == head_revision()
    with as_owner(empty) as connection:
        assert connection.exec_driver_sql("SELECT slug FROM projects").all() == [("default",)]
    assert emails(empty) == ["ada@example.com"]


def emails(settings):
    with as_owner(settings) as connection:
        return connection.exec_driver_sql("SELECT email FROM users").scalars().all()


def at_once(settings, **extra):
    processes = [start(settings, **extra) for _ in range(4)]
    said = [process.communicate(timeout=120)[0] for process in processes]
    assert [process.returncode for process in processes] == [0] * 4, said


@pytest.mark.more
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


def test_what_spans_have_in_common_is_taken_out_of_those_that_are_there(empty):
    upgrade(empty, "0015")
    with as_owner(empty) as connection:
        for span in ("a", "b", "c"):
            connection.exec_driver_sql(SPAN, (span, '{"service.name": "shop"}', PRICES[span]))
        connection.commit()

    migrate(empty)

    with as_owner(empty) as connection:
        found = connection.exec_driver_sql(SHARED).all()
        kept = connection.exec_driver_sql("SELECT count(*) FROM shared_objects").scalar()
    shop = {"service.name": "shop"}
    assert found == [("a", shop, None), ("b", shop, {"input_usd": 1}), ("c", shop, None)]
    assert kept == 2


PRICES = {"a": None, "b": '{"input_usd": 1}', "c": None}
SPAN = """
    INSERT INTO spans (project_id, trace_id, span_id, started_at, ended_at, latency_ms, is_clamped,
        kind, level, name, environment, resource, price)
    VALUES ('00000000-0000-7000-8000-000000000001', gen_random_uuid(), 'span', now(), now(), 0,
        false, 'span', 'default', %s, 'default', %s, %s)
"""
SHARED = """
    SELECT s.name, r.value, p.value FROM spans s
    LEFT JOIN shared_objects r ON r.project_id = s.project_id AND r.id = s.resource_id
    LEFT JOIN shared_objects p ON p.project_id = s.project_id AND p.id = s.price_id
    ORDER BY s.name
"""


def test_bodies_of_spans_that_are_there_are_read_as_before(empty):
    upgrade(empty, "0021")
    body = [{"role": "user", "content": "Größe 🙂"}]
    with as_owner(empty) as connection:
        connection.exec_driver_sql(WITH_BODY, ('"in"', json.dumps(body)))
        connection.exec_driver_sql(WITH_BODY, (None, None))
        connection.commit()

    migrate(empty)

    with as_owner(empty) as connection:
        query = select(Span.input, Span.output).order_by(Span.input)
        assert [tuple(row) for row in connection.execute(query)] == [("in", body), (None, None)]


WITH_BODY = """
    INSERT INTO spans (project_id, trace_id, span_id, started_at, ended_at, latency_ms, is_clamped,
        kind, level, name, environment, input, output)
    VALUES ('00000000-0000-7000-8000-000000000001', gen_random_uuid(), 'span', now(), now(), 0,
        false, 'span', 'default', 'chat', 'default', %s, %s)
"""


def upgrade(settings, revision):
    config = Config(str(MIGRATIONS / "alembic.ini"))
    with as_owner(settings) as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)


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


@pytest.mark.more
@pytest.mark.parametrize("database", ["promptside", "postgres"])
def test_with_an_administrators_login_it_makes_the_roles_first(own_server, database):
    settings = replace(
        own_server.settings("promptside"),
        database_admin_url=own_server.server.url("dba", database),
    )

    migrate(settings)
    migrate(replace(settings, database_admin_url=None))
    migrate(settings)

    assert revision_of(settings) == head_revision()
    with own_server.connect("promptside_app", "promptside") as connection:
        assert connection.execute("SELECT count(*) FROM prompts").fetchone() == (0,)


def test_one_process_at_a_time_makes_the_roles(own_server):
    settings = own_server.settings("promptside")
    with holding(own_server, "promptside", LOCK_KEY) as connection:
        process = start(settings, DATABASE_ADMIN_URL=own_server.server.url("dba", "promptside"))
        until(lambda: waiting(connection) == 1)
        assert connection.execute(ROLES).fetchone() == (0,)

    said, _ = process.communicate(timeout=60)
    assert process.returncode == 0, said
    assert own_server.run_sql(ROLES) == [(2,)]


def test_the_second_of_two_first_starts_finds_the_operator(empty, server):
    migrate(empty)
    first = {"ADMIN_EMAIL": "ada@example.com", "ADMIN_PASSWORD": "correct horse battery"}
    with holding(server, make_url(empty.database_url).database, FIRST_OPERATOR_LOCK) as faster:
        process = start(empty, **first)
        until(lambda: waiting(faster) == 1)
        faster.execute(
            "INSERT INTO users (id, email, name, is_operator, created_at)"
            " VALUES (gen_random_uuid(), 'ben@example.com', 'Ben', true, now())"
        )

    said, _ = process.communicate(timeout=60)
    assert process.returncode == 0, said
    assert emails(empty) == ["ben@example.com"]


@contextmanager
def holding(server, database, lock):
    with server.connect("postgres", database) as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", [lock])
        yield connection


def waiting(connection):
    """How many wait for an advisory lock of this database."""
    (count,) = connection.execute(
        "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
        " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
    ).fetchone()
    return count


def test_any_password_will_do(own_server):
    password, server = "p%b'\"\\ %s", own_server.server
    settings = replace(
        own_server.settings("promptside"),
        database_admin_url=server.url("dba", "promptside"),
        database_url=server.url(f"promptside_app:{quote(password)}", "promptside"),
    )

    migrate(settings)

    hba = server.cluster / "pg_hba.conf"
    hba.write_text(f"local all promptside_app scram-sha-256\n{hba.read_text()}")
    own_server.run_sql("SELECT pg_reload_conf()")
    until(lambda: not takes(settings, password="wrong"))
    assert takes(settings, password=password)


def takes(settings, password):
    url = make_url(app_url(settings)).set(password=password)
    try:
        create_engine(url, poolclass=NullPool).connect().close()
    except OperationalError:
        return False
    return True
