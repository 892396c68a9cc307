"""httpcore's way to the network, led to addresses already checked and kept to one deadline."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

import httpcore2

from app.allow_list import Address
from app.outbound.deadlines import Deadline

MOST_ATTEMPTS = 4

trusted = cache(httpcore2.default_ssl_context)
"""The system's certificates, or those of SSL_CERT_FILE; reading them takes long."""


class Checked(httpcore2.NetworkBackend):
    """Connects to one of the addresses given, whatever name it is asked for."""

    def __init__(self, addresses: Sequence[Address], deadline: Deadline) -> None:
        self._addresses = addresses[:MOST_ATTEMPTS]
        self._deadline = deadline

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.NetworkStream:
        *others, last = self._addresses
        for n, address in enumerate(others):
            # A share of the time for each, so that one that stays silent leaves some for the next.
            try:
                return self._connect(address, port, len(self._addresses) - n)
            except OSError:
                continue
        return self._connect(last, port, 1)

    def _connect(self, address: Address, port: int, shares: int) -> httpcore2.NetworkStream:
        seconds = self._deadline.left() / shares
        family = socket.AF_INET if address.version == 4 else socket.AF_INET6
        stream = Stream(socket.socket(family), self._deadline)
        try:
            stream.connect((str(address), port), seconds)
        except BaseException:
            stream.close()
            raise
        return stream


class Stream(httpcore2.NetworkStream):
    """Each wait is as long as the deadline still allows: a peer that drips gains nothing."""

    def __init__(self, opened: socket.socket, deadline: Deadline) -> None:
        self._socket = opened
        self._deadline = deadline

    def connect(self, where: tuple[str, int], seconds: float) -> None:
        self._deadline.hang_up.watch(self._socket)
        self._socket.settimeout(seconds)
        self._socket.connect(where)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        self._socket.settimeout(self._deadline.left())
        arrived = self._socket.recv(max_bytes)
        # Where one's own side ended it, that must not pass for the end of an answer.
        self._deadline.hang_up.check()
        return arrived

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        rest = memoryview(buffer)
        while rest:
            self._socket.settimeout(self._deadline.left())
            try:
                rest = rest[self._socket.send(rest) :]
            except TimeoutError:
                raise
            except OSError as error:
                # httpcore reads on: whoever stops listening may have answered why.
                raise httpcore2.WriteError(error) from error

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore2.NetworkStream:
        try:
            self._socket.settimeout(self._deadline.left())
            # The handshake waits for the peer, so it is of a socket that is watched.
            secured = ssl_context.wrap_socket(
                self._socket, server_hostname=server_hostname, do_handshake_on_connect=False
            )
        except BaseException:
            self.close()
            raise
        stream = Stream(secured, self._deadline)
        try:
            self._deadline.hang_up.watch(secured)
            secured.do_handshake()
        except BaseException:
            stream.close()
            raise
        finally:
            # Of its socket, which is the other's now, nothing is left.
            self.close()
        return stream

    def close(self) -> None:
        self._deadline.hang_up.close(self._socket)

    def get_extra_info(self, info: str) -> Any:
        is_secured = isinstance(self._socket, ssl.SSLSocket)
        return self._socket if info == "ssl_object" and is_secured else None
