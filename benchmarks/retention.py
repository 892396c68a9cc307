"""Deleting ten million old rows: memory, transactions, and how reads fare meanwhile."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

import psutil
import psycopg
from sqlalchemy import event

from app import create_app
from app.db import db, transaction
from app.services import retention
from app.services.access import projects
from benchmarks.load import Measured, Target, drive
from benchmarks.report import median, show, show_most, show_most_ratio
from benchmarks.seeding import name_of
from benchmarks.stage import Program, Stage
from benchmarks.tracing import plant_traces
from tests.conftest import dispose
from tests.factories.access import make_project, the_system
from tests.factories.traces import make_span
from tests.live import ROOT, environment_of, free_port

DAYS, SPANS_A_DAY, TRACES_A_DAY = 8, 1_000_000, 250_000
KEPT_DAYS, OLDEST = 10, 20
GROWTH_MB, LONGEST_S, SLOWER = 100, 1.0, 2.0
LOOK_EVERY_S = 0.02

SPANS = """
INSERT INTO spans (project_id, trace_id, span_id, started_at, ended_at, latency_ms, is_clamped,
                   kind, level, name, environment, input)
SELECT %(project)s, md5(%(day)s || '/' || n / 4)::uuid, decode(left(md5(n::text), 16), 'hex'),
       %(at)s + n * interval '80 ms', %(at)s + n * interval '80 ms', 1, false, 'generation',
       'default', 'chat', 'default', convert_to(to_json(repeat(md5(n::text), 8))::text, 'UTF8')
FROM generate_series(0, %(spans)s::integer - 1) n
"""
TRACES = """
INSERT INTO traces (project_id, trace_id, started_at, ended_at, input_tokens, output_tokens,
                    total_tokens, span_count, error_count, name, name_rank, environment, tags,
                    models, facets, updated_at, origins)
SELECT %(project)s, md5(%(day)s || '/' || n)::uuid, %(at)s + n * interval '320 ms',
       %(at)s + n * interval '320 ms', 0, 0, 0, 4, 0, 'chat', 0, 'default', '{}', '{}',
       ARRAY['kind:generation'], now(), '{}'
FROM generate_series(0, %(traces)s::integer - 1) n
"""


@dataclass
class Deleting:
    """A process that deletes, and how large it has been since its first rows were gone."""

    process: psutil.Popen
    sizes_mb: list[float] = field(default_factory=list)

    def watch(self) -> None:
        while self.process.poll() is None:
            self.sizes_mb.append(self.process.memory_info().rss / 2**20)
            time.sleep(LOOK_EVERY_S)


def run(stage: Stage, rounds: int, seconds: float) -> None:
    """Reads in turn without and with a process that deletes, which is killed after each round;
    then all that is left.
    """
    plant(stage)
    print(f"\n{left(stage):,} rows are older than their project keeps", flush=True)
    grown_mb = 0.0
    with stage.serve() as ours:
        for target in targets(stage, ours):
            drive(target, 1, 1)
        seen: dict[tuple[str, bool], list[Measured]] = {}
        for number in range(rounds):
            for busy in (number % 2 == 1, number % 2 == 0):
                with deleting(stage) if busy else idle() as process:
                    for target in targets(stage, ours):
                        measured = drive(target, 1, seconds)
                        seen.setdefault((target.name, busy), []).append(measured)
                if process:
                    grown_mb = max(grown_mb, max(process.sizes_mb) - process.sizes_mb[0])
        names = {busy: "while rows go" if busy else "else" for busy in (False, True)}
        results = {f"{name}, {names[busy]}": median(each) for (name, busy), each in seen.items()}
        show("Reads, 1 connection", dict(sorted(results.items())))
        for target in targets(stage, ours):
            with_, without = (results[f"{target.name}, {names[busy]}"] for busy in (True, False))
            ratio = with_.p99_ms / without.p99_ms
            show_most_ratio(f"p99, {target.name}, while rows go", ratio, most=SLOWER)
    finish(stage)
    print(f"  a process grew by {grown_mb:.0f} MB (at most {GROWTH_MB})", flush=True)


def plant(stage: Stage) -> None:
    """A day's table stays, as another project keeps something of each."""
    project_id = stage.seed.project_id
    midnight = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    days = [midnight - timedelta(days=OLDEST - number) for number in range(DAYS)]
    app = create_app(stage.settings)
    with app.app_context():
        there = make_project("keeps-all")
        for day in days:
            make_span(there, started_at=day)
        with transaction():
            projects.update_project(the_system(), project_id, retention_days=KEPT_DAYS)
    dispose(app)
    owner_url = stage.settings.database_owner_url or ""
    plant_traces(owner_url, project_id, traces=20_000, days=KEPT_DAYS - 1, long=1_000)
    sizes = {"spans": SPANS_A_DAY, "traces": TRACES_A_DAY}
    with owner(stage) as connection:
        for day in days:
            asked = {"project": project_id, "at": day, "day": f"{day:%j}", **sizes}
            connection.execute(SPANS, asked)
            connection.execute(TRACES, asked)
        connection.execute("SELECT make_span_days(7)")
        connection.execute("VACUUM ANALYZE spans, traces")


@contextmanager
def owner(stage: Stage) -> Iterator[psycopg.Connection]:
    url = (stage.settings.database_owner_url or "").replace("postgresql+psycopg", "postgresql")
    with psycopg.connect(url, autocommit=True) as connection:
        yield connection


def left(stage: Stage) -> int:
    with owner(stage) as connection:
        row = connection.execute(
            "SELECT (SELECT count(*) FROM spans s WHERE s.project_id = %(project)s"
            " AND s.started_at < %(until)s) + (SELECT count(*) FROM traces t"
            " WHERE t.project_id = %(project)s AND t.started_at < %(until)s)",
            {
                "project": stage.seed.project_id,
                "until": datetime.now(UTC) - timedelta(days=KEPT_DAYS + 1),
            },
        ).fetchone()
    assert row
    return row[0]


def deleted(stage: Stage) -> int:
    """Rows of spans that are gone, as the server has counted them: soon after."""
    with owner(stage) as connection:
        row = connection.execute(
            "SELECT sum(n_tup_del)::bigint FROM pg_stat_all_tables WHERE schemaname = 'days'"
        ).fetchone()
    assert row
    return row[0]


def targets(stage: Stage, ours: Program) -> list[Target]:
    names = [f"/api/prompts/by-name/{quote(name_of(number))}" for number in range(100)]
    return [
        stage.target("fetch by name", ours, *names),
        stage.target("list of traces", ours, "/api/traces", "/api/traces?model=model-1"),
        stage.target("sums by prompt", ours, "/api/usage?by=prompt"),
    ]


@contextmanager
def deleting(stage: Stage) -> Iterator[Deleting]:
    """Killed afterwards, in the middle of something."""
    before = deleted(stage)
    command = [sys.executable, "-m", "flask", "retention"]
    environment = environment_of(stage.settings, free_port())
    process = psutil.Popen(command, env=environment, cwd=ROOT, stdout=subprocess.DEVNULL)
    while deleted(stage) == before:
        assert process.poll() is None
        time.sleep(LOOK_EVERY_S)
    found = Deleting(process)
    watching = threading.Thread(target=found.watch)
    watching.start()
    try:
        yield found
        assert process.poll() is None, "there was too little to delete"
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()
        watching.join()


@contextmanager
def idle() -> Iterator[None]:
    yield None


def finish(stage: Stage) -> None:
    """What is left goes in this process, which hears how long each transaction takes."""
    began: list[float] = []
    took: list[float] = []
    app = create_app(stage.settings)
    with app.app_context():
        event.listen(db.engine, "begin", lambda _: began.append(time.monotonic()))
        event.listen(db.engine, "commit", lambda _: took.append(time.monotonic() - began.pop()))
        start, rows = time.monotonic(), left(stage)
        for _ in retention.apply_retention():
            pass
        seconds = time.monotonic() - start
    dispose(app)
    print(f"  {rows:,} rows in {seconds:.0f} s, {len(took)} transactions; {left(stage)} left")
    show_most("the longest transaction", max(took) * 1000, LONGEST_S * 1000)
