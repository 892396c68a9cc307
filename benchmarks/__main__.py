"""Measure, and print the ratios that docs/PERFORMANCE.md records."""

from __future__ import annotations

import argparse

from benchmarks import fetch, ingest, lists, moves, saves, sealing, size
from benchmarks.stage import stage

PARTS = {
    "fetch": fetch.run,
    "saves": saves.run,
    "sealing": sealing.run,
    "moves": moves.run,
    "lists": lists.run,
    "ingest": ingest.run,
    "size": size.run,
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="part", help=f"{', '.join(PARTS)}; else all")
    parser.add_argument("--rounds", type=int, default=6, help="of each target; medians are shown")
    parser.add_argument("--seconds", type=float, default=3, help="of each round")
    parser.add_argument("--prompts", type=int, default=10_000, help="with ten versions each")
    given = parser.parse_args()
    if unknown := set(given.parts) - set(PARTS):
        parser.error(f"there is no part {', '.join(sorted(unknown))}")
    print(f"Filling a registry with {given.prompts} prompts of 10 versions…", flush=True)
    with stage(given.prompts, 10) as filled:
        for part in given.parts or PARTS:
            PARTS[part](filled, given.rounds, given.seconds)


if __name__ == "__main__":
    main()
