"""How many requests of a kind are answered at once, so that others find a thread free."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from app.errors import Unavailable

PATIENCE_S = 2.0


class TooManyAtOnce(Unavailable):
    """This process does as much of it as it takes on."""


class Crowd:
    """At most `most` at once; as many again wait for a moment, and read nothing meanwhile."""

    def __init__(self, most: int) -> None:
        self.places = threading.BoundedSemaphore(most)
        self.waiting = threading.BoundedSemaphore(2 * most)

    @contextmanager
    def entered(self) -> Iterator[None]:
        if not self.waiting.acquire(blocking=False):
            raise too_many()
        try:
            if not self.places.acquire(timeout=PATIENCE_S):
                raise too_many()
            try:
                yield
            finally:
                self.places.release()
        finally:
            self.waiting.release()


def too_many() -> TooManyAtOnce:
    return TooManyAtOnce("Too much is being taken in at this moment; send it again.", retry_after=1)
