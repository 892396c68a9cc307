"""Makes a call, and those that follow it: each by a checked route, all before one deadline."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from app.allow_list import AllowList
from app.errors import UpstreamFailed
from app.outbound.calls import Call
from app.outbound.deadlines import Deadline
from app.outbound.exchange import Streamed, check_answer, exchanged
from app.outbound.hanging_up import HangUp
from app.outbound.routes import Resolve, by_the_system, route_to

MOST_REDIRECTS = 3
LIMIT_BYTES = 1_048_576
TIMEOUT_S = 10.0


@dataclass(frozen=True)
class Answer:
    """Whatever the status. Names of headers are in lower case, repeated ones joined by commas."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def fetch(
    method: str,
    url: str,
    *,
    headers: Mapping[str, str] | None = None,
    body: bytes | None = None,
    allowed: AllowList,
    limit_bytes: int = LIMIT_BYTES,
    timeout_s: float = TIMEOUT_S,
    follow: bool = False,
    resolve: Resolve = by_the_system,
) -> Answer:
    """The whole answer, or `OutboundRefused` or `UpstreamFailed`.

    `follow` goes after at most three redirects, each checked like the first URL; without it,
    a redirect is an answer like any other.
    """
    with stream(
        method,
        url,
        headers=headers,
        body=body,
        allowed=allowed,
        limit_bytes=limit_bytes,
        timeout_s=timeout_s,
        follow=follow,
        resolve=resolve,
    ) as answer:
        return Answer(answer.status, answer.headers, b"".join(answer.pieces))


@contextmanager
def stream(
    method: str,
    url: str,
    *,
    headers: Mapping[str, str] | None = None,
    body: bytes | None = None,
    allowed: AllowList,
    limit_bytes: int = LIMIT_BYTES,
    timeout_s: float = TIMEOUT_S,
    follow: bool = False,
    resolve: Resolve = by_the_system,
    hang_up: HangUp | None = None,
) -> Iterator[Streamed]:
    """As `fetch`, in pieces; the time that the reader takes between them counts."""
    deadline = Deadline(timeout_s, hang_up)
    call = Call.to(method, url, headers, body)
    for _ in range(MOST_REDIRECTS + 1):
        route = route_to(call.target, allowed, resolve, deadline)
        with exchanged(call, route, deadline, limit_bytes) as answer:
            location = answer.headers.get("location")
            following = call.redirected(answer.status, location) if follow else None
            if following is None:
                check_answer(call, answer.headers, limit_bytes)
                yield answer
                return
            call = following
    raise UpstreamFailed(
        f"{call.target.host} redirects more than {MOST_REDIRECTS} times: write the final URL.",
        retry=False,
    )
