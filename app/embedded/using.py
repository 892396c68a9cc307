"""Using the server: each user holds a shared lock, so the last one knows that it is the last."""

from __future__ import annotations

import atexit
import fcntl
import os
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path

from app.embedded.locks import alone, open_lock, try_lock
from app.embedded.places import EmbeddedError, Server
from app.embedded.serving import PATIENCE_S, bring_up, stop

_held: dict[tuple[int, Server], ExitStack] = {}
_holding = threading.Lock()


@contextmanager
def running(data_dir: Path, *, durable: bool = True, tied: bool = False) -> Iterator[Server]:
    """A server that answers, started unless it runs already; stopped when nobody uses it.

    `durable=False` gives up surviving a power cut for speed. `tied` lets the server end with the
    thread that started it, even when that is killed. Both count for who starts it.
    """
    server = _server(data_dir)
    pid, lock = os.getpid(), open_lock(server.home / "users.lock")
    is_user = False
    try:
        with _turn(server):
            is_user = try_lock(lock, fcntl.LOCK_SH)
            bring_up(server, durable=durable, tied=tied)
        yield server
    finally:
        # A forked child inherits this lock, which is still its parent's to give back.
        if os.getpid() == pid:
            _leave(server, lock, is_user=is_user)


def hold(data_dir: Path, *, durable: bool = True) -> Server:
    """The same until this process exits; again in a forked child, which is a user of its own."""
    server = Server.of(data_dir)
    with _holding:
        key = (os.getpid(), server)
        if key not in _held:
            stack = ExitStack()
            stack.enter_context(running(data_dir, durable=durable))
            _held[key] = stack
            atexit.register(stack.close)
    return server


def ensure(data_dir: Path, *, durable: bool = True, tied: bool = False) -> bool:
    """For who uses a server that was killed: start it again. Says whether that was necessary."""
    server = _server(data_dir)
    with _turn(server):
        return bring_up(server, durable=durable, tied=tied)


def _server(data_dir: Path) -> Server:
    server = Server.of(data_dir)
    try:
        server.data_dir.mkdir(mode=0o755, parents=True, exist_ok=True)
        server.home.mkdir(mode=0o700, exist_ok=True)
        os.close(open_lock(server.home / "users.lock"))
    except OSError as error:
        raise EmbeddedError(
            f"{server.home} cannot be used ({error.strerror}): start as the user it belongs to,"
            " or set DATA_DIR to a directory of your own."
        ) from error
    return server


def _turn(server: Server) -> AbstractContextManager[None]:
    return alone(server.home / "turn.lock", PATIENCE_S)


def _leave(server: Server, lock: int, *, is_user: bool) -> None:
    try:
        # Who never had a turn does not wait for another.
        if is_user and server.home.exists():
            with _turn(server):
                if try_lock(lock, fcntl.LOCK_EX):
                    stop(server)
    finally:
        # Said aloud: closing alone would leave it with children that inherited it.
        fcntl.flock(lock, fcntl.LOCK_UN)
        os.close(lock)
