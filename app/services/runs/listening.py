"""Listening to a call: its pieces are told on, and whoever cancels the run is heard."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import SQLAlchemyError

from app.db import db, now, transaction
from app.errors import DomainError
from app.models import RunPiece
from app.otlp.bounds import clean
from app.providers import ProviderFailed
from app.services.runs.calls import Call, End
from app.services.runs.claiming import LEASE, Attempt, ask, renew
from app.wall import act_in

TOGETHER_S = 0.1
"""Pieces that come within this time are written as one."""
PATIENCE_S = 0.5
"""So often somebody asks whether to go on, if nothing is said."""
RENEWED_EVERY_S = LEASE.total_seconds() / 3
GRACE_S = 5.0
"""A provider keeps its time limit by itself; after this it is not waited for."""


@dataclass(frozen=True)
class Cancelled:
    """Somebody did; this much had been said."""

    text: str


@dataclass(frozen=True)
class Stopped:
    """The worker is to end."""


@dataclass(frozen=True)
class Lost:
    """Another worker is at it, or the database was away for so long that one may be."""


def listen(attempt: Attempt, call: Call, stop: threading.Event) -> End | Cancelled | Stopped | Lost:
    """Until the end of the call, or of the wish for it."""
    teller = Teller(attempt)
    deadline = time.monotonic() + attempt.endpoint.timeout_s + GRACE_S
    while True:
        said, how = call.hear(PATIENCE_S, TOGETHER_S)
        if how is not None:
            return how
        if stop.is_set():
            return Stopped()
        if (wish := teller.tell(clean(said))) is not None:
            return wish
        if time.monotonic() > deadline:
            return ProviderFailed("timeout", "The time limit passed: set a longer one.")


@dataclass
class Teller:
    """Writes pieces, and renews the attempt's claim with them."""

    attempt: Attempt
    text: str = ""
    """All that was said."""
    written: int = 0
    """How many characters of it are in the database."""
    renewed: float = field(default_factory=time.monotonic)

    def tell(self, said: str) -> Cancelled | Lost | None:
        self.text += said
        begins = time.monotonic()
        is_renewing = begins - self.renewed > RENEWED_EVERY_S
        try:
            with transaction():
                act_in(self.attempt.caller.project_id)
                found = renew(self.attempt) if is_renewing else ask(self.attempt)
                if found is not None and len(self.text) > self.written:
                    self.write()
        except (SQLAlchemyError, DomainError):
            is_over = begins - self.renewed > LEASE.total_seconds()
            return Lost() if is_over else None
        self.written = len(self.text)
        self.renewed = begins if is_renewing else self.renewed
        if found is None:
            return Lost()
        return Cancelled(self.text) if found.cancel_requested_at is not None else None

    def write(self) -> None:
        """Twice, when nobody knows whether the first time was committed, is no harm."""
        piece = insert(RunPiece).values(
            run_id=self.attempt.run_id,
            attempt=self.attempt.number,
            start=self.written,
            project_id=self.attempt.caller.project_id,
            text=self.text[self.written :],
            created_at=now(),
        )
        db.session.execute(piece.on_conflict_do_nothing())
