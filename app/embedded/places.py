"""Where an embedded server keeps what it has, and under which address it answers."""

from __future__ import annotations

import hashlib
import os
import re
import stat
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


def make_private(directory: Path, uid: int, gid: int) -> None:
    """Make a directory that only `uid` may enter, or see that the one there is such a one."""
    try:
        directory.mkdir(mode=0o700)
    except FileExistsError:
        found = directory.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid not in (uid, os.geteuid()):
            raise EmbeddedError(
                f"{directory} is somebody else's: remove it, or set DATA_DIR to another directory."
            ) from None
    found = directory.lstat()
    if stat.S_IMODE(found.st_mode) != 0o700:
        directory.chmod(0o700)
    if found.st_uid != uid:
        os.chown(directory, uid, gid, follow_symlinks=False)
