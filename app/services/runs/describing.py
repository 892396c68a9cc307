"""What a run is found by, and how it is shown in a line."""

from __future__ import annotations

from typing import Any

from app.models import Run
from app.rendering import Messages, plain_text

SNIPPET_LENGTH = 200
SEARCHED_LENGTH = 4_000
"""Characters of each text that are searched: an index of all of them would outgrow the runs."""


def describe(run: Run) -> None:
    """Put into the run's own columns what lists show of it and find it by."""
    asked, answered = plain_text(run.messages), text_of(run.output)
    run.input_snippet = asked_last(run.messages)[:SNIPPET_LENGTH] or None
    run.output_snippet = answered[:SNIPPET_LENGTH] or None
    texts = (run.prompt_name or "", asked, answered, run.error or "")
    run.search = "\n".join(text[:SEARCHED_LENGTH] for text in texts if text).casefold()


def asked_last(messages: Messages) -> str:
    """What the last of them says: those before are the same from run to run."""
    return plain_text(messages[-1:])


def text_of(message: dict[str, Any] | None) -> str:
    """What an answer says, without the calls of tools it may ask for."""
    return plain_text([message]) if message else ""
