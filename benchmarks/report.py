"""Rounds in turn, their medians, and how they are printed."""

from __future__ import annotations

import os
import statistics
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import TypeVar

from benchmarks.load import Measured, Target, drive

Each = TypeVar("Each")


def in_turn(each: Sequence[Each], rounds: int) -> Iterator[Each]:
    """A, B, B, A, …: what else the machine does falls on all alike."""
    for number in range(rounds):
        yield from each if number % 2 == 0 else reversed(each)


def compare(
    targets: list[Target], connections: int, rounds: int, seconds: float, *, rate: bool = False
) -> dict[str, Measured]:
    """Medians of rounds in turn."""
    for target in targets:
        drive(target, connections, 1, rate=rate)
    seen: dict[str, list[Measured]] = {target.name: [] for target in targets}
    for target in in_turn(targets, rounds):
        seen[target.name].append(drive(target, connections, seconds, rate=rate))
    return {name: median(measured) for name, measured in seen.items()}


def median(measured: list[Measured]) -> Measured:
    rows = [asdict(one) for one in measured]
    return Measured(**{name: statistics.median(row[name] for row in rows) for name in rows[0]})


def show(title: str, results: dict[str, Measured]) -> None:
    print(f"\n{title}  (load average {os.getloadavg()[0]:.1f})")
    heads = f"{'req/s':>8}{'p50 ms':>9}{'p95 ms':>9}{'p99 ms':>9}"
    print(f"  {'':34}{heads}{'CPU µs: server':>17}{'database':>10}")
    for name, one in results.items():
        times = "".join(f"{time:>9.2f}" for time in (one.p50_ms, one.p95_ms, one.p99_ms))
        times = times.replace("nan", "  –")  # wrk does not tell p95
        print(f"  {name:34}{one.rate:>8.0f}{times}{one.server_us:>17.0f}{one.database_us:>10.0f}")


def show_ratio(name: str, value: float, *, least: float) -> None:
    missed = "" if value >= least else "   NOT REACHED"
    print(f"  {name}: {value:.2f} (at least {least}){missed}", flush=True)


def show_most_ratio(name: str, value: float, *, most: float) -> None:
    missed = "" if value <= most else "   NOT REACHED"
    print(f"  {name}: {value:.2f} (at most {most}){missed}", flush=True)


def show_most(name: str, value_ms: float, most_ms: float) -> None:
    missed = "" if value_ms <= most_ms else "   NOT REACHED"
    print(f"  {name}: {value_ms:.1f} ms (at most {most_ms} ms){missed}", flush=True)


def steps(total: int, count: int) -> Iterator[int]:
    """`count` numbers spread over `range(total)`, in an order that favours none."""
    return ((number * 7919) % total for number in range(count))
