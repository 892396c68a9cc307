"""Waiting for experiments, and saying how far they are."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import Any, TextIO

from promptside.api import Api
from promptside.errors import CannotGoOn, Refused
from promptside.report import subject_of

OPEN = frozenset({"queued", "running"})
LOOK_EVERY_S = 1.0
LINE_EVERY_S = 15.0
"""Where nobody looks on, as in the log of a workflow."""


class Unfinished(CannotGoOn):
    """An experiment ended before every item was done."""


class Progress:
    """One line that is written over on a terminal, a line now and then elsewhere."""

    def __init__(self, out: TextIO | None = None, clock: Callable[[], float] = time.monotonic):
        self.out = out or sys.stderr
        self.clock = clock
        self.live = self.out.isatty()
        self.told_at: float | None = None
        self.last = ""

    def tell(self, experiments: list[dict[str, Any]]) -> None:
        words = "; ".join(map(state_of, experiments))
        over = not any(one["status"] in OPEN for one in experiments)
        due = self.told_at is None or over or self.clock() - self.told_at >= LINE_EVERY_S
        if words == self.last or not (self.live or due):
            return
        self.write(words)
        self.told_at, self.last = self.clock(), words

    def write(self, words: str) -> None:
        if self.live:
            self.out.write(f"\r{words:<{len(self.last)}}")
        else:
            self.out.write(f"{words}\n")
        self.out.flush()

    def done(self) -> None:
        if self.live and self.last:
            self.out.write("\n")


def state_of(experiment: dict[str, Any]) -> str:
    done, failed = experiment.get("done_count") or 0, experiment.get("failed_count") or 0
    words = f"{subject_of(experiment)}: {experiment['status']}"
    words += f", {done:,} of {experiment.get('result_count') or 0:,}"
    return f"{words} ({failed:,} errors)" if failed else words


def wait_for(
    api: Api, experiments: list[dict[str, Any]], progress: Progress, timeout_s: float | None
) -> list[dict[str, Any]]:
    """The same experiments once each is over."""
    began = progress.clock()
    while True:
        experiments = [
            api.get(f"/api/experiments/{one['id']}") if one["status"] in OPEN else one
            for one in experiments
        ]
        progress.tell(experiments)
        if not any(one["status"] in OPEN for one in experiments):
            progress.done()
            return experiments
        if timeout_s is not None and progress.clock() - began >= timeout_s:
            progress.done()
            raise Unfinished(
                f"It took longer than {timeout_s:g} s, and is cancelled: allow more by --timeout."
            )
        api.pause(LOOK_EVERY_S)


def cancel(api: Api, experiment: dict[str, Any], say: Callable[[str], None]) -> None:
    try:
        api.post(f"/api/experiments/{experiment['id']}/cancel")
    except Refused:
        return  # It ended meanwhile.
    except CannotGoOn as error:
        say(f"The experiment {experiment['id']} could not be cancelled. {error}")
    else:
        say(f"Cancelled the experiment {experiment['id']}.")


def require_finished(experiment: dict[str, Any]) -> dict[str, Any]:
    """Refuses half an experiment, which is no ground for a judgement."""
    status, told = experiment["status"], experiment.get("stop_reason")
    done, count = experiment.get("done_count") or 0, experiment.get("result_count") or 0
    who = f"The experiment {experiment['id']} ({subject_of(experiment)})"
    if status != "finished":
        raise Unfinished(
            f"{who} is {status} after {done:,} of {count:,} results: {told or 'no reason given'}."
            " Mend that, or raise --budget if it was too small, and run it again."
        )
    return experiment
