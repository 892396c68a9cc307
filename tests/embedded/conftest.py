"""A directory that every account may enter, as pytest's own may not be."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture
def open_dir() -> Iterator[Path]:
    made = Path(tempfile.mkdtemp(prefix="promptside-test-"))
    made.chmod(0o755)
    yield made
    shutil.rmtree(made)


@pytest.fixture
def data_dir(open_dir: Path) -> Path:
    return open_dir / "var"
