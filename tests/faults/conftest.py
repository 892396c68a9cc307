"""A database server that only these tests use, since they kill it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.databases import TestServer, running_server


@pytest.fixture(scope="session")
def durable_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestServer]:
    with running_server(tmp_path_factory.mktemp("faults") / "var", durable=True) as running:
        yield running
