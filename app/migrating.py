"""Bringing the database to the schema this build needs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import LiteralString

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from psycopg.sql import SQL, Composable, Identifier, Literal
from sqlalchemy import Connection, NullPool, create_engine, make_url, text
from sqlalchemy.exc import DBAPIError, OperationalError

from app import embedded
from app.errors import Conflict
from app.settings import Settings, SettingsError

VERSION_TABLE = "promptside_schema"
LOCK_KEY = 7_236_114_001
"""One number for all migrating processes; any, as long as nobody else locks it."""

OWNER, APP = "promptside_owner", "promptside_app"
MIGRATIONS = Path(__file__).parent.parent / "migrations"

ROLES_SQL = f"""\
CREATE ROLE {OWNER} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS;
CREATE ROLE {APP} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS;
-- then, in the database of Promptside, and after giving both a password:
ALTER SCHEMA public OWNER TO {OWNER};
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT CREATE ON DATABASE promptside TO {OWNER};
GRANT TEMPORARY ON DATABASE promptside TO {APP};
"""


class SchemaDiffers(Conflict):
    """The database is at another schema than this build needs."""


def app_url(settings: Settings) -> str:
    return with_driver(settings.database_url or embedded.url(settings.data_dir, APP))


def owner_url(settings: Settings) -> str:
    if settings.database_url is None:
        return with_driver(embedded.url(settings.data_dir, OWNER))
    if settings.database_owner_url is None:
        raise SettingsError(
            "DATABASE_OWNER_URL is missing: migrations run as the role that owns the tables."
            f" If that role does not exist yet, run this once as an administrator:\n{ROLES_SQL}"
        )
    return with_driver(settings.database_owner_url)


def with_driver(url: str) -> str:
    """Any spelling of a PostgreSQL address, for psycopg 3."""
    scheme, _, rest = url.partition("://")
    if scheme not in ("postgresql", "postgres", "postgresql+psycopg"):
        raise SettingsError(f"A database address begins with postgresql://, not {scheme}://.")
    return f"postgresql+psycopg://{rest}"


@cache
def head_revision() -> str | None:
    """The newest revision this build knows."""
    return ScriptDirectory(str(MIGRATIONS)).get_current_head()


def current_revision(connection: Connection) -> str | None:
    """The revision the database is at; None when it was never migrated."""
    if connection.scalar(text("SELECT to_regclass(:name)"), {"name": VERSION_TABLE}) is None:
        return None
    found: str | None = connection.scalar(text(f"SELECT version_num FROM {VERSION_TABLE}"))  # noqa: S608
    return found


def check_schema(settings: Settings) -> None:
    """Raise `SchemaDiffers` unless the database is at this build's schema; silent while away."""
    if settings.is_embedded:
        embedded.check_place(settings.data_dir)
    engine = create_engine(
        app_url(settings), poolclass=NullPool, connect_args={"connect_timeout": 3}
    )
    try:
        with engine.connect() as connection:
            found = current_revision(connection)
    except OperationalError:
        return
    if found != head_revision():
        raise SchemaDiffers(
            f"The database is at schema {found or 'none'}, this build needs {head_revision()}:"
            " run `flask migrate` first."
        )


def migrate(settings: Settings) -> None:
    """Make the roles if an administrator's login is given, then upgrade to the newest schema.

    Any number of processes may call this at once; a session lock on a connection of its own
    lets them pass one by one. Run again after being killed, it goes on where it was.
    """
    if settings.database_admin_url:
        make_roles(settings)
    engine = create_engine(owner_url(settings), poolclass=NullPool)
    with migration_lock(engine.connect()), engine.connect() as connection:
        connection.execute(text("SET lock_timeout = '10s'"))
        connection.execute(text("SET statement_timeout = '30min'"))
        connection.commit()
        config = Config(str(MIGRATIONS / "alembic.ini"))
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


@contextmanager
def migration_lock(connection: Connection) -> Iterator[Connection]:
    """Known to its database alone, so whoever is to wait has to connect to the same one."""
    with connection:
        connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": LOCK_KEY})
        connection.commit()
        yield connection


def make_roles(settings: Settings) -> None:
    """Create what is missing of the two roles, with the passwords that their addresses carry."""
    owner, app = make_url(owner_url(settings)), make_url(app_url(settings))
    for role, url in ((OWNER, owner), (APP, app)):
        if url.username != role:
            raise SettingsError(f"The address of {role} signs in as {url.username}.")
    # An administrator's address often leads to `postgres`; it is the owner's database that counts.
    admin = make_url(with_driver(settings.database_admin_url or "")).set(database=owner.database)
    engine = create_engine(admin, poolclass=NullPool, isolation_level="AUTOCOMMIT")
    with migration_lock(engine.connect()) as connection:
        make_role(connection, OWNER, owner.password)
        make_role(connection, APP, app.password)
        give_database(connection)


def make_role(connection: Connection, role: str, password: str | None) -> None:
    named = {"role": Identifier(role)}
    query = text("SELECT true FROM pg_roles WHERE rolname = :role")
    if not connection.scalar(query, {"role": role}):
        run(connection, "CREATE ROLE {role} LOGIN NOBYPASSRLS", **named)
    if password:
        run(connection, "ALTER ROLE {role} PASSWORD {word}", word=Literal(password), **named)


def give_database(connection: Connection) -> None:
    named = {
        "database": Identifier(connection.scalar(text("SELECT current_database()")) or ""),
        "owner": Identifier(OWNER),
        "app": Identifier(APP),
    }
    run(connection, "GRANT {owner} TO CURRENT_USER", **named)
    run(connection, "GRANT CREATE, CONNECT ON DATABASE {database} TO {owner}", **named)
    run(connection, "GRANT CONNECT, TEMPORARY ON DATABASE {database} TO {app}", **named)
    try:
        run(connection, "ALTER SCHEMA public OWNER TO {owner}", **named)
        run(connection, "REVOKE ALL ON SCHEMA public FROM PUBLIC")
    except DBAPIError as error:
        raise SettingsError(
            "DATABASE_ADMIN_URL may not give the schema `public` to the owner role."
            f" Run this as the database's owner instead:\n{ROLES_SQL}"
        ) from error


def run(connection: Connection, statement: LiteralString, **parts: Composable) -> None:
    """A statement that takes no parameters, so that `%` in a part is a letter like others."""
    words = SQL(statement).format(**parts).as_string(connection.connection.driver_connection)
    connection.exec_driver_sql(words, execution_options={"no_parameters": True})
