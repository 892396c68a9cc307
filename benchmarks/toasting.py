"""Ways to keep what is long in a span, in one run: `python -m benchmarks.toasting`.

Each way is that of a day of its own, into which batches are sent as if their spans were of then.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import psycopg

from benchmarks.batches import SPANS, Batches
from benchmarks.ingest import figures_of, promptside, show
from benchmarks.receivers import Receiver, Round, send, take_in
from benchmarks.report import in_turn
from benchmarks.stage import Stage, stage
from tests.databases import name_of

BATCHES = 50
SCANS = 11
LONG = ("input", "output", "attributes")
INLINE = ", ".join(f"ALTER COLUMN {name} SET STORAGE MAIN" for name in LONG)
WAYS = {
    "the server's own": "",
    "toast_tuple_target 512": "SET (toast_tuple_target = 512)",
    "toast_tuple_target 256": "SET (toast_tuple_target = 256)",
    "512, in the row": f"SET (toast_tuple_target = 512), {INLINE}",
}
CHARACTERS = (700, 5_000)
"""Of the longest message."""


@dataclass(frozen=True)
class Day:
    """Of spans that are all kept in one way; today and yesterday are left alone."""

    name: str
    ago: int
    batches: Batches

    @property
    def table(self) -> str:
        return f"days.spans_{datetime.now(UTC) - timedelta(days=self.ago):%Y%m%d}"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.toasting", description=__doc__)
    parser.add_argument("--rounds", type=int, default=4, help="of each way; medians are shown")
    given = parser.parse_args()
    with stage(100, 10) as filled, promptside(filled) as ours:
        for number, characters in enumerate(CHARACTERS):
            first = 2 + number * len(WAYS)
            days = [
                Day(name, ago, Batches(characters, timedelta(days=ago)))
                for ago, name in enumerate(WAYS, start=first)
            ]
            size = len(days[0].batches.make().body) / SPANS
            print(f"\nSpans of {size:.0f} B as they are sent")
            measure(filled, replace(ours, batches=BATCHES), days, given.rounds)


def measure(stage: Stage, ours: Receiver, days: list[Day], rounds: int) -> None:
    with stage.server.connect("postgres", name_of(stage.settings)) as connection:
        for day in days:
            make(connection, ours, day)
        seen: dict[str, list[Round]] = defaultdict(list)
        for day in in_turn(days, rounds):
            seen[day.name].append(take_in(stage, ours, day.batches))
        show({name: figures_of(each) for name, each in seen.items()})
        scan(connection, days)


def make(connection: psycopg.Connection, ours: Receiver, day: Day) -> None:
    """A day that is past gets its table once there are spans of it."""
    send(ours, iter([day.batches.make()]))
    connection.execute("SELECT make_span_days(7)")
    if WAYS[day.name]:
        connection.execute(f"ALTER TABLE {day.table} {WAYS[day.name]}")


def scan(connection: psycopg.Connection, days: list[Day]) -> None:
    took: dict[str, list[float]] = defaultdict(list)
    for day in days:
        connection.execute(f"VACUUM ANALYZE {day.table}")
    for day in in_turn(days, SCANS):
        began = time.perf_counter()
        connection.execute(f"SELECT sum(latency_ms), sum(total_tokens) FROM {day.table}")
        took[day.name].append(time.perf_counter() - began)
    print("  Two numbers of each span of the day, summed up")
    for name, times in took.items():
        print(f"  {name:26}{statistics.median(times) * 1000:>9.1f} ms", flush=True)


if __name__ == "__main__":
    main()
