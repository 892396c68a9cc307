"""One running server for many tests that leave nothing behind but refusals."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from app import create_app
from tests.conftest import dispose
from tests.databases import TestServer
from tests.factories.access import the_system
from tests.live import LiveApi, live_api_on


@pytest.fixture(scope="module")
def shared_api(
    durable_server: TestServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[LiveApi]:
    """The real server program for the tests of one module."""
    with durable_server.database() as settings:
        app = create_app(settings)
        with app.app_context():
            the_system()
            log = tmp_path_factory.mktemp("api") / "api.log"
            with live_api_on(app, log) as running:
                yield running
        dispose(app)
