"""Sealing the audit log for as long as a worker runs, and telling its heads."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import Any

import procrastinate
from sqlalchemy.exc import SQLAlchemyError

from app.db import db, transaction
from app.errors import DomainError
from app.services import seals
from app.services.seals import Sweep

log = logging.getLogger(__name__)

EVERY_HOUR = "0 * * * *"
PAUSE_S = 0.3
"""Between two walks. Polling, since a NOTIFY of the writers would queue their commits."""
PAUSE_AFTER_FAULT_S = 1


def register(queue: procrastinate.App, within: Callable[..., Any]) -> None:
    queue.periodic(cron=EVERY_HOUR)(
        queue.task(name="audit.log_heads", queueing_lock="audit.log_heads")(within(log_heads))
    )


def log_heads(timestamp: int = 0) -> None:
    """Where the log is shipped elsewhere, it also proves there what was sealed here."""
    with transaction():
        connection = db.session.connection()
        for chain, head in seals.heads(connection, seals.chains(connection)).items():
            log.info("audit head %s %s", chain.name, head)


async def keep_sealing(within: Callable[..., Any]) -> None:
    """Until cancelled. Any number of workers may do this at once; one of them seals at a time."""
    step, tell = within(seals.seal_committed), within(log_heads)
    sweep, is_told, is_away = Sweep(), False, False
    while True:
        pause_s: float = PAUSE_AFTER_FAULT_S
        try:
            sweep = await asyncio.to_thread(step, sweep)
            if sweep.is_over and not is_told:
                await asyncio.to_thread(tell)
                is_told = True
            is_away, pause_s = False, PAUSE_S if sweep.may_rest else 0
        except (SQLAlchemyError, DomainError) as error:
            # It may be another database that comes back: begin with what is not sealed there.
            sweep = Sweep()
            if not is_away:
                log.warning("the audit log is not sealed until the database answers: %s", error)
            is_away = True
        except Exception:
            sweep = Sweep()
            log.exception("the audit log cannot be sealed")
        await asyncio.sleep(pause_s)
