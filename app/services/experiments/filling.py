"""How an item's input becomes what a model is asked."""

from __future__ import annotations

from typing import Any

from app.errors import invalid
from app.rendering import Messages
from app.services.prompts.checks import message_problems
from app.services.runs.checks import fill_in

ALONE = "input"
"""The variable that an input is the value of which is neither an object nor messages."""


def values_of(given: Any) -> dict[str, Any]:
    """The variables: those an object names."""
    if isinstance(given, dict):
        return given
    return {} if is_messages(given) else {ALONE: given}


def asked_of(body: str | Messages, given: Any) -> Messages:
    """The messages for the model; those that an input is come after the prompt's own.

    A refusal names what is missing or does not fit.
    """
    messages = fill_in(body, values_of(given))
    if is_messages(given):
        problems = [problem for one in given for problem in message_problems(one)]
        if problems:
            raise invalid("input", problems[0])
        messages = [*messages, *given]
    return messages


def is_messages(given: Any) -> bool:
    return (
        isinstance(given, list)
        and bool(given)
        and all(isinstance(one, dict) and "role" in one for one in given)
    )
