"""Data directories where every account may enter, as pytest's own may not be."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app import embedded
from tests.embedded.users import ask


@contextmanager
def directory_for_all() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="promptside-test-") as made:
        Path(made).chmod(0o755)
        yield Path(made)


@pytest.fixture
def open_dir() -> Iterator[Path]:
    with directory_for_all() as made:
        yield made


@pytest.fixture
def data_dir(open_dir: Path) -> Path:
    """Not there yet."""
    return open_dir / "var"


@pytest.fixture(scope="session")
def first_run() -> Iterator[Path]:
    with directory_for_all() as made:
        with embedded.running(made / "var", durable=False) as server:
            ask(server, "CREATE TABLE kept AS SELECT 42 AS answer")
        yield server.data_dir


@pytest.fixture
def kept_dir(first_run: Path, open_dir: Path) -> Path:
    """Used before and left in peace; its table `kept` holds 42."""
    subprocess.run(["cp", "-a", first_run, open_dir / "kept"], check=True)
    return open_dir / "kept"
