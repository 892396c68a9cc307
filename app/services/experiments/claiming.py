"""Taking up results, each by one worker at a time: which, how many at once, and for how long.

A worker moves the `due_at` of what it is at ahead again and again. When it stops to, the result
is due, and another takes it up with the next number of attempt; whatever the first still wants to
write says its own number, which is nobody's any more.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select, text

from app.db import db, driver_cursor
from app.models import Connection, Experiment
from app.models.experiments import OPEN
from app.services.access.limits import count_requests, requests_left
from app.services.experiments.ending import is_spent
from app.services.experiments.taking_up import Work
from app.services.runs.retrying import MOST_ATTEMPTS
from app.wall import act_in

LEASE = timedelta(seconds=15)

# Rows that are locked stay where they are, which every plan finds them by at once.
CLAIM = """
    WITH due AS (
        SELECT ctid AS place, attempts AS before
        FROM experiment_results
        WHERE project_id = %(project_id)s AND experiment_id = %(experiment_id)s
          AND status IN ('waiting', 'running') AND due_at <= statement_timestamp()
        ORDER BY due_at, position
        LIMIT %(most)s FOR UPDATE SKIP LOCKED
    ), claimed AS (
        UPDATE experiment_results AS result
        SET status = 'running', attempts = least(before + 1, %(attempts)s),
            due_at = clock_timestamp() + %(lease)s
        FROM due WHERE result.ctid = due.place
        RETURNING result.item_id, result.trial, result.item_key, result.position,
                  result.attempts, before, result.output, result.error, result.error_kind,
                  result.latency_ms, result.cost_usd, result.output_tokens
    )
    SELECT claimed.*, item.id IS NOT NULL, item.input, item.expected, item.metadata
    FROM claimed LEFT JOIN dataset_items AS item
      ON item.project_id = %(project_id)s AND item.id = claimed.item_id
    ORDER BY claimed.position, claimed.trial
"""
RENEW = """
    UPDATE experiment_results SET due_at = clock_timestamp() + %(lease)s
    WHERE project_id = %(project_id)s AND experiment_id = %(experiment_id)s
      AND item_id = ANY (%(items)s) AND status = 'running'
      AND concat_ws(' ', item_id, trial, attempts) = ANY (%(held)s)
    RETURNING item_id, trial
"""
LOCK = text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))")
# Of all experiments that call it, be it by a judge: some more than really do.
CALLS_AT_ONCE = text("""
    SELECT count(*) FROM experiments AS one
    JOIN experiment_results AS result
      ON result.project_id = one.project_id AND result.experiment_id = one.id
    WHERE one.project_id = :project_id AND one.status IN ('queued', 'running')
      AND result.status = 'running' AND result.due_at > statement_timestamp()
      AND (one.connection = :connection OR EXISTS (
           SELECT 1 FROM experiment_evaluators AS judge
           WHERE judge.experiment_id = one.id AND judge.project_id = one.project_id
             AND judge.kind = 'judge' AND judge.config ->> 'connection' = :connection))
""")
AT_ONCE = text("""
    SELECT count(*) FROM experiment_results
    WHERE project_id = :project_id AND experiment_id = :experiment_id
      AND status = 'running' AND due_at > statement_timestamp()
""")


@dataclass(frozen=True, eq=False)
class Item:
    """One try of one item in one trial, and what is known of it."""

    item_id: UUID
    trial: int
    key: str
    position: int
    attempt: int
    before: int
    """Attempts that were made earlier."""
    output: Any
    """Recorded ones have it already."""
    error: str | None
    error_kind: str | None
    latency_ms: float | None
    cost_usd: Any
    output_tokens: int | None
    is_there: bool
    """Whether the dataset still has it."""
    input: Any = None
    expected: Any = None
    metadata: Any = field(default=None)

    @property
    def place(self) -> tuple[UUID, int]:
        return self.item_id, self.trial

    @property
    def is_lost(self) -> bool:
        """So many workers were lost at it that no other is risked."""
        return self.before >= MOST_ATTEMPTS


def claim(work: Work, most: int) -> list[Item] | None:
    """Up to so many that are due, if limits leave room; None if there is nothing to do any more."""
    experiment = state_of(work)
    if experiment is None or experiment.status not in OPEN:
        return None
    if is_spent(experiment):
        return []
    limited = limited_connections(work)
    room = min([most, *rooms(work, experiment, limited)])
    if room <= 0:
        return []
    values = {**place_of(work), "most": room, "attempts": MOST_ATTEMPTS, "lease": LEASE}
    with driver_cursor() as cursor:
        items = [Item(*row) for row in cursor.execute(CLAIM, values)]
    for connection in limited:
        if connection.requests_per_minute is not None and items:
            count_requests(connection.id, len(items) * work.calls[connection.name])
    return items


def count_retries(work: Work, retries: Mapping[str, int]) -> None:
    """By connection, of judges: none were foreseen when their items were taken up, so that the next
    items wait for them.
    """
    if not any(retries.values()):
        return
    for connection in limited_connections(work):
        if connection.requests_per_minute is not None and retries.get(connection.name):
            # Or a minute that is over would count them.
            requests_left(connection.id, connection.requests_per_minute)
            count_requests(connection.id, retries[connection.name])


def state_of(work: Work) -> Any:
    """Of an experiment that is not deleted before the transaction ends; None if it was."""
    act_in(work.caller.project_id)
    query = select(
        Experiment.status, Experiment.cost_usd, Experiment.budget_usd, Experiment.concurrency
    ).where(Experiment.project_id == work.caller.project_id, Experiment.id == work.experiment_id)
    return db.session.execute(query.with_for_update(read=True, key_share=True)).first()


def limited_connections(work: Work) -> list[Any]:
    """By id, so that all who lock several do so in one order."""
    query = (
        select(
            Connection.id,
            Connection.name,
            Connection.max_concurrency,
            Connection.requests_per_minute,
        )
        .where(
            Connection.project_id == work.caller.project_id,
            Connection.name.in_(list(work.calls)),
            (Connection.max_concurrency.is_not(None) | Connection.requests_per_minute.is_not(None)),
        )
        .order_by(Connection.id)
    )
    return list(db.session.execute(query))


def rooms(work: Work, experiment: Any, limited: list[Any]) -> Iterable[int]:
    """What each limit leaves, under locks that keep others from taking the same."""
    place = place_of(work)
    for connection in limited:
        db.session.execute(LOCK, {"name": f"calls of {connection.id}"})
        if connection.max_concurrency is not None:
            asked = {"project_id": place["project_id"], "connection": connection.name}
            yield connection.max_concurrency - db.session.execute(CALLS_AT_ONCE, asked).scalar_one()
        if connection.requests_per_minute is not None:
            limit = connection.requests_per_minute
            left = requests_left(connection.id, limit)
            # An item that takes more calls than a minute has gets a whole one.
            yield max(left // work.calls[connection.name], int(left >= limit))
    if experiment.concurrency is not None:
        db.session.execute(LOCK, {"name": f"results of {work.experiment_id}"})
        yield experiment.concurrency - db.session.execute(AT_ONCE, place).scalar_one()


def renew(work: Work, items: Iterable[Item]) -> set[tuple[UUID, int]]:
    """Go on with them; those that are still this worker's."""
    act_in(work.caller.project_id)
    held = list(items)
    values = {
        **place_of(work),
        "lease": LEASE,
        "items": list({item.item_id for item in held}),
        "held": [f"{item.item_id} {item.trial} {item.attempt}" for item in held],
    }
    with driver_cursor() as cursor:
        return {(row[0], row[1]) for row in cursor.execute(RENEW, values)}


def is_wanted(work: Work) -> bool:
    """Whether anybody still waits for it."""
    act_in(work.caller.project_id)
    status = db.session.scalar(
        select(Experiment.status).where(
            Experiment.project_id == work.caller.project_id, Experiment.id == work.experiment_id
        )
    )
    return status in OPEN


def place_of(work: Work) -> dict[str, UUID]:
    return {"project_id": work.caller.project_id, "experiment_id": work.experiment_id}
