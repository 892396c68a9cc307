"""Sixteen writers whose changes are audited, with a worker that seals them and without."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psycopg

from benchmarks.load import Measured
from benchmarks.report import median, show, show_most, show_ratio
from benchmarks.saves import WRITERS, save
from benchmarks.stage import Program, Stage
from tests.live import ROOT, environment_of, free_port, running

LEAST = 0.9
UNSEALED = (
    "SELECT count(*) FROM audit_events e"
    " WHERE NOT EXISTS (SELECT FROM audit_seals s WHERE s.event_id = e.id)"
)
LAG_MS = """
    SELECT extract(epoch FROM percentile_disc(0.99) WITHIN GROUP (ORDER BY sealed_at - created_at))
        * 1000
    FROM audit_events e JOIN audit_seals s ON s.event_id = e.id WHERE e.created_at > %s
"""
MOST_LAG_MS = 1000
WITH, WITHOUT = "with a worker that seals", "without"


def run(stage: Stage, rounds: int, seconds: float) -> None:
    """Each of a round's saves is an event; without a worker they wait for the next one."""
    cases: dict[str, Callable[[Program], Measured]] = {
        WITHOUT: lambda ours: save(stage, ours, WRITERS),
        WITH: lambda ours: sealed(stage, ours, lags),
    }
    seen: dict[str, list[Measured]] = defaultdict(list)
    lags: list[float] = []
    with stage.serve() as ours:
        cases[WITHOUT](ours)
        for number in range(rounds):
            for case in list(cases) if number % 2 == 0 else list(cases)[::-1]:
                seen[case].append(cases[case](ours))
    results = {case: median(seen[case]) for case in cases}
    show(f"{WRITERS} writers, a prompt for each", results)
    show_ratio("rate, sealed to not", results[WITH].rate / results[WITHOUT].rate, least=LEAST)
    lag_ms = statistics.median(lags)
    show_most("p99, from an event to its seal, the commit included", lag_ms, MOST_LAG_MS)


def sealed(stage: Stage, ours: Program, lags: list[float]) -> Measured:
    """Measured once the worker has caught up with what was there; afterwards all is sealed."""
    with worker(stage) as process, as_owner(stage) as connection:
        wait_until_sealed(connection, process)
        began = connection.execute("SELECT now()").fetchone()
        measured = save(stage, ours, WRITERS)
        wait_until_sealed(connection, process)
        lags.extend(map(float, connection.execute(LAG_MS, began).fetchone() or ()))
    return measured


@contextmanager
def worker(stage: Stage) -> Iterator[subprocess.Popen[bytes]]:
    """One that has begun to seal: then it tells the heads."""
    port = free_port()
    log = stage.directory / f"{port}.log"
    command = [sys.executable, "-m", "flask", "worker"]
    environment = environment_of(stage.settings, port)
    with log.open("wb") as out, running(command, environment, out, ROOT) as process:
        while "audit head" not in log.read_text():
            go_on(process)
        yield process


def go_on(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is not None:
        raise RuntimeError("the worker ended")
    time.sleep(0.2)


def as_owner(stage: Stage) -> psycopg.Connection:
    url = (stage.settings.database_owner_url or "").replace("postgresql+psycopg", "postgresql")
    return psycopg.connect(url, autocommit=True)


def wait_until_sealed(connection: psycopg.Connection, process: subprocess.Popen[bytes]) -> None:
    while connection.execute(UNSEALED).fetchone() != (0,):
        go_on(process)
