"""One cast for all questions, in a transaction that is rolled back."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from tests.access.cast import Cast, make_cast
from tests.databases import rolled_back


@pytest.fixture(scope="module")
def cast(shared_app: Flask) -> Iterator[Cast]:
    with shared_app.app_context(), rolled_back(shared_app):
        yield make_cast(shared_app)
