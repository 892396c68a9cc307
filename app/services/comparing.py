"""Two versions of a prompt side by side."""

from __future__ import annotations

from dataclasses import dataclass

from app import diff
from app.models import Prompt
from app.services import prompts
from app.services.policy import Caller


@dataclass(frozen=True)
class Comparison:
    """Of content and messages, the one not of the prompt's kind is None."""

    from_: int
    to: int
    kind: str
    unified: str
    content: list[diff.Row] | None
    messages: list[diff.MessageDiff] | None
    parameters: list[diff.Row]


def compare_versions(caller: Caller, prompt: Prompt, from_: int, to: int) -> Comparison:
    """Raises `NoSuchVersion` for either."""
    old, new = prompts.get_versions(caller, prompt, [from_, to])
    return Comparison(
        from_,
        to,
        prompt.kind,
        diff.unified(
            diff.whole_text(prompt.kind, old.content, old.messages),
            diff.whole_text(prompt.kind, new.content, new.messages),
            f"{prompt.name} version {from_}",
            f"{prompt.name} version {to}",
        ),
        None if old.content is None else diff.rows_between(old.content, new.content or ""),
        None if old.messages is None else diff.messages_between(old.messages, new.messages or []),
        diff.rows_between(diff.pretty(old.parameters), diff.pretty(new.parameters)),
    )
