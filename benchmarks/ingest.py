"""Batches of spans by OTLP, against decoding them and one COPY, and against other programs."""

from __future__ import annotations

import os
import statistics
import urllib.request
from collections import defaultdict
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from urllib.error import HTTPError

from benchmarks.batches import Batches
from benchmarks.peers import PEERS
from benchmarks.receivers import CONNECTIONS, Receiver, Round, take_in
from benchmarks.report import in_turn, show_most_ratio, show_ratio
from benchmarks.stage import Stage
from tests.databases import name_of

LEAST_RATE, MOST_CPU = 0.5, 2
LEAST_AHEAD, MOST_BYTES = 10, 0.6
BATCHES = 100
WORKERS = 2
"""Processes of either server: as many as the peers have by themselves."""


@dataclass(frozen=True)
class Figures:
    """Medians of the rounds; bytes are those of all rounds, as files grow by leaps."""

    rate: float
    server_us: float
    database_us: float
    disk: float
    wal: float

    @property
    def cpu_us(self) -> float:
        return self.server_us + self.database_us


def run(stage: Stage, rounds: int, seconds: float) -> None:
    """A round is as long as its batches take."""
    with ExitStack() as stack:
        ceiling = stack.enter_context(the_ceiling(stage))
        ours = stack.enter_context(promptside(stage))
        others = [stack.enter_context(PEERS[name](stage)) for name in stage.peers]
        results = measure(stage, [ceiling, ours, *others], rounds)
        show(results)
        ceil, own = results[ceiling.name], results[ours.name]
        show_ratio("rate, Promptside to ceiling", own.rate / ceil.rate, least=LEAST_RATE)
        show_most_ratio("CPU, Promptside to ceiling", own.cpu_us / ceil.cpu_us, most=MOST_CPU)
        if mlflow := results.get("MLflow"):
            show_ratio("rate, Promptside to MLflow", own.rate / mlflow.rate, least=LEAST_AHEAD)
            show_most_ratio("disk, Promptside to MLflow", own.disk / mlflow.disk, most=MOST_BYTES)
            show_most_ratio("WAL, Promptside to MLflow", own.wal / mlflow.wal, most=MOST_BYTES)


@contextmanager
def promptside(stage: Stage) -> Iterator[Receiver]:
    with stage.serve(workers=WORKERS) as program:

        def shows(trace_id: str) -> bool:
            address = f"{program.url}/api/traces/{trace_id}"
            try:
                with urllib.request.urlopen(urllib.request.Request(address, headers=stage.headers)):
                    return True
            except HTTPError as error:
                error.close()
                return False

        database = name_of(stage.settings)
        yield Receiver("Promptside", program, database, BATCHES, stage.headers, shows)


@contextmanager
def the_ceiling(stage: Stage) -> Iterator[Receiver]:
    with (
        stage.empty_database("ceiling") as url,
        stage.serve("benchmarks.ceiling:app", WORKERS, DATABASE_URL=url) as program,
    ):
        yield Receiver("Flask, decode and COPY", program, "ceiling", BATCHES)


def measure(stage: Stage, receivers: list[Receiver], rounds: int) -> dict[str, Figures]:
    batches = Batches()
    for receiver in receivers:
        take_in(stage, receiver, batches)
    seen: dict[str, list[Round]] = defaultdict(list)
    for receiver in in_turn(receivers, rounds):
        seen[receiver.name].append(take_in(stage, receiver, batches))
    return {receiver.name: figures_of(seen[receiver.name]) for receiver in receivers}


def figures_of(rounds: list[Round]) -> Figures:
    spans = sum(one.spans for one in rounds)
    return Figures(
        statistics.median(one.spans / one.seconds for one in rounds),
        statistics.median(one.server_s / one.spans * 1e6 for one in rounds),
        statistics.median(one.database_s / one.spans * 1e6 for one in rounds),
        sum(one.disk for one in rounds) / spans,
        sum(one.wal for one in rounds) / spans,
    )


def show(results: dict[str, Figures]) -> None:
    title = f"Ingest, batches of 100 spans, {CONNECTIONS} connections"
    print(f"\n{title}  (load average {os.getloadavg()[0]:.1f})")
    heads = f"{'spans/s':>9}{'CPU µs a span: server':>24}{'database':>10}"
    print(f"  {'':26}{heads}{'disk, B':>10}{'WAL, B':>9}")
    for name, one in results.items():
        cpu = f"{one.server_us:>24.0f}{one.database_us:>10.0f}"
        print(f"  {name:26}{one.rate:>9.0f}{cpu}{one.disk:>10.0f}{one.wal:>9.0f}")
