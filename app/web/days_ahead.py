"""Making the days of spans to come from where spans come, so that it needs no worker."""

from __future__ import annotations

import logging
import threading
from time import monotonic

from sqlalchemy.exc import SQLAlchemyError

from app.db import transaction
from app.errors import DomainError
from app.services.traces import make_days

EVERY_S = 3600.0
AFTER_FAILURE_S = 60.0

log = logging.getLogger(__name__)


class DaysAhead:
    """Once an hour in a process, and soon after its start."""

    def __init__(self) -> None:
        self.due_at = 0.0
        self.making = threading.Lock()

    def see_to(self) -> None:
        """In a transaction of its own, and never a reason to refuse: spans of a day that nobody
        made are kept all the same, and moved to it later."""
        if monotonic() < self.due_at or not self.making.acquire(blocking=False):
            return
        try:
            with transaction():
                make_days()
            self.due_at = monotonic() + EVERY_S
        except (DomainError, SQLAlchemyError) as error:
            self.due_at = monotonic() + AFTER_FAILURE_S
            log.warning("days of spans not made: %s", error)
        finally:
            self.making.release()
