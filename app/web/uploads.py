"""How much of a request is read: no more than is allowed, all that was said to come, and enough
that a refusal is heard.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from typing import IO, cast

from flask import Flask, Request, Response, request
from werkzeug.exceptions import ClientDisconnected, LengthRequired, RequestEntityTooLarge
from werkzeug.utils import cached_property
from werkzeug.wsgi import LimitedStream

from app.errors import DomainError
from app.web.session_cookie import session_token

CHUNK = 64 * 1024
LINGER_BYTES = 32 * 1024 * 1024
LINGER_SECONDS = 10


def init_app(app: Flask) -> None:
    app.request_class = BoundedRequest
    app.after_request(hear_out)


class WholeStream(LimitedStream):
    """Without a Content-Length only reading past the limit shows that there is more; Werkzeug's
    own `readall` stops there, and hands on what was cut off as if it were everything.
    """

    def readall(self) -> bytes:
        data = super().readall()
        if self.is_exhausted and self._stream.read(1):
            raise RequestEntityTooLarge
        return data


class BrokenOff(DomainError):
    """The connection ended before the body did."""

    status, title = 400, "Broken off"


class BoundedRequest(Request):
    @cached_property
    def stream(self) -> IO[bytes]:
        """Raises `ClientDisconnected` where a body ends before its length: the server program hands
        on what was cut off as if it were everything.
        """
        checked, length, limit = super().stream, self.content_length, self.max_content_length
        if not is_terminated(self):
            return checked
        body = self.environ["wsgi.input"]
        if length is not None:
            return cast(IO[bytes], LimitedStream(body, length))
        return checked if limit is None else cast(IO[bytes], WholeStream(body, limit, is_max=True))


def pieces(*, whole: bool = False) -> Iterator[bytes]:
    """The body as it comes. Raises `BrokenOff`; where only all of it will do (`whole`), refuses
    what comes without a length, of which nobody can tell.
    """
    if whole and request.content_length is None and is_terminated(request):
        raise LengthRequired(
            "Send a `Content-Length`: without it nobody can tell whether all of it has arrived."
        )
    return in_pieces(request.stream)


def in_pieces(body: IO[bytes]) -> Iterator[bytes]:
    try:
        yield from iter(partial(body.read, CHUNK), b"")
    except ClientDisconnected:
        raise BrokenOff("The upload broke off: send it again.") from None


def hear_out(response: Response) -> Response:
    """Read on after a refusal: the connection of a client that is still sending would be reset,
    and the answer lost. One that asked beforehand, by `Expect`, sends nothing.
    """
    if response.status_code >= 400 and is_terminated(request) and is_worth_waiting_for():
        with suppress(OSError):
            read_on(request.environ["wsgi.input"])
    return response


def is_worth_waiting_for() -> bool:
    """A read cannot be given up, and who stops sending keeps this thread: not for strangers."""
    is_stranger = "Authorization" not in request.headers and session_token() is None
    return not is_stranger and "Expect" not in request.headers


def read_on(body: IO[bytes]) -> None:
    end, left = time.monotonic() + LINGER_SECONDS, LINGER_BYTES
    while left > 0 and time.monotonic() < end and (piece := body.read(CHUNK)):
        left -= len(piece)


def is_terminated(given: Request) -> bool:
    """Whether the server program itself ends the stream where the body ends."""
    return bool(given.environ.get("wsgi.input_terminated"))
