"""A million spans in 200,000 traces: lists, a long trace, sessions, sums and the panel."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from functools import partial
from urllib.parse import urlsplit

from benchmarks import trace_cases
from benchmarks.lists import ADMIN_MS
from benchmarks.load import Target, in_order, read_answer, request_of
from benchmarks.report import compare, show, show_most
from benchmarks.stage import Program, Stage
from benchmarks.sums import add_up, check_sums
from benchmarks.trace_cases import Cases
from benchmarks.tracing import plant_traces

TRACES, SPANS, DAYS, LONG = 200_000, 5, 30, 1_000
LIST_MS, TRACE_MS, DASHBOARD_MS = 100, 200, 150


def run(stage: Stage, rounds: int, seconds: float) -> None:
    print(f"\nPlanting {TRACES:,} traces of {SPANS} spans over {DAYS} days…", flush=True)
    owner_url, project_id = stage.settings.database_owner_url or "", stage.seed.project_id
    assert project_id
    plant_traces(owner_url, project_id, traces=TRACES, spans=SPANS, days=DAYS, long=LONG)
    add_up(stage)
    check_sums(stage)
    with stage.serve() as ours:
        for title, targets, most_ms in parts(stage, ours):
            results = compare(targets, 1, rounds, seconds)
            show(f"{title}, 1 connection", results)
            for name, measured in results.items():
                show_most(f"p95, {name}", measured.p95_ms, most_ms)
        for name, paths in (trace_cases.dashboard() | trace_cases.usage_tab()).items():
            p50, p95, _ = at_once(stage.target(name, ours, *paths), rounds * seconds)
            show_most(f"all at once, {name}: p50 {p50:.1f} ms, p95", p95, DASHBOARD_MS)


def parts(stage: Stage, ours: Program) -> list[tuple[str, list[Target], int]]:
    api, panel = partial(targets, stage.target, ours), partial(targets, stage.panel_target, ours)
    return [
        ("Lists of traces", api(trace_cases.lists()), LIST_MS),
        ("Sessions", api(trace_cases.sessions()), LIST_MS),
        ("A trace of 1,000 spans", api(trace_cases.long_trace()), TRACE_MS),
        ("Usage of 30 days", api(trace_cases.usage()), DASHBOARD_MS),
        ("The panel", panel(trace_cases.panel(str(stage.seed.project_id))), ADMIN_MS),
    ]


def targets(make: Callable[..., Target], ours: Program, cases: Cases) -> list[Target]:
    return [make(name, ours, *paths) for name, paths in cases.items()]


def at_once(target: Target, seconds: float) -> tuple[float, float, float]:
    """Until the last of a page's requests is answered, each over a connection of its own."""
    took: list[float] = []
    with ExitStack() as stack, ThreadPoolExecutor(len(target.paths)) as pool:
        address = urlsplit(target.url)
        opened = [
            stack.enter_context(socket.create_connection((address.hostname, address.port)))
            for _ in target.paths
        ]

        def ask(connection: socket.socket, path: str) -> None:
            connection.sendall(request_of(target, path))
            read_answer(connection, target.name)

        until = time.perf_counter() + seconds
        while (began := time.perf_counter()) < until:
            list(pool.map(ask, opened, target.paths))
            took.append(time.perf_counter() - began)
    return in_order(took)
