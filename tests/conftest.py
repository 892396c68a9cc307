"""Fixtures for every test: a database, the application on it, and clients."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app import create_app
from app.db import db
from app.services import serving
from app.services.access import hashing
from app.services.policy import Caller
from tests.databases import TestServer, rolled_back, running_server
from tests.factories.access import make_key, the_system
from tests.live import LiveApi, live_api_on

# jsonschema does without it. It would compile grammars for two seconds, in each process, to check
# formats that no schema here names.
sys.modules["rfc3987_syntax"] = None  # type: ignore[assignment]


@pytest.fixture(scope="session", autouse=True)
def cheap_passwords() -> None:
    """Passwords of tests protect nothing; a hash says itself how much work it took."""
    hashing.hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestServer]:
    """Fast and forgetful, for what is rolled back."""
    with running_server(tmp_path_factory.mktemp("pg") / "var", durable=False) as running:
        yield running


@pytest.fixture(scope="session")
def durable_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestServer]:
    """With production's durability, for walls, time, locks and faults."""
    with running_server(tmp_path_factory.mktemp("durable") / "var", durable=True) as running:
        yield running


class ForgetfulClient(FlaskClient):
    """Like a real server, it forgets what a request did not commit."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        db.session.rollback()
        response = super().open(*args, **kwargs)
        db.session.rollback()
        return response


@pytest.fixture(scope="session")
def shared_app(server: TestServer) -> Iterator[Flask]:
    with server.database() as settings:
        app = create_app(settings)
        app.test_client_class = ForgetfulClient
        with app.app_context():
            the_system()
        yield app
        dispose(app)


@pytest.fixture
def app(shared_app: Flask) -> Iterator[Flask]:
    """The application within a transaction that is rolled back."""
    serving.bodies.clear()
    with shared_app.app_context(), rolled_back(shared_app):
        yield shared_app


@pytest.fixture
def real_app(durable_server: TestServer) -> Iterator[Flask]:
    """The application on a database of its own, where commits are commits."""
    serving.bodies.clear()
    with durable_server.database() as settings:
        app = create_app(settings)
        with app.app_context():
            the_system()
            yield app
        dispose(app)


@pytest.fixture
def live_api(real_app: Flask, tmp_path: Path) -> Iterator[LiveApi]:
    """The real server program on a database of its own, and a key for it."""
    with live_api_on(real_app, tmp_path / "api.log") as running:
        yield running


@pytest.fixture(scope="module")
def shared_api(
    durable_server: TestServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[LiveApi]:
    """The real server program for the tests of a module that leave nothing behind."""
    with durable_server.database() as settings:
        app = create_app(settings)
        with app.app_context():
            the_system()
            log = tmp_path_factory.mktemp("api") / "api.log"
            with live_api_on(app, log) as running:
                yield running
        dispose(app)


@pytest.fixture
def caller(app: Flask) -> Caller:
    return the_system()


@pytest.fixture
def anonymous(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A program with a key that may do everything a key may."""
    return with_key(app, make_key().token)


def with_key(app: Flask, token: str) -> FlaskClient:
    client = app.test_client()
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {token}"
    return client


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The directory of the real collection: CONTRIBUTING.md says what it is."""
    path = os.environ.get("REAL_DATA")
    assert path, "Set REAL_DATA to the directory of the real collection (CONTRIBUTING.md)."
    return Path(path)


def dispose(app: Flask) -> None:
    app.extensions["queue"].close()
    with app.app_context():
        db.session.remove()
        for engine in db.engines.values():
            engine.dispose()


GROUPS = ("fresh machine", "pages", "panel")
"""Of `xdist_group`: what one process does alone, that which takes longest first."""


def pytest_collection_modifyitems(items: list[Any]) -> None:
    """What takes long first, so that at the end no process waits long for another."""
    items.sort(key=turn)


def turn(item: Any) -> int:
    """Groups, then what needs running programs, then the rest."""
    group = item.get_closest_marker("xdist_group")
    if group and group.args[0] in GROUPS:
        return GROUPS.index(group.args[0])
    needs_programs = {"live_api", "shared_api", "real_app"} & set(item.fixturenames)
    return len(GROUPS) + (not needs_programs)
