"""Measure, and print the ratios that docs/PERFORMANCE.md records."""

from __future__ import annotations

import argparse
from pathlib import Path

from benchmarks import (
    experiments,
    fetch,
    ingest,
    lists,
    moves,
    retention,
    saves,
    sealing,
    size,
    trace_list,
    trace_page,
    traces,
)
from benchmarks.peers import PEERS
from benchmarks.stage import stage

PARTS = {
    "fetch": fetch.run,
    "saves": saves.run,
    "sealing": sealing.run,
    "moves": moves.run,
    "lists": lists.run,
    "ingest": ingest.run,
    "trace-list": trace_list.run,
    "trace-page": trace_page.run,
    "size": size.run,
    "traces": traces.run,
    "experiments": experiments.run,
    "retention": retention.run,
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="part", help=f"{', '.join(PARTS)}; else all")
    parser.add_argument("--rounds", type=int, default=6, help="of each target; medians are shown")
    parser.add_argument("--seconds", type=float, default=3, help="of each round")
    parser.add_argument("--prompts", type=int, default=10_000, help="with ten versions each")
    for peer in PEERS:
        parser.add_argument(f"--{peer}", type=Path, metavar="VENV", help="measure it as well")
    given = parser.parse_args()
    if unknown := set(given.parts) - set(PARTS):
        parser.error(f"there is no part {', '.join(sorted(unknown))}")
    peers = {peer: venv.resolve() for peer in PEERS if (venv := vars(given)[peer])}
    print(f"Filling a registry with {given.prompts} prompts of 10 versions…", flush=True)
    with stage(given.prompts, 10, peers) as filled:
        for part in given.parts or PARTS:
            PARTS[part](filled, given.rounds, given.seconds)


if __name__ == "__main__":
    main()
