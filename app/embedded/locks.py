"""Locks that the kernel takes back from a process that dies, however it dies."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.embedded.places import EmbeddedError


def open_lock(path: Path) -> int:
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)


def try_lock(lock: int, kind: int) -> bool:
    """`kind` is `fcntl.LOCK_SH` or `fcntl.LOCK_EX`; a lock already held changes to it."""
    try:
        fcntl.flock(lock, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def is_free(path: Path) -> bool:
    lock = open_lock(path)
    try:
        return try_lock(lock, fcntl.LOCK_EX)
    finally:
        os.close(lock)


@contextmanager
def alone(path: Path, patience_s: float) -> Iterator[None]:
    """One process at a time, one thread at a time."""
    lock = open_lock(path)
    try:
        deadline = time.monotonic() + patience_s
        while not try_lock(lock, fcntl.LOCK_EX):
            if time.monotonic() > deadline:
                raise EmbeddedError(
                    f"Another process has been starting or stopping the database in {path.parent}"
                    f" for {patience_s:.0f} seconds: see the log there, end it, and try again."
                )
            time.sleep(0.02)
        yield
    finally:
        os.close(lock)
