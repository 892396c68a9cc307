"""Prompts with versions, made by the services."""

from __future__ import annotations

from datetime import datetime
from itertools import count
from typing import Any

from app.db import db, transaction
from app.models import Prompt, Release
from app.services import prompts
from app.services.policy import Caller
from tests.factories.access import the_system

numbers = count(1)


def make_prompt(
    name: str = "", *, versions: int = 1, caller: Caller | None = None, **fields: Any
) -> Prompt:
    """A prompt whose versions say which they are; the first one is active."""
    caller = caller or the_system()
    if "messages" not in fields:
        fields.setdefault("content", "Version 1 of {{ subject }}")
    with transaction():
        prompt = prompts.create_prompt(caller, name=name or f"prompt-{next(numbers)}", **fields)
        for number in range(2, versions + 1):
            save_version(prompt, f"Version {number} of {{{{ subject }}}}", caller=caller)
    return prompt


def save_version(
    prompt: Prompt, content: str, *, caller: Caller | None = None, **fields: Any
) -> int:
    with transaction():
        version, _ = prompts.save_version(
            caller or the_system(), prompt.id, content=content, **fields
        )
        return version.version


def add_release(
    prompt: Prompt,
    created_at: datetime,
    from_version: int | None,
    to_version: int,
    *,
    imported_at: datetime | None = None,
) -> None:
    """A line of the log at another time than now; the pointer stays where it is."""
    db.session.add(
        Release(
            project_id=prompt.project_id,
            prompt_id=prompt.id,
            prompt_name=prompt.name,
            label="production",
            from_version=from_version,
            to_version=to_version,
            actor="somebody elsewhere",
            created_at=created_at,
            imported_at=imported_at,
        )
    )
    db.session.flush()
