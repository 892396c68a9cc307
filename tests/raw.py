"""HTTP as bytes, for what a well-behaved client would never send."""

from __future__ import annotations

import socket
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import urlsplit

from tests.live import LiveApi


@dataclass(frozen=True)
class RawAnswer:
    status: int
    headers: dict[str, str]
    body: bytes


def send_raw(
    api: LiveApi,
    target: bytes,
    *,
    method: bytes = b"GET",
    headers: tuple[bytes, ...] = (),
    body: bytes = b"",
) -> RawAnswer:
    """One request with the API's key, exactly as given, and its answer."""
    host = urlsplit(api.url)
    lines = [
        method + b" " + target + b" HTTP/1.1",
        b"Host: " + host.netloc.encode(),
        b"Authorization: Bearer " + api.token.encode(),
        b"Connection: close",
        *headers,
    ]
    if body:
        lines.append(b"Content-Length: %d" % len(body))
    with socket.create_connection((host.hostname, host.port), timeout=60) as connection:
        with suppress(BrokenPipeError, ConnectionResetError):  # refused before all was sent
            connection.sendall(b"\r\n".join(lines) + b"\r\n\r\n" + body)
        return parsed(received(connection))


def received(connection: socket.socket) -> bytes:
    parts = []
    with suppress(ConnectionResetError):  # the rest of what was sent was thrown away
        while part := connection.recv(65536):
            parts.append(part)
    return b"".join(parts)


def parsed(answer: bytes) -> RawAnswer:
    head, _, body = answer.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    assert first.startswith("HTTP/1.1 "), answer[:200]
    headers = dict(line.lower().split(": ", 1) for line in lines)
    return RawAnswer(int(first.split()[1]), headers, body)
