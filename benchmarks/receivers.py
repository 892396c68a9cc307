"""Programs that take spans in, and what it costs them until everything sent can be read."""

from __future__ import annotations

import http.client
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import psycopg

from benchmarks.batches import SPANS, Batch, Batches
from benchmarks.load import cpu_of
from benchmarks.stage import Program, Stage

CONNECTIONS = 4
LOOK_EVERY_S = 0.05
PATIENCE_S = 300


@dataclass(frozen=True)
class Receiver:
    """A program with a database of its own on the stage's server, and a table `spans` in it."""

    name: str
    program: Program
    database: str
    batches: int
    """In one round: what is slow gets few."""
    headers: dict[str, str] = field(default_factory=dict)
    shows: Callable[[str], bool] = lambda trace_id: True
    """Whether its API answers with the trace of this id."""


@dataclass(frozen=True)
class Round:
    spans: int
    seconds: float
    server_s: float
    database_s: float
    disk: int
    wal: int


@dataclass(frozen=True)
class Mark:
    """Where the clock and the costs stand."""

    at: float
    server_s: float
    database_s: float
    wal: int


def take_in(stage: Stage, receiver: Receiver, batches: Batches) -> Round:
    """Send a round's batches; it ends when all spans are in the table and the last trace shows."""
    with stage.server.connect("postgres", receiver.database) as connection:
        before, size = count(connection), size_of(connection)
        wanted = before + receiver.batches * SPANS
        began = mark(stage, receiver, connection)
        last = send(receiver, (batches.make() for _ in range(receiver.batches)))
        ended = wait_for(stage, receiver, connection, wanted, last)
        return Round(
            wanted - before,
            ended.at - began.at,
            ended.server_s - began.server_s,
            ended.database_s - began.database_s,
            size_of(connection) - size,
            ended.wal - began.wal,
        )


def send(receiver: Receiver, batches: Iterator[Batch]) -> str:
    """By connections that are kept; the trace that was sent last. Every batch must be taken."""
    turn = threading.Lock()
    last = ""

    def post_all() -> None:
        nonlocal last
        connection = http.client.HTTPConnection(urlsplit(receiver.program.url).netloc, timeout=60)
        while True:
            with turn:
                batch = next(batches, None)
                if batch is None:
                    return
                last = batch.trace_id
            post(connection, receiver, batch)

    with ThreadPoolExecutor(CONNECTIONS) as pool:
        sending = [pool.submit(post_all) for _ in range(CONNECTIONS)]
    for future in sending:
        future.result()
    return last


def post(connection: http.client.HTTPConnection, receiver: Receiver, batch: Batch) -> None:
    headers = receiver.headers | {"Content-Type": "application/x-protobuf"}
    connection.request("POST", "/v1/traces", batch.body, headers)
    answer = connection.getresponse()
    told = answer.read()
    if answer.status != 200:
        raise RuntimeError(f"{receiver.name} answered {answer.status} {told[:300]!r}")


def wait_for(
    stage: Stage, receiver: Receiver, connection: psycopg.Connection, wanted: int, last: str
) -> Mark:
    """As things stood before the look that found everything, so that looking is not counted."""
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        is_shown = receiver.shows(last)
        found = mark(stage, receiver, connection)
        if count(connection) >= wanted and is_shown:
            return found
        time.sleep(LOOK_EVERY_S)
    raise RuntimeError(f"{receiver.name} has lost {wanted - count(connection)} spans")


def mark(stage: Stage, receiver: Receiver, connection: psycopg.Connection) -> Mark:
    wal = ask(connection, "SELECT pg_current_wal_lsn() - '0/0'::pg_lsn")
    return Mark(
        time.perf_counter(), cpu_of(receiver.program.pid), cpu_of(stage.postmaster), int(wal)
    )


def count(connection: psycopg.Connection) -> int:
    return ask(connection, "SELECT count(*) FROM spans")


def size_of(connection: psycopg.Connection) -> int:
    return ask(connection, "SELECT pg_database_size(current_database())")


def ask(connection: psycopg.Connection, statement: str) -> int:
    row = connection.execute(statement).fetchone()
    assert row
    return row[0]
