"""The built-in model that needs no network: it answers with what it was last told.

It says back the text of the user's last message, word by word. A token is a word: what stands
between white space. The parameter `echo` makes it behave as others do:
`{"latency_ms": 20}` waits before each word, and `{"fail": "rate_limited", "times": 2}` fails the
first two tries in that way, or every one without `times`.
"""

from __future__ import annotations

import re
import time
from collections.abc import Generator, Iterator
from typing import Any

from app.providers.completions import Completion, Delta, Endpoint, Request, Usage
from app.providers.failures import KINDS, ProviderFailed

WORDS = re.compile(r"\s*\S+(?:\s+\Z)?|\s+\Z")
MODEL = "echo"
LONGEST_LATENCY_MS = 10_000
MOST_TIMES = 100


def stream(endpoint: Endpoint, request: Request) -> Generator[Delta | Completion, None, None]:
    began = time.monotonic()
    latency_s = _behave(request)
    words: list[str] = WORDS.findall(_answer(request.messages))
    said, first_token_ms = words[: _limit(request.parameters)], None
    for word in said:
        _wait(latency_s, began + endpoint.timeout_s)
        first_token_ms = first_token_ms or (time.monotonic() - began) * 1000
        yield Delta(word)
    yield Completion(
        message={"role": "assistant", "content": "".join(said)},
        model=request.model or request.parameters.get("model") or MODEL,
        finish_reason="stop" if len(said) == len(words) else "length",
        usage=Usage(sum(len(text.split()) for text in _texts(request.messages)), len(said), 0, 0),
        first_token_ms=first_token_ms,
    )


def _behave(request: Request) -> float:
    """How many seconds a word takes, unless the call is to fail."""
    asked = request.parameters.get("echo", {})
    if not isinstance(asked, dict) or asked.keys() - {"latency_ms", "fail", "times"}:
        raise ProviderFailed("invalid", "echo: an object with `latency_ms`, `fail` or `times`.")
    latency_ms = _number(asked, "latency_ms", 0, LONGEST_LATENCY_MS)
    times = _number(asked, "times", MOST_TIMES, MOST_TIMES)
    kind = asked.get("fail")
    if kind is not None and kind not in tuple(KINDS):
        raise ProviderFailed("invalid", f"echo.fail: one of {', '.join(KINDS)}.")
    if kind is not None and request.attempt <= times:
        raise ProviderFailed(kind, f"It was told to fail as {kind}: leave out `echo.fail`.")
    return latency_ms / 1000


def _number(asked: dict[str, Any], name: str, default: int, most: int) -> float:
    value = asked.get(name, default)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= most:
        raise ProviderFailed("invalid", f"echo.{name}: a number from 0 to {most}.")
    return value


def _wait(seconds: float, deadline: float) -> None:
    left = deadline - time.monotonic()
    time.sleep(max(0.0, min(seconds, left)))
    if seconds > left:
        raise ProviderFailed("timeout", "The time limit passed: set a longer one, or ask for less.")


def _answer(messages: list[dict[str, Any]]) -> str:
    """What the user said last; without a user, what anybody did."""
    said = [m for m in messages if m.get("role") == "user"] or messages
    return "".join(_texts(said[-1:]))


def _texts(messages: list[dict[str, Any]]) -> Iterator[str]:
    for message in messages:
        content = message.get("content")
        if isinstance(content, str):
            yield content
        for part in content if isinstance(content, list) else ():
            if isinstance(part, dict) and isinstance(part.get("text"), str):
                yield part["text"]


def _limit(parameters: dict[str, Any]) -> int | None:
    """In tokens, by either of the names it goes by."""
    for name in ("max_completion_tokens", "max_tokens"):
        if isinstance(limit := parameters.get(name), int) and limit >= 0:
            return limit
    return None
