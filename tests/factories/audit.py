"""Events that are committed, and their seals."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from flask import Flask
from sqlalchemy import create_engine, select

from app.db import db, transaction
from app.migrating import owner_url
from app.models import AuditEvent
from app.services import audit, seals
from app.services.policy import Caller
from app.services.seals import Head, Sweep
from app.wall import act_in
from tests.factories.access import see_everything, the_system


def events(action: str | None = None) -> list[AuditEvent]:
    """What was recorded in every project, oldest first."""
    db.session.flush()
    see_everything()
    query = select(AuditEvent).order_by(AuditEvent.created_at, AuditEvent.id)
    if action:
        query = query.where(AuditEvent.action == action)
    return list(db.session.scalars(query.execution_options(populate_existing=True)))


def last_event(action: str | None = None) -> AuditEvent:
    return events(action)[-1]


def make_events(count: int, caller: Caller | None = None, *, action: str = "test.done") -> None:
    """Each in a transaction of its own, in the caller's project."""
    caller = caller or the_system()
    for number in range(count):
        with transaction():
            act_in(caller.project_id)
            changes = {"number": [None, number]}
            audit.record(caller, action, None, None, changes, project_id=caller.project_id)


def seal_all(sweep: Sweep | None = None) -> Sweep:
    """One walk to its end."""
    sweep = seals.seal_committed(sweep or Sweep())
    while not sweep.is_over:
        sweep = seals.seal_committed(sweep)
    return sweep


def faults(app: Flask, slug: str = "default", *known: Head) -> list[str]:
    """What somebody finds who verifies a project's chain as the owner."""
    engine = create_engine(owner_url(app.extensions["settings"]))
    with engine.connect() as connection:
        (chain,) = [chain for chain in seals.chains(connection) if chain.name == slug]
        found = list(seals.verify(connection, chain, known))
    engine.dispose()
    return found


def head(app: Flask, slug: str = "default") -> Head:
    engine = create_engine(owner_url(app.extensions["settings"]))
    with engine.connect() as connection:
        heads = seals.heads(connection, seals.chains(connection))
    engine.dispose()
    return next(head for chain, head in heads.items() if chain.name == slug)


@contextmanager
def tampering(app: Flask) -> Iterator[psycopg.Connection[Any]]:
    """The owner, having put the triggers out of the way."""
    url = owner_url(app.extensions["settings"]).replace("postgresql+psycopg", "postgresql")
    tables = ("audit_events", "audit_seals")
    with psycopg.connect(url, autocommit=True) as connection:
        for table in tables:
            connection.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        yield connection
        for table in tables:
            connection.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
