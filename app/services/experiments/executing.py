"""Carrying out an experiment: many calls at once, and one who writes down how they end.

For workers, any number of which may be at the same experiment. No connection to the database is
held while models think.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from app.db import after_commit, db, transaction
from app.errors import DomainError
from app.providers import ProviderFailed
from app.services.experiments.calling import INTERNAL, LONGEST_S, Done, Flight
from app.services.experiments.claiming import LEASE, claim, is_wanted, renew
from app.services.experiments.ending import settle
from app.services.experiments.keeping import keep, keep_calls, let_go
from app.services.experiments.scoring_recorded import score_some
from app.services.experiments.taking_up import Work, find_locked, take_up
from app.services.experiments.totals import write_totals
from app.services.runs.executing import may_pass
from app.settings import Settings
from app.wall import act_in

log = logging.getLogger(__name__)

AT_ONCE = 32
"""Calls of one experiment by one worker."""
PATIENCE_S = 0.25
"""So often it is looked at what else there is to do, if no call ends."""
TOGETHER = 64
"""Results that are written in one transaction."""
LOOK_EVERY_S = 0.5
RENEW_EVERY_S = LEASE.total_seconds() / 3
TOTALS_EVERY_S = 2.0
IN_HAND_S = 300.0
"""How long results are kept in hand while the database is away."""
UNKEEPABLE = "The answer cannot be kept; the worker's log says why."


@dataclass(frozen=True)
class Wishes:
    """Of who ends the worker."""

    no_more: threading.Event = field(default_factory=threading.Event)
    """Begin nothing, and end what was begun."""
    stop: threading.Event = field(default_factory=threading.Event)
    """Give that back too, for another worker to begin anew."""

    def are_to_end(self) -> bool:
        return self.no_more.is_set() or self.stop.is_set()


def work_at(project_id: UUID, experiment_id: UUID, settings: Settings, wishes: Wishes) -> None:
    """Until the experiment is over, whoever did the most of it, or somebody wishes for an end."""
    if wishes.are_to_end():
        return
    with transaction():
        work = take_up(project_id, experiment_id, settings)
    if work is None:
        return
    count_rows(work)
    if work.calls_models:
        Shift(work, wishes).run()
    else:
        score_all(work, wishes)
    count_rows(work)


def count_rows(work: Work) -> None:
    """Let the planner know of so many new rows: it would take each of them with each."""
    if not work.is_large:
        return
    try:
        with transaction():
            db.session.execute(select(func.count_results()))
    except (SQLAlchemyError, DomainError) as error:
        log.warning("the results of experiments cannot be counted: %s", error)


def score_all(work: Work, wishes: Wishes) -> None:
    sums = Sums(work)
    while not wishes.are_to_end():
        with transaction():
            scored = score_some(work)
        if scored is None or (not scored and (is_settled(work) or wishes.stop.wait(LOOK_EVERY_S))):
            return
        sums.write_now_and_then()


def is_settled(work: Work) -> bool:
    with transaction():
        act_in(work.caller.project_id)
        experiment = find_locked(work.caller.project_id, work.experiment_id)
        return experiment is None or settle(experiment)


class Every:
    """Says when it is time again."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.due = time.monotonic() + seconds

    def is_due(self) -> bool:
        return time.monotonic() >= self.due

    def again(self) -> None:
        self.due = time.monotonic() + self.seconds


class Sums:
    """What an experiment comes to so far, written by one of its workers at a time."""

    def __init__(self, work: Work) -> None:
        self.work = work
        self.every = Every(TOTALS_EVERY_S)

    def write_now_and_then(self) -> None:
        if not self.every.is_due():
            return
        began = time.monotonic()
        try:
            with transaction():
                act_in(self.work.caller.project_id)
                name = func.hashtextextended(f"totals of {self.work.experiment_id}", 0)
                if db.session.scalar(select(func.pg_try_advisory_xact_lock(name))):
                    write_totals(self.work.experiment_id)
        except Exception:
            log.exception("what an experiment came to so far cannot be added up")
        # Of many results it takes long, and is not what the worker is for.
        self.every.seconds = max(TOTALS_EVERY_S, 10 * (time.monotonic() - began))
        self.every.again()


class Shift:
    """One worker's part of an experiment."""

    def __init__(self, work: Work, wishes: Wishes) -> None:
        self.work, self.wishes, self.stop = work, wishes, wishes.stop
        self.ended: SimpleQueue[tuple[Flight, Done]] = SimpleQueue()
        self.flights: set[Flight] = set()
        self.in_hand: list[Done] = []
        self.is_over = False
        self.is_away = False
        self.last_kept = time.monotonic()
        self.claims = Every(0.0)
        self.looks = Every(LOOK_EVERY_S)
        self.renewals = Every(RENEW_EVERY_S)
        self.sums = Sums(work)

    def run(self) -> None:
        try:
            while not (self.stop.is_set() or self.is_over or self.is_done()):
                self.hear()
                self.write()
                if self.looks.is_due():
                    self.looks.again()
                    self.tried(self.look)
                if self.may_take_more():
                    self.tried(self.take_more)
        finally:
            self.let_go()

    def is_done(self) -> bool:
        """With what it may do still."""
        return self.wishes.are_to_end() and not (self.flights or self.in_hand)

    def may_take_more(self) -> bool:
        has_room = len(self.flights) < AT_ONCE and not self.in_hand
        return has_room and self.claims.is_due() and not self.wishes.are_to_end()

    def hear(self) -> None:
        """What ended, all of it that did, or nothing after a while."""
        patience = PATIENCE_S if self.flights or not self.claims.is_due() else 0.0
        while len(self.in_hand) < TOGETHER:
            try:
                if self.flights:
                    flight, done = self.ended.get(timeout=patience)
                else:
                    self.stop.wait(patience)
                    return
            except Empty:
                return
            patience = 0.0
            if flight in self.flights:
                self.flights.discard(flight)
                self.in_hand.append(done)

    def write(self) -> None:
        """What is in hand; what the database refuses, and it alone, is kept as a failure."""
        if not self.in_hand:
            self.last_kept = time.monotonic()
            return
        try:
            if not self.tried(keep, self.work, self.in_hand):
                return
            self.in_hand = []
        except (SQLAlchemyError, DomainError):
            self.write_each()
        self.claims.due = 0.0
        self.sums.write_now_and_then()

    def write_each(self) -> None:
        while self.in_hand:
            done = self.in_hand[0]
            try:
                if not self.tried(keep, self.work, [done]):
                    return
            except (SQLAlchemyError, DomainError):
                log.exception("the result of an item cannot be kept")
                refused = Done(
                    done.item, failure=ProviderFailed(INTERNAL, UNKEEPABLE, retryable=False)
                )
                if not self.tried(keep, self.work, [refused]):
                    return
            self.in_hand.pop(0)

    def tried(self, act: Callable[..., None], *given: Any) -> bool:
        """Whether it was done. While the database is away it is not, and tried again later."""
        try:
            with transaction():
                act(*given)
        except (SQLAlchemyError, DomainError) as error:
            if not may_pass(error):
                raise
            if not self.is_away:
                log.warning("an experiment waits until the database answers: %s", error)
            self.is_away = True
            if time.monotonic() - self.last_kept > IN_HAND_S:
                self.in_hand = []
            self.stop.wait(LOOK_EVERY_S)
            return False
        self.is_away = False
        return True

    def look(self) -> None:
        """Whether anybody waits for it still, and which flights are this worker's still."""
        if not is_wanted(self.work):
            self.is_over = True
            return
        late = [one for one in self.flights if time.monotonic() - one.began > LONGEST_S]
        for flight in late:
            self.give_up(flight)
        if self.renewals.is_due() and (self.flights or self.in_hand):
            held = [*(one.item for one in self.flights), *(done.item for done in self.in_hand)]
            kept = renew(self.work, held)
            for flight in [one for one in self.flights if one.item.place not in kept]:
                self.flights.discard(flight)
                flight.let_go()
            self.renewals.again()

    def give_up(self, flight: Flight) -> None:
        flight.let_go()
        self.flights.discard(flight)
        why = ProviderFailed("timeout", "It was not done within 15 minutes.")
        self.in_hand.append(Done(flight.item, failure=why))

    def take_more(self) -> None:
        items = claim(self.work, AT_ONCE - len(self.flights))
        if items is None:
            self.is_over = True
            return
        for item in items:
            flight = Flight(self.work, item, self.ended)
            self.flights.add(flight)
            # Begun when the claim is committed, and not before.
            after_commit(flight.begin)
        if not items:
            self.claims.due = time.monotonic() + LOOK_EVERY_S
            if not self.flights:
                self.is_over = is_settled(self.work)

    def let_go(self) -> None:
        """Hang up, and give back what another worker may begin anew at once."""
        for flight in self.flights:
            flight.let_go()
        calls = [(one.item, made) for one in self.flights for made in one.calls.values()]
        try:
            with transaction():
                if self.in_hand:
                    keep(self.work, self.in_hand)
                if self.is_over:
                    keep_calls(self.work, calls)
                elif self.flights:
                    let_go(self.work, [flight.item for flight in self.flights])
        except (SQLAlchemyError, DomainError) as error:
            log.warning("what a worker was at is left until its time is over: %s", error)
        self.flights.clear()
