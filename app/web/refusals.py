"""Recording who was refused, in a transaction of its own: the request's is undone.

Whoever is known is recorded each time. Strangers, who could fill the log from everywhere, are
recorded once a minute for an address and reason, and so many a minute in all; of those in between
the next event tells the number.
"""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass, field
from time import monotonic
from typing import Any
from uuid import UUID

from flask import g, request
from sqlalchemy.exc import SQLAlchemyError

from app.db import db, transaction
from app.errors import DomainError
from app.services import audit
from app.services.policy import NOWHERE, Caller
from app.wall import act_in
from app.web.headers import agent

log = logging.getLogger(__name__)

AGAIN_S = 60
MOST_STRANGERS = 100
"""Events of strangers a minute, whatever their addresses."""

Reason = tuple[str | None, str]


@dataclass
class Strangers:
    """Whom of them this process recorded within the last minute, and how many it did not."""

    began: float = 0
    recorded: set[Reason] = field(default_factory=set)
    skipped: dict[Reason, int] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def admit(self, reason: Reason) -> int | None:
        """How many like this were skipped before, or None to skip this one as well."""
        with self.lock:
            if monotonic() - self.began > AGAIN_S:
                self.began = monotonic()
                self.recorded.clear()
            others = (None, reason[1])
            if reason in self.recorded or len(self.recorded) >= MOST_STRANGERS:
                # Too many addresses are not counted each.
                counted = reason if len(self.skipped) < MOST_STRANGERS else others
                self.skipped[counted] = self.skipped.get(counted, 0) + 1
                return None
            self.recorded.add(reason)
            return self.skipped.pop(reason, 0) + self.skipped.pop(others, 0)


strangers = Strangers()


def record(error: DomainError) -> None:
    """Record a refusal for want of a right, of a credential that counts, or of a known origin."""
    known: Caller | None = g.get("caller")
    if error.status != 403 and not (error.status == 401 and g.get("has_credential")):
        return
    skipped: int | None = 0
    if known is None and (skipped := strangers.admit((g.get("address"), error.code))) is None:
        return
    try:
        db.session.rollback()
        with transaction():
            write(known, error, skipped or 0)
    except (SQLAlchemyError, DomainError) as fault:
        # Refused all the same.
        log.warning("a refusal (%s) could not be recorded: %s", error.code, type(fault).__name__)


def write(known: Caller | None, error: DomainError, skipped: int) -> None:
    """The route and not the address, which may carry what is secret."""
    rule = request.url_rule.rule if request.url_rule else "/"
    changes: dict[str, Any] = {"route": [None, f"{request.method} {rule}"]}
    if skipped:
        changes["not_recorded"] = [None, skipped]
    project_id = known.project_id if known and known.project_id != NOWHERE else None
    if project_id is not None:
        act_in(project_id)
    ids = [value for value in (request.view_args or {}).values() if isinstance(value, UUID)]
    audit.record(
        known or stranger(),
        "access.refused",
        ids[0] if ids else None,
        None,
        changes,
        reason=error.code,
        project_id=project_id,
    )


def stranger() -> Caller:
    where_from = g.get("request_id"), g.get("address"), agent()
    return Caller("anonymous", NOWHERE, frozenset(), *where_from)
