"""What is asked of a model and what comes back, in the shapes of OpenAI's chat completions."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from app.allow_list import AllowList
from app.outbound.hanging_up import HangUp


@dataclass(frozen=True)
class Endpoint:
    """Where a call goes. `timeout_s` is for all of it, from the name to the last piece."""

    base_url: str | None = None
    api_key: str | None = field(default=None, repr=False)
    allowed: AllowList = field(default_factory=AllowList)
    timeout_s: float = 60.0
    hang_up: HangUp = field(default_factory=HangUp, repr=False, compare=False)
    """Ends a call that waits, from another thread."""


@dataclass(frozen=True)
class Request:
    """`messages` as OpenAI writes them: the text of a prompt is one message of the user.

    `parameters` are sent as they are, but for what is ours to say: `messages` and how it is
    streamed. `model` goes before the one in `parameters`.
    """

    messages: list[dict[str, Any]]
    model: str | None = None
    parameters: dict[str, Any] = field(default_factory=dict)
    attempt: int = 1
    """Which try of the caller this is. Only `echo` looks at it: it fails as often as it is told."""


@dataclass(frozen=True)
class Usage:
    """Tokens as the vendor counts them; `None` is what it does not say.

    The cached ones are among those of the input, those of reasoning among those of the output.
    """

    input_tokens: int | None = None
    output_tokens: int | None = None
    cached_tokens: int | None = None
    reasoning_tokens: int | None = None


@dataclass(frozen=True)
class Delta:
    """A piece of the text of the answer."""

    text: str


@dataclass(frozen=True)
class Completion:
    """The whole answer. `message` is the assistant's: `content`, `tool_calls`, and so on."""

    message: dict[str, Any]
    model: str | None = None
    finish_reason: str | None = None
    usage: Usage | None = None
    first_token_ms: float | None = None
    """From the call to the first piece of any kind; `None` if the answer came in one."""
