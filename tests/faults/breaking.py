"""Ways to hurt a server, and to wait until somebody has recovered from it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psutil

from app import embedded
from app.db import db
from tests.databases import TestServer
from tests.live import LiveApi


def postmaster(server: TestServer) -> psutil.Process:
    pid_file = server.server.cluster / "postmaster.pid"
    return psutil.Process(int(pid_file.read_text().split()[0]))


def kill_database(server: TestServer) -> None:
    """As a crash would: nothing is flushed, nobody is told."""
    db.session.remove()  # the test's own, which would later find itself cut off
    postmaster(server).kill()


def restart_database(server: TestServer) -> None:
    embedded.ensure(server.data_dir, tied=True)


def kill_worker(api: LiveApi) -> None:
    """The process that answers, in the middle of whatever it does."""
    worker_of(api).kill()


def wait_out_crash_loop(api: LiveApi) -> None:
    """The server program gives up when a worker ends within 5.5 s of having been brought back."""
    seconds_until(lambda: time.time() - worker_of(api).create_time() > 6, 12)


def worker_of(api: LiveApi) -> psutil.Process:
    (worker,) = psutil.Process(api.process.pid).children()
    return worker


@contextmanager
def standing_still(server: TestServer) -> Iterator[None]:
    """It accepts connections, by the kernel's hand, and answers nothing."""
    top = postmaster(server)
    stopped = [top, *top.children()]
    for process in stopped:
        process.suspend()
    try:
        yield
    finally:
        for process in stopped:
            process.resume()


def seconds_until(condition: Callable[[], bool], limit: float) -> float:
    began = time.monotonic()
    while not condition():
        assert time.monotonic() - began < limit
        time.sleep(0.02)
    return time.monotonic() - began
