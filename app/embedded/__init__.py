"""A PostgreSQL for those who have none: its first user starts it, its last one stops it."""

from __future__ import annotations

from pathlib import Path

from app.embedded.places import APP, DATABASE, EmbeddedError, Server, has_socket_dir
from app.embedded.using import ensure, hold, running

__all__ = ["EmbeddedError", "Server", "check_place", "ensure", "hold", "running", "url"]


def url(data_dir: Path, role: str = APP, database: str = DATABASE) -> str:
    """The address the server of this directory has, whether it runs or not."""
    return Server.of(data_dir).url(role, database)


def check_place(data_dir: Path) -> None:
    """For who connects without `running`: raise if somebody else may answer at that address."""
    has_socket_dir(Server.of(data_dir))
