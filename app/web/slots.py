"""How many requests of a process may wait for something to happen, so that others are answered.

Whoever waits keeps a thread: a quarter of them may, and at least two.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from time import monotonic

from flask import Flask, current_app

from app.errors import Unavailable
from app.settings import Settings

LONGEST_S = 55
"""Shorter than the minute after which proxies give up."""
GONE_AFTER_S = LONGEST_S + 10
"""A slot that was not given back by then, as its request was lost, is free again."""
AGAIN_AFTER_S = 2


class TooManyWait(Unavailable):
    """Every thread that may wait does."""


class Slots:
    """Each is known by a number, and until when it is taken at the latest."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.taken: dict[int, float] = {}
        self.last = 0
        self.lock = threading.Lock()

    def take(self) -> Callable[[], None]:
        """What gives the slot back; once is enough, and twice does no harm."""
        with self.lock:
            moment = monotonic()
            self.taken = {slot: end for slot, end in self.taken.items() if end > moment}
            if len(self.taken) >= self.most:
                raise TooManyWait(
                    "As many requests wait here as may; ask again without `wait`, or in a moment.",
                    retry_after=AGAIN_AFTER_S,
                )
            self.last += 1
            self.taken[self.last] = moment + GONE_AFTER_S
            return partial(self.give_back, self.last)

    def give_back(self, slot: int) -> None:
        with self.lock:
            self.taken.pop(slot, None)


def init_app(app: Flask, settings: Settings) -> None:
    app.extensions["slots"] = Slots(max(2, settings.web_threads // 4))


def slots() -> Slots:
    found: Slots = current_app.extensions["slots"]
    return found


@contextmanager
def slot_for(seconds: int) -> Iterator[None]:
    """Held while it is waited; who does not wait needs none."""
    if not seconds:
        yield
        return
    give_back = slots().take()
    try:
        yield
    finally:
        give_back()
