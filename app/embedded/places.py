"""Where an embedded server keeps what it has, and under which address it answers."""

from __future__ import annotations

import hashlib
import os
import re
import stat
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Self

OWNER, APP, DATABASE = "promptside_owner", "promptside_app", "promptside"
PORT = 5432
"""Part of the socket's name only; always given, so that PGPORT cannot lead elsewhere."""

# The kernel gives a socket's path 107 bytes; libpq and PostgreSQL split directories at commas.
LONGEST_PATH = 100
PLAIN_PATH = re.compile(r"[A-Za-z0-9/._-]+")


class EmbeddedError(Exception):
    """The server cannot be had. The message says what to do."""


@dataclass(frozen=True)
class Server:
    data_dir: Path
    socket_dir: Path

    @classmethod
    def of(cls, data_dir: Path) -> Self:
        """The same for every spelling of a directory and in every process."""
        data_dir = Path(os.path.realpath(data_dir))
        inside = data_dir / "postgres" / "run"
        socket = os.fspath(inside / f".s.PGSQL.{PORT}")
        if len(socket) <= LONGEST_PATH and PLAIN_PATH.fullmatch(socket):
            return cls(data_dir, inside)
        # Not $TMPDIR, which may be long and differ between two processes of one server.
        digest = hashlib.sha256(os.fsencode(data_dir)).hexdigest()[:20]
        return cls(data_dir, Path("/tmp") / f"promptside-{digest}")  # noqa: S108

    @property
    def home(self) -> Path:
        """All of the server's own: locks, logs and, below `data`, the database."""
        return self.data_dir / "postgres"

    @property
    def cluster(self) -> Path:
        return self.home / "data"

    @property
    def log_dir(self) -> Path:
        return self.home / "log"

    @property
    def socket(self) -> Path:
        return self.socket_dir / f".s.PGSQL.{PORT}"

    def url(self, role: str = APP, database: str = DATABASE) -> str:
        return f"postgresql+psycopg://{role}@/{database}?host={self.socket_dir}&port={PORT}"


def has_socket_dir(server: Server) -> bool:
    """Whether there may be a socket; raise if it could be somebody else's.

    Anybody may lay a directory in /tmp, and a server of theirs into it. Once it is seen to be
    ours, nobody else can exchange it.
    """
    if server.socket_dir.parent == server.home:
        return True
    try:
        found = server.socket_dir.lstat()
    except FileNotFoundError:
        return False
    refuse_anothers(server.socket_dir, found, _owner(server.home))
    if stat.S_IMODE(found.st_mode) != 0o700:
        raise EmbeddedError(f"{server.socket_dir} is open to others: remove it, and try again.")
    return True


def _owner(directory: Path) -> int:
    """Of what is not there yet: who would make it."""
    try:
        return directory.stat().st_uid
    except FileNotFoundError:
        return os.geteuid()


def refuse_anothers(directory: Path, found: os.stat_result, uid: int) -> None:
    if not stat.S_ISDIR(found.st_mode) or found.st_uid not in (uid, os.geteuid()):
        raise EmbeddedError(
            f"{directory} is somebody else's: remove it, or set DATA_DIR to another directory."
        )


def make_private(directory: Path, uid: int, gid: int) -> None:
    """Make a directory that only `uid` may enter, or see that the one there is such a one."""
    with suppress(FileExistsError):
        directory.mkdir(mode=0o700)
    found = directory.lstat()
    refuse_anothers(directory, found, uid)
    if stat.S_IMODE(found.st_mode) != 0o700:
        directory.chmod(0o700)
    if found.st_uid != uid:
        os.chown(directory, uid, gid, follow_symlinks=False)
