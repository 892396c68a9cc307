"""Starting and stopping the server. Nothing here believes a number in a file."""

from __future__ import annotations

import ctypes
import fcntl
import os
import signal
import socket
import struct
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import psycopg

from app.embedded import cluster
from app.embedded.locks import is_free, open_lock, try_lock
from app.embedded.places import PORT, EmbeddedError, Server, has_socket_dir, make_private
from app.embedded.programs import Programs, find_programs

PATIENCE_S = 300.0
"""Recovery after a crash may take minutes; a dead server is noticed at once."""

MOST_STARTS = 3
"""It may be killed while it starts; what ends three times in a row has a reason of its own."""

SETTINGS = {
    "listen_addresses": "",
    "port": str(PORT),
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "shared_buffers": "128MB",
    "wal_level": "replica",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "password_encryption": "scram-sha-256",
    # A file for each day of the week, written over a week later.
    "logging_collector": "on",
    "log_filename": "postgresql-%a.log",
    "log_rotation_age": "1d",
    "log_rotation_size": "0",
    "log_truncate_on_rotation": "on",
}
NOT_DURABLE = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}

PROCESSES = Path("/proc")
"""Linux says here what each process is; other systems have no such place."""

_libc = ctypes.CDLL(None)
_children: dict[Path, subprocess.Popen[bytes]] = {}


def bring_up(server: Server, *, durable: bool, tied: bool) -> bool:
    """Return when the server answers, and whether it had to be started for that.

    To be called by one process at a time.
    """
    deadline = time.monotonic() + PATIENCE_S
    starts, pause_s = 0, 0.02
    while not answers(server):
        if is_gone(server):
            if starts == MOST_STARTS:
                raise EmbeddedError(f"PostgreSQL did not start:\n{_last_words(server)}")
            starts += _start(server, durable=durable, tied=tied)
        elif time.monotonic() > deadline:
            raise EmbeddedError(
                f"The PostgreSQL of {server.home} runs but does not answer:"
                f" see {server.log_dir}, and try again later."
            )
        time.sleep(pause_s)
        pause_s = min(pause_s * 1.2, 0.25)  # each question is a line in its log
    return starts > 0


def answers(server: Server) -> bool:
    """What counts as alive is an answer, never a process."""
    if not has_socket_dir(server):
        return False
    try:
        with psycopg.connect(
            host=str(server.socket_dir),
            port=PORT,
            user="postgres",
            dbname="postgres",
            connect_timeout=3,
            application_name="promptside embedded",
        ) as connection:
            return connection.execute("SELECT 1").fetchone() == (1,)
    except psycopg.OperationalError:
        return False


def is_gone(server: Server) -> bool:
    """No process of the server is left: each inherits its lock, and the kernel keeps count."""
    if not is_free(_life(server)):
        return False
    if child := _children.pop(server.home, None):
        child.wait(timeout=10)  # at its very end already
    return True


def stop(server: Server) -> None:
    """Fast shutdown: open transactions are undone, what was committed stays."""
    deadline = time.monotonic() + PATIENCE_S
    asked = False
    while not is_gone(server):
        # One that only begins has nobody listening yet.
        if not asked and (pid := _postmaster(server)):
            os.kill(pid, signal.SIGINT)
            asked = True
        if time.monotonic() > deadline:
            raise EmbeddedError(f"PostgreSQL has not stopped yet: see {server.log_dir}.")
        time.sleep(0.02)
    if server.socket_dir.parent != server.home:
        with suppress(OSError):
            server.socket_dir.rmdir()


def _start(server: Server, *, durable: bool, tied: bool) -> bool:
    """Or not, if somebody has taken its lock since it was seen to be free."""
    life = open_lock(_life(server))
    try:
        if not try_lock(life, fcntl.LOCK_EX):
            return False
        # Everything started from here on inherits the lock, initdb included.
        programs = replace(find_programs(server), inherits=(life,))
        cluster.check(server, programs)
        _make_room(server, programs)
        if not server.cluster.exists():
            cluster.make(server, programs, durable=durable)
        _clear_leftovers(server)
        _launch(server, programs, durable=durable, tied=tied)
        return True
    finally:
        os.close(life)


def _make_room(server: Server, programs: Programs) -> None:
    for directory in (server.home, server.log_dir, server.socket_dir):
        make_private(directory, programs.uid, programs.gid)
    if programs.uid != os.geteuid():
        for lock in server.home.glob("*.lock"):
            os.chown(lock, programs.uid, programs.gid)


def _launch(server: Server, programs: Programs, *, durable: bool, tied: bool) -> None:
    early = server.log_dir / "start.log"
    early.unlink(missing_ok=True)
    with early.open("wb") as output:
        child = subprocess.Popen(  # noqa: S603
            _command(server, programs, durable),
            **programs.options,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,  # Ctrl-C in a terminal is not for the server
            preexec_fn=_die_with_parent if tied else None,
        )
    _children[server.home] = child


def _command(server: Server, programs: Programs, durable: bool) -> list[str]:
    settings = SETTINGS | {
        "unix_socket_directories": str(server.socket_dir),
        "log_directory": str(server.log_dir),
    }
    if not durable:
        settings |= NOT_DURABLE
    options = [f"--{name}={value}" for name, value in settings.items()]
    return programs.command("postgres", "-D", str(server.cluster), *options)


def _die_with_parent() -> None:
    """Runs in the child after it changed its user, which would have undone this."""
    _libc.prctl(1, signal.SIGINT)  # 1: PR_SET_PDEATHSIG


def _life(server: Server) -> Path:
    return server.home / "life.lock"


def _clear_leftovers(server: Server) -> None:
    """A killed server leaves files that would keep the next one from starting."""
    pid_file = server.cluster / "postmaster.pid"
    if _is_foreign_postmaster(pid_file):
        raise EmbeddedError(
            f"Somebody else's PostgreSQL runs on {server.cluster}: stop it with"
            f" `pg_ctl -D {server.cluster} stop` and try again."
        )
    for leftover in (server.socket, Path(f"{server.socket}.lock")):
        leftover.unlink(missing_ok=True)
    # Where we cannot tell whose process it names, PostgreSQL itself decides, and may refuse.
    if PROCESSES.exists():
        pid_file.unlink(missing_ok=True)


def _is_foreign_postmaster(pid_file: Path) -> bool:
    """Ours is known to be gone; this is for one that was started by hand."""
    try:
        process = PROCESSES / str(int(pid_file.read_text().split()[0]))
        words = (process / "cmdline").read_bytes().split(b"\0")
        if not words[0].endswith(b"postgres"):
            return False
        if os.fsencode(pid_file.parent) in words:
            return True
        return (process / "cwd").samefile(pid_file.parent)
    except (OSError, ValueError, IndexError):
        return False


def _postmaster(server: Server) -> int | None:
    """The process that listens on the socket, by the kernel's word."""
    if not has_socket_dir(server):
        return None
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(3)
        try:
            connection.connect(str(server.socket))
        except OSError:
            return None
        if sys.platform == "linux":
            found = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12)
            return struct.unpack("3i", found)[0] or None
        # Elsewhere its own file: it was there to accept us, so this is no leftover.
        return int((server.cluster / "postmaster.pid").read_text().split()[0])


def _last_words(server: Server) -> str:
    logs = [log for log in server.log_dir.glob("*.log") if log.stat().st_size]
    logs.sort(key=lambda log: log.stat().st_mtime_ns)
    said = logs[-1].read_text(errors="replace").strip()[-2000:] if logs else "It said nothing."
    return f"{said}\n(from {server.log_dir})"
