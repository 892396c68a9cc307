"""Connections that notice a database which stands still, and a stack of them for single reads.

A server that was stopped, or whose packets are swallowed, refuses nothing and ends nothing: its
own timeouts stand still with it. So a statement that takes longer than a second asks for a second
opinion by connecting once more, and is given up if nobody answers that either. From then on one
thread at a time asks again and all others are refused at once, until somebody answers.
"""

from __future__ import annotations

import logging
import threading
from collections import defaultdict, deque
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager, nullcontext, suppress
from functools import partial
from time import monotonic
from typing import Any

import psycopg
from psycopg.errors import ConnectionTimeout, _WaitTimeout
from psycopg.rows import namedtuple_row
from psycopg.waiting import Ready
from sqlalchemy import Engine, NullPool, event

DOUBTFUL_S = 1.0
"""A statement that takes longer makes us doubt the server."""

DOUBTFUL_AGAIN_S = 0.2
"""The same while the server last stood still, so that `/ready` answers within 5 s under load."""

BELIEVED_S = 1.0
"""How long an answer, or none, is believed."""

PATIENCE_S = 20
"""The limit for any statement of a request: more than the server itself allows it."""

Connect = Callable[[], "PatientConnection"]

# The application's by its name, but the pool below speaks through it, as SQLAlchemy's pools do.
logging.getLogger(__name__).setLevel(logging.WARNING)


class StandsStill(psycopg.OperationalError):
    """The server accepts, and does not answer."""


class Pulse:
    """Whether one server answers."""

    def __init__(self) -> None:
        self.beats = True
        self.felt_at = 0.0
        self.feeling = threading.Lock()

    @property
    def is_fresh(self) -> bool:
        return monotonic() - self.felt_at < BELIEVED_S

    def connect(self, connect: Connect) -> PatientConnection:
        if self.beats:
            return self.feel(connect)
        if self.is_fresh or not self.feeling.acquire(blocking=False):
            raise StandsStill("The database stands still.")
        try:
            return self.feel(connect)
        finally:
            self.feeling.release()

    def feel(self, connect: Connect) -> PatientConnection:
        """A refusal is an answer too; only silence is none."""
        beats = True
        try:
            return connect()
        except ConnectionTimeout:
            beats = False
            raise
        finally:
            self.beats, self.felt_at = beats, monotonic()

    def still_beats(self, connect: Connect) -> bool:
        """Who comes while another thread asks takes that one's answer."""
        with self.feeling:
            if not self.is_fresh:
                with suppress(psycopg.OperationalError):
                    self.feel(connect).close()
            return self.beats


class PatientConnection(psycopg.Connection[Any]):
    """Waits for a server that is slow, up to a limit, and not for one that stands still."""

    pulse = Pulse()
    connect_again: Connect
    patience_s = float("inf")

    def wait(self, gen: Any, interval: float = 0.1, timeout: float | None = None) -> Any:
        if timeout is not None:
            return super().wait(gen, interval, timeout)
        began, waiting = monotonic(), gen
        while True:
            doubtful_s = DOUBTFUL_S if self.pulse.beats else DOUBTFUL_AGAIN_S
            try:
                return super().wait(waiting, interval, doubtful_s)
            except _WaitTimeout:
                waited = monotonic() - began
                if waited > self.patience_s or not self.pulse.still_beats(self.connect_again):
                    self.pgconn.finish()
                    raise StandsStill(f"No answer for {waited:.0f} seconds.") from None
                waiting = resumed(gen)


def resumed(gen: Any) -> Generator[Any, Any, Any]:
    """Goes on with what psycopg waited for before: a statement that is still being sent must be
    told that the server is not ready for more, and not nothing, as by `next`.
    """
    try:
        asked = gen.send(Ready.NONE)
        while True:
            asked = gen.send((yield asked))
    except StopIteration as end:
        return end.value


pulses: defaultdict[Any, Pulse] = defaultdict(Pulse)


@event.listens_for(Engine, "do_connect")
def connect_patiently(_: Any, __: Any, words: list[Any], options: dict[str, Any]) -> Any:
    """For engines whose `connect_args` name a `patience_s`; others wait as long as it takes."""
    patience_s = options.pop("patience_s", None)
    if patience_s is None:
        return None
    pulse = pulses[options.get("host"), options.get("port")]
    connect = partial(PatientConnection.connect, *words, **options)
    connection = pulse.connect(connect)
    connection.pulse, connection.connect_again = pulse, connect
    connection.patience_s = patience_s
    return connection


class ReadPool(NullPool):
    """For single round trips in autocommit, by as many connections as threads ever read at once.

    Nothing is asked of a connection that is taken and nothing done to one that is given back,
    which would cost more than the statement. One that fails takes all that are idle with it.
    """

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.idle: deque[psycopg.Connection[Any]] = deque()

    def fetch_row(self, statement: str, values: dict[str, Any]) -> Any:
        with self.lent() as connection:
            return connection.execute(statement, values).fetchone()

    def fetch_each(self, *asked: tuple[str, Any]) -> list[list[Any]]:
        """The rows of each of these statements, which are one transaction and one round trip."""
        with self.lent() as connection:
            cursors = [connection.cursor(binary=True, row_factory=namedtuple_row) for _ in asked]
            with connection.pipeline() if len(asked) > 1 else nullcontext():
                for cursor, each in zip(cursors, asked, strict=True):
                    cursor.execute(*each)
            return [cursor.fetchall() for cursor in cursors]

    @contextmanager
    def lent(self) -> Iterator[psycopg.Connection[Any]]:
        connection = self.take()
        try:
            yield connection
        except psycopg.OperationalError:
            connection.close()
            self.dispose()
            raise
        self.idle.append(connection)

    def take(self) -> psycopg.Connection[Any]:
        try:
            return self.idle.pop()
        except IndexError:
            pooled = self.connect()
            connection = pooled.driver_connection
            pooled.detach()
            return connection  # type: ignore[return-value]

    def dispose(self) -> None:
        with suppress(IndexError):
            while True:
                self.idle.pop().close()
