"""Filling a registry with example prompts, so that no page is empty."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from app.services import policy, prompts, releases
from app.services.demo.examples import EXAMPLES, Example, Move, Step
from app.services.policy import Caller
from app.services.prompts import NoSuchPrompt


def fill(caller: Caller) -> list[str]:
    """Add the examples whose name is free, and return these names."""
    policy.require(caller, policy.RELEASE)
    missing = [example for example in EXAMPLES if not exists(caller, example.name)]
    for example in missing:
        add(caller, example)
    return [example.name for example in missing]


def exists(caller: Caller, name: str) -> bool:
    try:
        prompts.find_prompt(caller, name)
    except NoSuchPrompt:
        return False
    return True


def add(caller: Caller, example: Example) -> None:
    first, *later = example.steps
    prompt = prompts.create_prompt(
        replace(caller, actor=first.author),
        name=example.name,
        description=example.description,
        tags=example.tags,
        **body_of(first),
    )
    for step in later:
        prompts.save_version(replace(caller, actor=step.author), prompt.id, **body_of(step))
    for move in example.moves:
        release(replace(caller, actor=move.author), prompt.id, move)


def body_of(step: Step) -> dict[str, Any]:
    body = {"content": step.body} if isinstance(step.body, str) else {"messages": step.body}
    return {**body, "parameters": step.parameters, "message": step.message}


def release(caller: Caller, prompt_id: UUID, move: Move) -> None:
    if move.is_rollback:
        releases.roll_back(caller, prompt_id, reason=move.reason)
    else:
        releases.activate(caller, prompt_id, move.version, reason=move.reason)
