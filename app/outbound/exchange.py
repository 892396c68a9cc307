"""One request and its answer over one connection, within a deadline and a size."""

from __future__ import annotations

import logging
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

import httpcore2

from app.errors import UpstreamFailed
from app.outbound.calls import Call
from app.outbound.deadlines import Deadline
from app.outbound.routes import Route
from app.outbound.sockets import Checked, trusted

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Streamed:
    """An answer whose body comes in pieces, within the same limits."""

    status: int
    headers: Mapping[str, str]
    pieces: Iterator[bytes]


@contextmanager
def exchanged(call: Call, route: Route, deadline: Deadline, limit_bytes: int) -> Iterator[Streamed]:
    target = call.target
    connection = httpcore2.HTTPConnection(
        httpcore2.Origin(target.scheme.encode(), target.host.encode(), target.port),
        ssl_context=trusted() if target.scheme == "https" else None,
        network_backend=Checked(route.addresses, deadline),
    )
    try:
        with _explained(route):
            response = connection.handle_request(call.request())
        headers = _joined(response.headers)
        yield Streamed(response.status, headers, _pieces(response, route, limit_bytes))
    finally:
        connection.close()


def _joined(pairs: list[tuple[bytes, bytes]]) -> dict[str, str]:
    headers: dict[str, str] = {}
    for raw_name, raw_value in pairs:
        name, value = raw_name.decode("latin-1").lower(), raw_value.decode("latin-1")
        headers[name] = f"{headers[name]}, {value}" if name in headers else value
    return headers


def check_answer(call: Call, headers: Mapping[str, str], limit_bytes: int) -> None:
    # What is small here may be huge when unpacked, so we ask for none packed and unpack none.
    if headers.get("content-encoding", "").lower() not in ("", "identity"):
        raise UpstreamFailed(
            f"{call.target.host} answers compressed, which was not asked for:"
            " have it honour Accept-Encoding: identity.",
            retry=False,
        )
    # h11 lets no length through that is not a number.
    if call.method != "HEAD" and int(headers.get("content-length", 0)) > limit_bytes:
        raise _too_large(call.target.host, limit_bytes)


def _pieces(response: httpcore2.Response, route: Route, limit_bytes: int) -> Iterator[bytes]:
    arriving, seen = response.iter_stream(), 0
    while True:
        with _explained(route):
            piece = next(arriving, None)
        if piece is None:
            return
        seen += len(piece)
        if seen > limit_bytes:
            raise _too_large(route.target.host, limit_bytes)
        yield piece


def _too_large(host: str, limit_bytes: int) -> UpstreamFailed:
    return UpstreamFailed(
        f"{host} answers with more than {limit_bytes} bytes: have it answer with less.", retry=False
    )


@contextmanager
def _explained(route: Route) -> Iterator[None]:
    """Failures in our words; of an internal target only that it failed, so that none is probed."""
    host = route.target.host
    try:
        yield
    except (OSError, httpcore2.NetworkError, httpcore2.ProtocolError) as error:
        # A protocol error quotes the peer's bytes, which are nobody's business here.
        reason = error if isinstance(error, OSError) else type(error).__name__
        log.info("No answer from %s: %s", host, reason)
        why = "gave no answer that can be used" if route.inside else _why(error)
        raise UpstreamFailed(
            f"{host} {why}: check the URL, and that the service is up, then try again.", retry=True
        ) from error


def _why(error: Exception) -> str:
    if isinstance(error, TimeoutError):
        return "did not answer in time"
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"has no valid certificate ({error.verify_message.rstrip('.')})"
    if isinstance(error, httpcore2.ProtocolError):
        return "did not answer in HTTP"
    return "could not be reached"
