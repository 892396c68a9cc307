"""A streamed answer put together again: chunks of OpenAI's chat completions → one `Completion`.

Servers that speak this protocol differ in what they leave out, so nothing is taken for given.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from app.providers.completions import Completion, Usage

MOST_TOKENS = 2**31


@dataclass
class Answer:
    """Takes chunks as they come. What has another type than it should raises `TypeError`."""

    message: dict[str, Any] = field(default_factory=lambda: {"role": "assistant", "content": None})
    model: str | None = None
    finish_reason: str | None = None
    usage: Usage | None = None
    has_begun: bool = False

    def add(self, chunk: dict[str, Any]) -> str:
        """The text that the chunk adds to the answer."""
        self.model = _text(chunk.get("model")) or self.model
        self.usage = usage_of(chunk.get("usage")) or self.usage
        text = ""
        for choice in _list(chunk.get("choices"))[:1]:
            self.finish_reason = _text(_dict(choice).get("finish_reason")) or self.finish_reason
            delta = _dict(choice.get("delta"))
            self._merge(delta)
            text = _text(delta.get("content")) or ""
        return text

    def _merge(self, delta: dict[str, Any]) -> None:
        for key, value in delta.items():
            if value is None or key == "role":
                continue
            self.has_begun = self.has_begun or bool(value)
            if key == "tool_calls":
                _add_calls(self.message.setdefault(key, []), _list(value))
            elif isinstance(value, str):
                self.message[key] = (_text(self.message.get(key)) or "") + value
            else:
                self.message[key] = value

    def completion(self, first_token_ms: float | None) -> Completion:
        return Completion(self.message, self.model, self.finish_reason, self.usage, first_token_ms)


def _add_calls(calls: list[dict[str, Any]], pieces: list[Any]) -> None:
    for piece in map(_dict, pieces):
        at = _place(calls, piece)
        if at >= len(calls):
            calls.append({"id": None, "type": "function", "function": {}})
        call = calls[min(at, len(calls) - 1)]
        call |= {k: v for k, v in piece.items() if k not in ("index", "function") and v}
        for key, value in _dict(piece.get("function")).items():
            call["function"][key] = call["function"].get(key, "") + (_text(value) or "")


def _place(calls: list[dict[str, Any]], piece: dict[str, Any]) -> int:
    """Which call a piece belongs to: that of its index; without one, a new id begins another."""
    at = piece.get("index")
    if isinstance(at, int):
        return at
    return len(calls) if piece.get("id") or not calls else len(calls) - 1


def completion_of(whole: Any) -> Completion:
    """Of an answer that came in one piece."""
    answer = _dict(whole)
    choices = _list(answer.get("choices"))
    if not choices:
        raise TypeError("no choices")
    choice = _dict(choices[0])
    message = {"role": "assistant", "content": None, **_dict(choice.get("message"))}
    return Completion(
        message,
        _text(answer.get("model")),
        _text(choice.get("finish_reason")),
        usage_of(answer.get("usage")),
    )


def usage_of(counts: Any) -> Usage | None:
    if not counts:
        return None
    written = _dict(counts)
    return Usage(
        _tokens(written.get("prompt_tokens")),
        _tokens(written.get("completion_tokens")),
        _tokens(_dict(written.get("prompt_tokens_details")).get("cached_tokens")),
        _tokens(_dict(written.get("completion_tokens_details")).get("reasoning_tokens")),
    )


def _tokens(value: Any) -> int | None:
    """What is no count counts as not said: the answer itself is worth keeping."""
    is_count = isinstance(value, int) and not isinstance(value, bool) and 0 <= value < MOST_TOKENS
    return value if is_count else None


def _dict(value: Any) -> dict[str, Any]:
    if value is not None and not isinstance(value, dict):
        raise TypeError(f"an object, not {type(value).__name__}")
    return value or {}


def _list(value: Any) -> list[Any]:
    if value is not None and not isinstance(value, list):
        raise TypeError(f"a list, not {type(value).__name__}")
    return value or []


def _text(value: Any) -> str | None:
    if value is not None and not isinstance(value, str):
        raise TypeError(f"a text, not {type(value).__name__}")
    return value
