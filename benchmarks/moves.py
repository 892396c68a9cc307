"""Activating and rolling back, one after the other: how long the pointer takes to move."""

from __future__ import annotations

import time
from uuid import uuid4

from benchmarks.load import in_order
from benchmarks.report import show_most
from benchmarks.saves import Client
from benchmarks.stage import Stage

MOVES = 200
MOST_MS = 50


def run(stage: Stage, rounds: int, seconds: float) -> None:
    """Each round moves a prompt of its own there and back; every move is committed."""
    took: dict[str, list[float]] = {"activate": [], "rollback": []}
    with stage.serve() as ours:
        client = Client(stage, ours)
        for _ in range(max(1, rounds // 3)):
            made = client.post("", {"name": uuid4().hex, "content": "The first"})
            path = f"/{made['id']}"
            client.post(f"{path}/versions", {"content": "The second"})
            for _ in range(MOVES):
                for act, body in (("activate", {"version": 2}), ("rollback", {})):
                    began = time.perf_counter()
                    client.post(f"{path}/{act}", body, 200)
                    took[act].append(time.perf_counter() - began)
    print("\nMoves of a pointer, 1 connection")
    for act, times in took.items():
        p50, _, p99 = in_order(times)
        print(f"  {act}: p50 {p50:.1f} ms")
        show_most(f"p99, {act}", p99, MOST_MS)
