"""Waiting until what was started answers."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from queue import Empty
from urllib.error import URLError
from urllib.request import ProxyHandler, build_opener

import click
from sqlalchemy import text

from app.cli.children import ChildEnded, Ended
from app.db import db
from app.settings import Settings

LIMIT = 120
"""Seconds: a busy machine with a cold disk is slow, not broken."""

# Straight to our own processes, whatever proxy the environment names.
opener = build_opener(ProxyHandler({}))


def wait_until_ready(settings: Settings, ended: Ended) -> None:
    """Until API, worker and pages all answer; raise as soon as one of them is over."""
    since = database_time()
    api = local_url(settings.host, settings.api_port)
    pages = local_url(settings.host, settings.port)
    waiting: dict[str, Callable[[], bool]] = {
        "api": lambda: answers(f"{api}/ready"),
        "worker": lambda: worker_reports(since),
        "pages": lambda: answers(f"{pages}/sign-in"),
    }
    deadline = time.monotonic() + LIMIT
    while waiting := {name: ready for name, ready in waiting.items() if not ready()}:
        if time.monotonic() > deadline:
            late = " and ".join(waiting)
            raise click.ClickException(f"After {LIMIT} s there is no answer from {late}.")
        # The pause between two looks, ended early by whatever ends.
        with suppress(Empty):
            raise ChildEnded(*ended.get(timeout=0.2))


def local_url(host: str, port: int) -> str:
    """Where this machine itself reaches a server that listens on `host`."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def answers(url: str) -> bool:
    """A 2xx at the end of the redirects, in time."""
    try:
        with opener.open(url, timeout=5):
            return True
    except (URLError, OSError):
        return False


def database_time() -> datetime:
    """By the same clock as what workers report, which may not be this machine's."""
    moment: datetime = db.session.scalars(text("SELECT clock_timestamp()")).one()
    db.session.rollback()
    return moment


def worker_reports(since: datetime) -> bool:
    """A worker has shown itself in the queue's tables."""
    found = db.session.scalar(
        text("SELECT true FROM jobs.procrastinate_workers WHERE last_heartbeat > :since LIMIT 1"),
        {"since": since},
    )
    db.session.rollback()
    return found is not None
