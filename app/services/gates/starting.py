"""Experiments that begin by themselves, because a gate will ask for them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from app.db import db
from app.errors import DomainError
from app.models import Prompt
from app.services import audit, policy
from app.services.experiments import asking
from app.services.gates.fitting import Guard, guards_before, title_of
from app.services.pointers import PRODUCTION
from app.services.policy import Caller


def begin_experiments(caller: Caller, prompt: Prompt, version: int) -> None:
    """For a version that was saved in this transaction; one for all gates that ask for the same.

    What keeps one from beginning keeps nobody from saving: it is recorded instead.
    """
    policy.require(caller, policy.WRITE)
    guards = guards_before(prompt.project_id, PRODUCTION, prompt.name, prompt.tags)
    for alike in by_what_is_run(guard for guard in guards if guard.gate.starts_by_itself):
        try:
            with db.session.begin_nested():
                begin(caller, prompt, version, alike)
        except DomainError as refusal:
            note(caller, prompt, version, alike[0], refusal)


def by_what_is_run(guards: Iterable[Guard]) -> list[list[Guard]]:
    found: dict[Any, list[Guard]] = {}
    for guard in guards:
        gate = guard.gate
        found.setdefault((gate.dataset_id, gate.connection, gate.trials), []).append(guard)
    return list(found.values())


def begin(caller: Caller, prompt: Prompt, version: int, alike: list[Guard]) -> None:
    """On the newest items. An evaluator is pinned to one version in an experiment, so another
    version of it needs another.
    """
    gate = alike[0].gate
    while alike:
        judging = {guard.yardstick.id: guard.yardstick for guard in reversed(alike)}
        asking.create_experiments(
            caller,
            dataset=gate.dataset_id,
            prompts=[{"prompt_name": prompt.name, "version": version}],
            evaluators=[{"name": one.id, "version": one.version} for one in judging.values()],
            connection=gate.connection,
            trials=gate.trials,
        )
        done = set(judging.values())
        alike = [guard for guard in alike if guard.yardstick not in done]


def note(caller: Caller, prompt: Prompt, version: int, guard: Guard, refusal: DomainError) -> None:
    audit.record(
        caller,
        "gate.not_begun",
        guard.gate.id,
        title_of(guard.gate),
        {"prompt": [None, prompt.name], "version": [None, version]},
        reason=refusal.message,
        project_id=prompt.project_id,
    )
