"""The processes that `flask up` looks after: start, prefix what they print, stop in order."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue
from threading import Thread
from types import FrameType
from typing import IO

PR_SET_PDEATHSIG = 1
libc = ctypes.CDLL(None)


@dataclass
class Child:
    """One process in a session of its own, so that the terminal's Ctrl-C reaches only us."""

    name: str
    command: list[str]
    directory: Path
    environ: Mapping[str, str]
    patience: float
    """Seconds between the polite end and the hard one."""
    process: subprocess.Popen[str] | None = None

    def start(self, ended: Callable[[Child, int], object]) -> None:
        """Start it; `ended` is told, from another thread, when it is over."""
        self.process = process = subprocess.Popen(  # noqa: S603
            self.command,
            cwd=self.directory,
            env={**os.environ, **self.environ},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            start_new_session=True,
            preexec_fn=follow_parent if sys.platform == "linux" else None,
        )
        Thread(target=repeat, args=(self.name, process.stdout), daemon=True).start()
        Thread(target=lambda: ended(self, process.wait()), daemon=True).start()

    def stop(self) -> None:
        """Ask it to finish, wait, and at last end it and whatever it has started."""
        if self.process is None:
            return
        self.process.terminate()
        try:
            self.process.wait(self.patience)
        except subprocess.TimeoutExpired:
            print(f"{self.name} did not finish within {self.patience:.0f} s and is ended.")
        self.kill()

    def kill(self) -> None:
        """The whole process group: a server that was killed may have left its workers."""
        if self.process is None:
            return
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            return
        self.process.wait()


def on_stop(act: Callable[[int, FrameType | None], object]) -> None:
    """Whoever asks us to end; nohup asks to outlive the terminal, which hangs up when it closes."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:
            signal.signal(number, act)


class ChildEnded(Exception):
    """One of the processes is over although nobody asked it to stop."""

    def __init__(self, child: Child, status: int) -> None:
        how = f"was ended by signal {-status}" if status < 0 else f"ended with code {status}"
        super().__init__(f"{child.name} {how}, so everything stops.")
        self.code = 128 - status if status < 0 else status or 1


Ended = SimpleQueue[tuple[Child, int]]


@contextmanager
def started(children: list[Child]) -> Iterator[Ended]:
    """Run them; whatever happens, stop them from the last to the first.

    While they finish, another Ctrl-C kills them.
    """
    ended: Ended = SimpleQueue()
    try:
        for child in children:
            child.start(lambda *child_and_status: ended.put(child_and_status))
        yield ended
    finally:
        on_stop(lambda *_: kill_all(children))
        for child in reversed(children):
            child.stop()


def kill_all(children: list[Child]) -> None:
    for child in children:
        child.kill()


def follow_parent() -> None:
    """In the child, on Linux: end too when whoever started us is killed outright."""
    libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def repeat(name: str, lines: IO[str] | None) -> None:
    """Print what a child says behind its name."""
    for line in lines or ():
        print(f"{name:<7}│ {line}", end="", flush=True)
