"""Processes that use an embedded server until they are told to leave, or killed."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil
import psycopg

from app.embedded import Server

# A shell's background job inherits that SIGINT is ignored.
USER = """
import json, signal, sys
from pathlib import Path
from app import embedded

signal.signal(signal.SIGINT, signal.default_int_handler)
print("ready", flush=True)
sys.stdin.readline()
with embedded.running(Path(sys.argv[1]), **json.loads(sys.argv[2])):
    print("in use", flush=True)
    sys.stdin.read()
"""


class User:
    def __init__(self, data_dir: Path, **options: Any) -> None:
        options = {"durable": False, **options}
        words = [sys.executable, "-c", USER, str(data_dir), json.dumps(options)]
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(words, stdin=pipe, stdout=pipe, text=True)

    def wait_until_ready(self) -> None:
        assert self.process.stdout.readline() == "ready\n"

    def begin(self) -> None:
        self.process.stdin.write("begin\n")
        self.process.stdin.flush()

    def wait_until_it_runs(self) -> None:
        assert self.process.stdout.readline() == "in use\n"

    def leave(self) -> None:
        self.process.communicate(timeout=60)
        assert self.process.returncode == 0

    def kill(self) -> None:
        self.process.kill()
        self.process.communicate()


@contextmanager
def using(data_dir: Path, *, at_once: bool = True, **options: Any) -> Iterator[User]:
    user = User(data_dir, **options)
    try:
        if at_once:
            user.wait_until_ready()
            user.begin()
        yield user
    finally:
        user.kill()


def ask(server: Server, question: str, role: str = "postgres") -> Any:
    """The first value of the answer."""
    url = server.url(role).replace("postgresql+psycopg", "postgresql")
    with psycopg.connect(url, connect_timeout=10) as connection:
        cursor = connection.execute(question)
        return cursor.fetchone()[0] if cursor.description else None


def started_at(server: Server) -> Any:
    return ask(server, "SELECT pg_postmaster_start_time()")


def postmasters(server: Server) -> list[psutil.Process]:
    """Found by looking at all processes, as the code under test does not."""
    running = psutil.process_iter(["cmdline", "status", "ppid"])
    found = [p for p in running if str(server.cluster) in (p.info["cmdline"] or [])]
    # A child bears its parent's words until it has found its own.
    pids = {p.pid for p in found}
    return [p for p in found if p.info["ppid"] not in pids]


def until(fact: Callable[[], bool], patience_s: float = 30) -> None:
    deadline = time.monotonic() + patience_s
    while not fact():
        assert time.monotonic() < deadline, "it did not come to pass"
        time.sleep(0.02)


def log_of(server: Server) -> str:
    return "".join(log.read_text() for log in server.log_dir.glob("postgresql-*.log"))


def machine(data_dir: Path) -> list[object]:
    """What else of a machine a server could change: the way to its data, and the accounts."""
    modes = [(p, p.stat().st_mode, p.stat().st_uid) for p in (data_dir, *data_dir.parents)]
    return [*modes, Path("/etc/passwd").read_bytes(), Path("/etc/group").read_bytes()]
