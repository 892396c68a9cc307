"""Programs that use the registry at the same time, and note what they saw."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.client import HTTPException
from typing import Any

from tests.faults.history import OK, REFUSED, UNKNOWN, Call, Read
from tests.live import Answer, LiveApi

NO_ANSWER = (OSError, HTTPException)


def try_call(api: LiveApi, *request: Any) -> Answer | None:
    """None if the connection broke: then nobody knows whether it was carried out."""
    try:
        return api.call(*request)
    except NO_ANSWER:
        return None


@dataclass
class Notes:
    """What all clients saw."""

    calls: list[Call] = field(default_factory=list)
    reads: list[Read] = field(default_factory=list)
    statuses: list[int | None] = field(default_factory=list)
    is_broken: bool = False
    grown: threading.Condition = field(default_factory=threading.Condition)

    def note(self, token: str, began: float, answer: Answer | None, **seen: Any) -> None:
        status = answer.status if answer else None
        outcome = UNKNOWN
        if status is not None and status < 500:
            outcome = OK if status < 300 else REFUSED
        call = Call(token, began, time.monotonic(), outcome, **seen)
        with self.grown:
            self.calls.append(call)
            self.statuses.append(status)
            self.grown.notify_all()

    def wait_for(self, answered: int, limit: float = 120) -> None:
        """Until so many calls have been answered with success, or a client failed."""
        with self.grown:
            enough = self.grown.wait_for(lambda: self.answered >= answered or self.is_broken, limit)
            assert enough, self.statuses

    @property
    def answered(self) -> int:
        return sum(call.outcome == OK for call in self.calls)


def all_at_once(
    notes: Notes, clients: int, run: Callable[[int], None], meanwhile: Callable[[], None]
) -> None:
    """Each client in a thread of its own; what one of them raises is raised here."""

    def noted(number: int) -> None:
        try:
            run(number)
        except BaseException:
            with notes.grown:
                notes.is_broken = True
                notes.grown.notify_all()
            raise

    with ThreadPoolExecutor(clients) as pool:
        running = [pool.submit(noted, number) for number in range(clients)]
        try:
            meanwhile()
        finally:
            for client in running:
                client.result()
