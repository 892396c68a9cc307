"""A real server on loopback, told byte by byte what to answer, and the DNS that leads to it."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from socketserver import StreamRequestHandler, ThreadingTCPServer
from threading import Event, Thread

Script = bytes | list[bytes] | Callable[[socket.socket, Event], None]
"""The answer, the answers to one call after the other, or what to do with the connection."""


@dataclass(frozen=True)
class Asked:
    line: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Server:
    port: int
    answers: dict[str, Script] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    over: Event = field(default_factory=Event)

    @property
    def here(self) -> str:
        return f"127.0.0.1:{self.port}"


class Handler(StreamRequestHandler):
    def setup(self) -> None:
        if self.server.tls:
            self.request = self.server.tls.wrap_socket(self.request, server_side=True)
        super().setup()

    def handle(self) -> None:
        line = self.rfile.readline().decode().strip()
        headers = {}
        while text := self.rfile.readline().decode().strip():
            name, _, value = text.partition(": ")
            headers[name.lower()] = value
        known = self.server.known
        script = known.answers[line.split(" ")[1]]
        if isinstance(script, bytes | list):
            body = self.rfile.read(int(headers.get("content-length", 0)))
            known.asked.append(Asked(line, headers, body))
            self.request.sendall(script if isinstance(script, bytes) else script.pop(0))
        else:
            script(self.request, known.over)


class LoopbackServer(ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True
    tls: ssl.SSLContext | None
    known: Server

    def handle_error(self, request: object, client_address: object) -> None:
        """The caller hangs up in many of these tests."""


@contextmanager
def serving(tls: ssl.SSLContext | None = None) -> Iterator[Server]:
    with LoopbackServer(("127.0.0.1", 0), Handler) as server:
        server.tls, server.known = tls, Server(server.server_address[1])
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield server.known
        finally:
            server.known.over.set()
            server.shutdown()
            thread.join()


@contextmanager
def crowded(host: str, port: int) -> Iterator[None]:
    """Nobody accepts there, and those who wait fill the queue: whoever comes now hears nothing."""
    with ExitStack() as stack:
        listening = stack.enter_context(socket.socket())
        listening.bind((host, port))
        listening.listen(0)
        for _ in range(4):
            waiting = stack.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex((host, port))
        yield


def ok(body: bytes = b"", *headers: bytes, status: bytes = b"200 OK") -> bytes:
    lines = (b"HTTP/1.1 " + status, b"Content-Length: %d" % len(body), *headers, b"", body)
    return b"\r\n".join(lines)


def to(location: str, status: int = 302) -> bytes:
    return ok(b"", b"Location: " + location.encode(), status=b"%d Found" % status)


def dripping(head: bytes, drop: bytes) -> Script:
    """Says `head`, then one drop every 20 ms, until nobody listens."""

    def drip(connection: socket.socket, over: Event) -> None:
        with suppress(OSError):
            connection.sendall(head)
            while not over.wait(0.02):
                connection.sendall(drop)

    return drip


def silent(connection: socket.socket, over: Event) -> None:
    over.wait()


class Names:
    """A resolver: each name's answers in turn, and who was asked for."""

    def __init__(self, **answers: list[list[str]]) -> None:
        self._answers = {name.replace("_", "."): lists for name, lists in answers.items()}
        self.asked: list[str] = []

    def __call__(self, host: str, port: int) -> list[str]:
        self.asked.append(host)
        if host not in self._answers:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return self._answers[host].pop(0)
