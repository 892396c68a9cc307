"""This checkout against another, in one run: `python -m benchmarks.revisions CHECKOUT`."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from benchmarks.fetch import PATH, cpu
from benchmarks.lists import LIST
from benchmarks.load import Target
from benchmarks.report import compare, show, show_most, show_ratio

LEAST, MOST_MS = 0.9, 60
CASES = {
    "fetch": PATH,
    "list": f"{LIST}?limit=50",
    "search": f"{LIST}?q=Case+0042,",
    "search, everything": f"{LIST}?q=assistant",
    "by tag": f"{LIST}?tag=team-07",
}
# Run by each checkout's own code, which fills and serves a registry until nobody reads on.
HOLD = """
import json, sys
from benchmarks.stage import stage
with stage({prompts}, 10) as filled, filled.serve() as ours:
    told = [ours.url, ours.pid, filled.postmaster, filled.headers]
    print(json.dumps(told), flush=True)
    sys.stdin.read()
"""


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.revisions", description=__doc__)
    parser.add_argument("other", help="the directory of another checkout")
    parser.add_argument("--rounds", type=int, default=6)
    parser.add_argument("--seconds", type=float, default=3)
    parser.add_argument("--prompts", type=int, default=10_000)
    given = parser.parse_args()
    with held(given.other, given.prompts) as other, held(os.getcwd(), given.prompts) as this:
        for case, path in CASES.items():
            targets = [target(other, f"{case}, before", path), target(this, f"{case}, now", path)]
            results = compare(targets, 1, given.rounds, given.seconds, rate=case == "fetch")
            show(f"{case}, 1 connection", results)
            before, now = results.values()
            if case == "fetch":
                show_ratio("rate, now to before", now.rate / before.rate, least=LEAST)
                show_ratio("CPU, before to now", cpu(before) / cpu(now), least=LEAST)
            else:
                show_most(f"p95, {case}", now.p95_ms, MOST_MS)


@contextmanager
def held(checkout: str, prompts: int) -> Iterator[list[Any]]:
    """Where a checkout serves its registry, its processes, and the headers to ask with."""
    command = [sys.executable, "-c", HOLD.format(prompts=prompts)]
    environment = os.environ | {"PYTHONPATH": checkout}
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen(command, cwd=checkout, env=environment, **pipes) as process:
        try:
            yield json.loads(process.stdout.readline())
        finally:
            process.stdin.close()


def target(held: list[Any], name: str, path: str) -> Target:
    url, pid, postmaster, headers = held
    return Target(name, url, (path,), pid, postmaster, headers)


if __name__ == "__main__":
    main()
