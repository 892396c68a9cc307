"""What an OpenAI-compatible server says, as bytes for a scripted server."""

from __future__ import annotations

import json
from typing import Any

from tests.outbound.servers import ok

PATH = "/v1/chat/completions"


def as_json(body: Any, *headers: bytes, status: bytes = b"200 OK") -> bytes:
    return ok(json.dumps(body).encode(), b"Content-Type: application/json", *headers, status=status)


def refusal(status: bytes, message: str, *headers: bytes, **error: Any) -> bytes:
    return as_json({"error": {"message": message, **error}}, *headers, status=status)


def whole(content: str | None = "Hello there", **message: Any) -> bytes:
    choice = {
        "index": 0,
        "message": {"role": "assistant", "content": content, **message},
        "finish_reason": "stop",
    }
    return as_json({"model": "m-1", "choices": [choice], "usage": USAGE})


USAGE = {
    "prompt_tokens": 20,
    "completion_tokens": 7,
    "total_tokens": 27,
    "prompt_tokens_details": {"cached_tokens": 16},
    "completion_tokens_details": {"reasoning_tokens": 5},
}


def chunk(delta: dict[str, Any], finish_reason: str | None = None) -> dict[str, Any]:
    choice = {"index": 0, "delta": delta, "finish_reason": finish_reason}
    return {"id": "c", "object": "chat.completion.chunk", "model": "m-1", "choices": [choice]}


LAST = {**chunk({}), "choices": [], "usage": USAGE}
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"


def events(*chunks: Any) -> bytes:
    return b"".join(b"data: " + json.dumps(one).encode() + b"\n\n" for one in chunks)


def streamed(*chunks: Any) -> bytes:
    body = events(*chunks) + b"data: [DONE]\n\n"
    return HEAD + b"Content-Length: %d\r\n\r\n" % len(body) + body


def hello() -> bytes:
    return streamed(
        chunk({"role": "assistant", "content": ""}),
        chunk({"content": "Hello"}),
        chunk({"content": " there"}),
        chunk({}, "stop"),
        LAST,
    )
