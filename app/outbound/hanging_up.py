"""Ending a call from another thread than the one that waits for its answer."""

from __future__ import annotations

import socket
from contextlib import suppress
from threading import Lock


class HangUp:
    """For the calls it is given to: those that wait end at once, and none begins any more."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._sockets: set[socket.socket] = set()
        self._is_over = False

    def now(self) -> None:
        with self._lock:
            self._is_over = True
            for waiting in self._sockets:
                # Whoever waits for it is woken. The method of TLS would take away what it reads by.
                with suppress(OSError):
                    socket.socket.shutdown(waiting, socket.SHUT_RDWR)

    def watch(self, opened: socket.socket) -> None:
        with self._lock:
            self._sockets.add(opened)
        self.check()

    def close(self, opened: socket.socket) -> None:
        """Never while `now` looks at it, so that nobody else's socket has its number by then."""
        with self._lock:
            self._sockets.discard(opened)
            opened.close()

    def check(self) -> None:
        if self._is_over:
            raise ConnectionAbortedError("The caller has hung up")
