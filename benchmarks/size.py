"""How long the server takes to its first answer, and how much memory it then holds."""

from __future__ import annotations

import statistics
import time
from dataclasses import dataclass

import psutil

from benchmarks.fetch import PATH
from benchmarks.load import drive
from benchmarks.stage import Stage

PROGRAMS = {"Flask, one SELECT": "benchmarks.reference:app", "Promptside": "wsgi:app"}


@dataclass(frozen=True)
class Size:
    start_s: float
    idle_mib: float
    loaded_mib: float


def run(stage: Stage, rounds: int, seconds: float) -> None:
    print(f"\nStart and memory  {'first answer':>33}{'PSS idle':>12}{'after load':>12}")
    for name, wsgi in PROGRAMS.items():
        sizes = [measure(stage, wsgi, seconds) for _ in range(max(1, rounds // 3))]
        start, idle, loaded = (
            statistics.median(getattr(size, field) for size in sizes)
            for field in ("start_s", "idle_mib", "loaded_mib")
        )
        print(f"  {name:34}{start:>13.1f} s{idle:>8.0f} MiB{loaded:>8.0f} MiB", flush=True)


def measure(stage: Stage, wsgi: str, seconds: float) -> Size:
    began = time.perf_counter()
    with stage.serve(wsgi, VERSION_ID=stage.active_version) as program:
        start, idle = time.perf_counter() - began, memory_of(program.pid)
        path = PATH if wsgi == "wsgi:app" else "/version"
        drive(stage.target(wsgi, program, path), 8, seconds)
        return Size(start, idle, memory_of(program.pid))


def memory_of(pid: int) -> float:
    """MiB of a process and all below it; what they share is counted once."""
    top = psutil.Process(pid)
    processes = [top, *top.children(recursive=True)]
    return sum(process.memory_full_info().pss for process in processes) / 2**20
