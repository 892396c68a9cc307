"""The calls an item takes, in a thread of its own: the model's, then those of its judges.

No thread knows the database.
"""

from __future__ import annotations

import logging
import threading
import time
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import datetime
from queue import SimpleQueue
from typing import Any

from app.db import now
from app.errors import DomainError
from app.evaluators import Judged
from app.outbound.hanging_up import HangUp
from app.providers import Completion, ProviderFailed, Request, stream
from app.rendering import Messages
from app.services.experiments.claiming import Item
from app.services.experiments.filling import asked_of, values_of
from app.services.experiments.scoring import Score, as_score, failed, text_in
from app.services.experiments.taking_up import Asking, Judging, Work
from app.services.runs.checks import fill_in
from app.services.runs.retrying import MOST_ATTEMPTS, pause_s

log = logging.getLogger(__name__)

INTERNAL = "internal"
GONE = "The item is gone: its dataset was deleted."
LONGEST_S = 15 * 60.0
"""For all calls that an item takes, with the pauses between them."""


@dataclass(frozen=True)
class Made:
    """A call that was made, to be kept as a run."""

    asking: Asking
    messages: Messages
    variables: dict[str, Any] | None
    attempts: int
    judge: str | None
    """The evaluator it was made for."""
    began_at: datetime
    outcome: Completion | ProviderFailed | None = None
    """None until its end, and if nobody waited for that."""
    ended_at: datetime | None = None
    latency_ms: float | None = None


@dataclass(frozen=True)
class Done:
    """What became of one try of an item. Without a failure there is an output to judge."""

    item: Item
    output: Any = None
    failure: ProviderFailed | None = None
    made: Made | None = None
    """The call of the model; None if there was none."""
    judgements: list[tuple[Score, Made | None]] = field(default_factory=list)


@dataclass(eq=False)
class Flight:
    """An item whose calls are being made. Let go, it hangs up, and nobody waits for it."""

    work: Work
    item: Item
    ended: SimpleQueue[tuple[Flight, Done]]
    hang_up: HangUp = field(default_factory=HangUp)
    is_over: threading.Event = field(default_factory=threading.Event)
    began: float = field(default_factory=time.monotonic)
    calls: dict[str | None, Made] = field(default_factory=dict)
    """By the judge, or by None that of the model: those that were begun, the last try of each."""

    def begin(self) -> None:
        threading.Thread(target=self.carry_out, name="item", daemon=True).start()

    def let_go(self) -> None:
        self.is_over.set()
        self.hang_up.now()

    def carry_out(self) -> None:
        try:
            done = self.answered()
            if done.failure is None:
                judged = judged_of(self.item, done)
                done.judgements.extend(self.judge(one, judged) for one in self.work.judges)
        except DomainError as error:
            done = Done(self.item, failure=unfit(error))
        except Exception:
            log.exception("an item of an experiment failed by our own fault")
            done = Done(self.item, failure=internal())
        self.ended.put((self, done))

    def answered(self) -> Done:
        item, asking = self.item, self.work.asking
        if item.is_lost:
            why = f"{item.before} workers were lost while they were at it."
            return Done(item, failure=ProviderFailed("interrupted", why, retryable=False))
        if asking is None:
            return recorded(item)
        if not item.is_there:
            return Done(item, failure=ProviderFailed("invalid", GONE))
        messages = asked_of(asking.body, item.input)
        made = self.call(asking, messages, values_of(item.input), item.attempt)
        if isinstance(made.outcome, ProviderFailed):
            return Done(item, failure=made.outcome, made=made)
        assert made.outcome is not None
        return Done(item, made.outcome.message, made=made)

    def judge(self, judging: Judging, judged: Judged) -> tuple[Score, Made | None]:
        """What cannot be asked, or is no judgement, is an error of that score."""
        assert judging.asking is not None
        variables = judging.evaluator.variables(judged)
        try:
            messages = fill_in(judging.asking.body, variables)
        except DomainError as error:
            return failed(judging.position, f"The judge cannot be asked: {error.message}"), None
        made = self.call_again(judging, messages, variables)
        if isinstance(made.outcome, ProviderFailed):
            why = f"The judge did not answer ({made.outcome.kind}): {made.outcome.message}"
            return failed(judging.position, why), made
        assert made.outcome is not None
        verdict = judging.evaluator.read(text_in(made.outcome.message))
        return as_score(judging.position, verdict), made

    def call_again(self, judging: Judging, messages: Messages, variables: dict[str, Any]) -> Made:
        """Until it succeeds or nothing helps: a judge's trouble is no reason to ask the model
        that is judged once more.
        """
        for attempt in range(1, MOST_ATTEMPTS + 1):
            assert judging.asking is not None
            made = self.call(judging.asking, messages, variables, attempt, judging.name)
            if not isinstance(made.outcome, ProviderFailed):
                break
            pause = pause_s(made.outcome, attempt, LONGEST_S - (time.monotonic() - self.began))
            if pause is None or self.is_over.wait(pause):
                break
        return made

    def call(
        self,
        asking: Asking,
        messages: Messages,
        variables: dict[str, Any],
        attempt: int,
        judge: str | None = None,
    ) -> Made:
        columns, began = asking.columns, time.monotonic()
        parameters = columns["parameters"] or {}
        request = Request(messages, columns["model"], parameters, attempt)
        endpoint = replace(asking.endpoint, hang_up=self.hang_up)
        made = Made(asking, messages, variables, attempt, judge, now())
        self.calls[judge] = made
        outcome: Completion | ProviderFailed
        try:
            with closing(stream(columns["provider"], endpoint, request)) as answer:
                outcome = self.end_of(answer)
        except ProviderFailed as error:
            outcome = error
        except Exception:
            log.exception("the call of a model failed by our own fault")
            outcome = internal()
        latency_ms = (time.monotonic() - began) * 1000
        made = replace(made, outcome=outcome, ended_at=now(), latency_ms=latency_ms)
        self.calls[judge] = made
        return made

    def end_of(self, answer: Any) -> Completion | ProviderFailed:
        for piece in answer:
            if isinstance(piece, Completion):
                return piece
            if self.is_over.is_set():
                break
        return ProviderFailed("garbage", "The answer broke off.")


def recorded(item: Item) -> Done:
    """What was handed in: an output, or why there is none."""
    if not item.is_there:
        return Done(item, failure=ProviderFailed("invalid", GONE))
    if item.error_kind is not None:
        why = ProviderFailed(item.error_kind, item.error or "It failed.", retryable=False)
        return Done(item, failure=why)
    return Done(item, item.output)


def judged_of(item: Item, done: Done, cost_usd: Any = None) -> Judged:
    made = done.made
    if made is None:
        latency_ms, cost_usd, tokens = item.latency_ms, item.cost_usd, item.output_tokens
    else:
        assert isinstance(made.outcome, Completion)
        usage = made.outcome.usage
        latency_ms, tokens = made.latency_ms, usage.output_tokens if usage else None
    return Judged(
        output=text_in(done.output),
        expected=item.expected,
        input=item.input,
        metadata=item.metadata,
        latency_ms=latency_ms,
        cost_usd=None if cost_usd is None else float(cost_usd),
        output_tokens=tokens,
    )


def unfit(error: DomainError) -> ProviderFailed:
    """An item that the prompt cannot be filled in with."""
    return ProviderFailed("invalid", error.message)


def internal() -> ProviderFailed:
    """The kind of failure that is no provider's."""
    return ProviderFailed(INTERNAL, "It failed here; the worker's log says why.", retryable=False)
