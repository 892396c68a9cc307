"""PostgreSQL for tests: the embedded server, its schema made by the migrations."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import psycopg
from flask import Flask
from psycopg.rows import namedtuple_row

from app import embedded
from app.db import db
from app.migrating import migrate
from app.settings import Settings
from app.wall import WALL

SECRET = "a secret that only tests know, and long enough"
TEMPLATE = "promptside"
STANDS = (
    "SELECT coalesce(current_setting('promptside.project', true), ''),"
    " coalesce(current_setting('promptside.across', true), '')"
)
"""What the wall between projects is now."""


@dataclass(frozen=True)
class TestServer:
    """A running server whose database `promptside` has the schema and is cloned, never used."""

    __test__ = False
    server: embedded.Server
    data_dir: Path

    def settings(self, database: str) -> Settings:
        return Settings(
            secret_key=SECRET,
            proxy_secret=SECRET[::-1],
            encryption_keys=(SECRET.title().replace(",", ";"),),
            data_dir=self.data_dir,
            database_url=self.server.url("promptside_app", database),
            database_owner_url=self.server.url("promptside_owner", database),
            allowed_origins=("http://localhost:3000",),
            accept_echo=True,
        )

    @contextmanager
    def database(self) -> Iterator[Settings]:
        """A database of one's own, gone afterwards."""
        name = f"test_{uuid4().hex[:12]}"
        self.run_sql(f"CREATE DATABASE {name} TEMPLATE {TEMPLATE} OWNER promptside_owner")
        try:
            yield self.settings(name)
        finally:
            self.run_sql(f"DROP DATABASE {name} WITH (FORCE)")

    def vacuum(self, settings: Settings, *tables: str) -> None:
        """What tests rolled back lies about in the tables, and is walked through row by row where
        the planner knows nothing of it.
        """
        self.run_sql(f"VACUUM {', '.join(tables)}", name_of(settings))

    @contextmanager
    def away(self, settings: Settings) -> Iterator[None]:
        """The database of these settings ends every connection and takes no new one."""
        name = name_of(settings)
        self.run_sql(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
        self.run_sql(
            f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"
        )
        try:
            yield
        finally:
            self.run_sql(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")

    def run_sql(self, statement: str, database: str = "postgres") -> list[Any]:
        """As superuser, outside any transaction."""
        with self.connect("postgres", database) as connection:
            cursor = connection.execute(statement)
            return cursor.fetchall() if cursor.description else []

    def connect(self, role: str, database: str) -> psycopg.Connection[Any]:
        url = self.server.url(role, database).replace("postgresql+psycopg", "postgresql")
        return psycopg.connect(url, autocommit=True)


def name_of(settings: Settings) -> str:
    """Of their database."""
    return urlsplit(settings.database_url or "").path.strip("/")


@contextmanager
def running_server(data_dir: Path, *, durable: bool) -> Iterator[TestServer]:
    with embedded.running(data_dir, durable=durable, tied=True) as server:
        test_server = TestServer(server, data_dir)
        migrate(test_server.settings(TEMPLATE))
        yield test_server


class OneConnection:
    """The pool of run-time fetches, inside the transaction that a test rolls back."""

    def __init__(self, connection: Any) -> None:
        self.connection = connection.connection.driver_connection
        self.pool = self

    def fetch_row(self, statement: str, values: dict[str, Any]) -> Any:
        return self.connection.execute(statement, values).fetchone()

    def fetch_each(self, *asked: tuple[str, Any]) -> list[list[Any]]:
        """What they set ends with them; what they wrote stays until all is rolled back."""
        with self.connection.transaction():
            before = self.connection.execute(STANDS).fetchone()
            cursor = self.connection.cursor(binary=True, row_factory=namedtuple_row)
            rows = [cursor.execute(*each).fetchall() for each in asked]
            self.connection.execute(WALL, dict(zip(("project", "across"), before, strict=True)))
            return rows

    def dispose(self) -> None: ...


class KeptJobs:
    """The queue, for what is rolled back: what it is told would stay."""

    def __init__(self) -> None:
        self.jobs: list[tuple[str, dict[str, Any]]] = []

    def enqueue(self, job: str, **options: Any) -> None:
        self.jobs.append((job, options))


@contextmanager
def rolled_back(app: Flask) -> Iterator[None]:
    """All that happens within leaves no trace.

    Flask-SQLAlchemy finds its engine by bind key and ignores a session's own bind, so the engine
    itself is exchanged for one connection; `test_databases.py` notices when that stops working.
    """
    engines = db._app_engines[app]
    kept, queue = dict(engines), app.extensions["queue"]
    app.extensions["queue"] = KeptJobs()
    with kept[None].connect() as connection:
        outer = connection.begin()
        engines[None] = connection
        engines["reader"] = OneConnection(connection)
        db.session.configure(join_transaction_mode="create_savepoint")
        try:
            yield
        finally:
            db.session.remove()
            db.session.configure(join_transaction_mode="conditional_savepoint")
            engines.update(kept)
            app.extensions["queue"] = queue
            outer.rollback()


def with_ports(settings: Settings, port: int, api_port: int) -> Settings:
    return replace(settings, port=port, api_port=api_port)
