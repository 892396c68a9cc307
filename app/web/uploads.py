"""How much of a request is read: no more than is allowed, and enough that a refusal is heard."""

from __future__ import annotations

import time
from contextlib import suppress
from typing import IO, cast

from flask import Flask, Request, Response, request
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.utils import cached_property
from werkzeug.wsgi import LimitedStream

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


class BoundedRequest(Request):
    @cached_property
    def stream(self) -> IO[bytes]:
        limit = self.max_content_length
        if self.content_length is not None or limit is None or not is_terminated(self):
            return super().stream
        return cast(IO[bytes], WholeStream(self.environ["wsgi.input"], limit, is_max=True))


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
