"""The way out for a library that brings its own HTTP client: a transport for httpx2."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack

import httpx2

from app.allow_list import AllowList
from app.outbound.calls import OURS
from app.outbound.deadlines import Deadline
from app.outbound.exchange import Streamed
from app.outbound.fetching import LIMIT_BYTES, TIMEOUT_S, stream
from app.outbound.hanging_up import HangUp
from app.outbound.routes import Resolve, by_the_system


class Guarded(httpx2.BaseTransport):
    """Calls as `stream` does and fails with its errors; one time limit for all that it carries."""

    def __init__(
        self,
        allowed: AllowList,
        *,
        limit_bytes: int = LIMIT_BYTES,
        timeout_s: float = TIMEOUT_S,
        resolve: Resolve = by_the_system,
        hang_up: HangUp | None = None,
    ) -> None:
        self._allowed = allowed
        self._limit_bytes = limit_bytes
        self._deadline = Deadline(timeout_s, hang_up)
        self._resolve = resolve

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        closing = ExitStack()
        answer = closing.enter_context(
            stream(
                request.method,
                str(request.url),
                headers={k: v for k, v in request.headers.items() if k not in OURS},
                body=request.read(),
                allowed=self._allowed,
                limit_bytes=self._limit_bytes,
                timeout_s=self._deadline.left(),
                resolve=self._resolve,
                hang_up=self._deadline.hang_up,
            )
        )
        headers = list(answer.headers.items())
        return httpx2.Response(answer.status, headers=headers, stream=Pieces(answer, closing))


class Pieces(httpx2.SyncByteStream):
    """A body that ends its call when it is closed."""

    def __init__(self, answer: Streamed, closing: ExitStack) -> None:
        self._answer = answer
        self._closing = closing

    def __iter__(self) -> Iterator[bytes]:
        yield from self._answer.pieces

    def close(self) -> None:
        self._closing.close()
