"""Two projects with a row in every table, and raw connections of either role."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import psycopg
import pytest
from flask import Flask
from psycopg import sql

from app import create_app
from app.db import db, transaction
from app.services import idempotency
from app.services.policy import Caller
from tests.conftest import dispose
from tests.databases import TestServer, name_of
from tests.factories.access import make_key, make_person, make_project, the_system
from tests.factories.audit import seal_all
from tests.factories.connections import make_connection
from tests.factories.evaluations import make_evaluations
from tests.factories.prompts import make_prompt
from tests.factories.traces import make_telemetry

WALLED = (
    "api_keys",
    "audit_events",
    "audit_seals",
    "connections",
    "dataset_items",
    "dataset_versions",
    "datasets",
    "dimension_days",
    "dimension_hours",
    "evaluator_versions",
    "evaluators",
    "experiment_evaluators",
    "experiment_results",
    "experiment_units",
    "experiments",
    "gates",
    "idempotency_keys",
    "masking_rules",
    "memberships",
    "prices",
    "prompt_search",
    "prompt_versions",
    "prompts",
    "releases",
    "result_scores",
    "run_pieces",
    "runs",
    "scales",
    "scores",
    "shared_objects",
    "spans",
    "stale_hours",
    "traces",
    "usage_days",
    "usage_hours",
    "user_days",
    "user_hours",
)
"""Every table of a project but what is read by a token alone."""

Connect = Callable[[str], psycopg.Connection[Any]]


@dataclass(frozen=True)
class TwoProjects:
    """`mine` and `theirs`, each with a row in every table behind the wall."""

    connect: Connect
    mine: UUID
    theirs: UUID

    def as_app(self, project: UUID | None = None, *, across: bool = False) -> Any:
        """A connection of the application's role, acting in a project."""
        connection = self.connect("promptside_app")
        act_in(connection, project, across=across)
        return connection

    def as_owner(self) -> Any:
        return self.connect("promptside_owner")


def act_in(connection: Any, project: UUID | None, *, across: bool = False) -> None:
    """As the application does, but until the connection ends."""
    connection.execute(
        "SELECT set_config('promptside.project', %s, false),"
        " set_config('promptside.across', %s, false)",
        [str(project or ""), "on" if across else "off"],
    )


@pytest.fixture(scope="module")
def filled(durable_server: TestServer) -> Iterator[tuple[Flask, UUID, UUID]]:
    """One for all tests of a module, which leave it as it was."""
    with durable_server.database() as settings:
        app = create_app(settings)
        with app.app_context():
            the_system()
            here, there = make_project("mine"), make_project("theirs")
            for caller in (here, there):
                fill(caller)
            seal_all()
            db.session.remove()
        yield app, here.project_id, there.project_id
        dispose(app)


@pytest.fixture
def connect(filled: tuple[Flask, UUID, UUID], durable_server: TestServer) -> Iterator[Connect]:
    settings = filled[0].extensions["settings"]
    name = name_of(settings)
    opened: list[psycopg.Connection[Any]] = []

    def connected(role: str) -> psycopg.Connection[Any]:
        opened.append(durable_server.connect(role, name))
        return opened[-1]

    yield connected
    for connection in opened:
        connection.close()


@pytest.fixture
def two(filled: tuple[Flask, UUID, UUID], connect: Connect) -> TwoProjects:
    return TwoProjects(connect, *filled[1:])


def fill(caller: Caller) -> None:
    make_prompt("greet", versions=2, caller=caller)
    make_key("ci", caller)
    make_connection("main", caller)
    make_telemetry(caller)
    make_evaluations(caller)
    make_person(f"ada-{caller.project_id}", password=None, caller=caller)
    with transaction():
        idempotency.claim(caller, "/api/prompts", "once", b"")


def count(connection: Any, table: str, where: str = "true", *values: Any) -> int:
    query = sql.SQL("SELECT count(*) FROM {} WHERE " + where).format(sql.Identifier(table))
    return int(connection.execute(query, values).fetchone()[0])
