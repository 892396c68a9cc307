"""A call that waits is ended by another thread, at any stage and at once."""

import socket
from threading import Event, Thread
from time import monotonic

import pytest

from app.allow_list import AllowList
from app.errors import UpstreamFailed
from app.outbound import stream
from app.outbound.hanging_up import HangUp
from tests.outbound.servers import Names, crowded, serving, silent

LOOPBACK = AllowList.parse("127.0.0.0/8")
LONG_S = 60.0
SOON_S = 10.0


class Waiting:
    """A call that another thread makes."""

    def __init__(self, url: str, **options: object) -> None:
        self.hang_up, self.error = HangUp(), None
        self.url, self.options = url, options
        self.thread = Thread(target=self.call, daemon=True)
        self.thread.start()

    def call(self) -> None:
        try:
            with stream(
                "GET",
                self.url,
                allowed=LOOPBACK,
                timeout_s=LONG_S,
                hang_up=self.hang_up,
                **self.options,
            ) as answer:
                b"".join(answer.pieces)
        except Exception as error:
            self.error = error

    def ended(self) -> Exception | None:
        self.hang_up.now()
        self.thread.join(SOON_S)
        assert not self.thread.is_alive()
        return self.error


def until_left(head=b""):
    """Says `head`, then waits; and two events: that somebody asked, and that they are gone."""
    asked, left = Event(), Event()

    def script(connection, over):
        connection.sendall(head)
        asked.set()
        connection.settimeout(LONG_S)
        while connection.recv(4096):
            pass
        left.set()

    return script, asked, left


@pytest.mark.parametrize("head", [b"", b"HTTP/1.1 200 OK\r\n\r\nthe beginning"])
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_who_waits_for_an_answer_hears_no_more_and_the_server_sees_them_go(request, scheme, head):
    server = request.getfixturevalue("secure" if scheme == "https" else "plain")
    server.answers["/"], asked, left = until_left(head)
    names = Names(hooks_example=[["127.0.0.1"]])
    url = f"https://hooks.example:{server.port}/" if scheme == "https" else f"http://{server.here}/"
    waiting = Waiting(url, resolve=names)
    assert asked.wait(SOON_S)

    assert isinstance(waiting.ended(), UpstreamFailed)
    assert left.wait(SOON_S)


def test_a_handshake_is_ended(plain):
    plain.answers["/"] = silent
    accepted = Event()

    with socket.create_server(("127.0.0.1", 0)) as listening:

        def accept():
            connection, _ = listening.accept()
            connection.recv(1)
            accepted.set()
            with connection:
                connection.settimeout(LONG_S)
                while connection.recv(4096):
                    pass

        Thread(target=accept, daemon=True).start()
        port = listening.getsockname()[1]
        names = Names(hooks_example=[["127.0.0.1"]])
        waiting = Waiting(f"https://hooks.example:{port}/", resolve=names)
        assert accepted.wait(SOON_S)

        assert isinstance(waiting.ended(), UpstreamFailed)


def test_who_is_not_let_in_is_not_waited_for():
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with crowded("127.0.0.1", port):
        waiting = Waiting(f"http://127.0.0.1:{port}/")
        while not waiting.hang_up._sockets:
            assert waiting.thread.is_alive()

        assert isinstance(waiting.ended(), UpstreamFailed)


def test_who_has_hung_up_calls_nobody(plain):
    hang_up = HangUp()
    hang_up.now()
    began = monotonic()

    with (
        pytest.raises((UpstreamFailed, ConnectionAbortedError)),
        stream("GET", f"http://{plain.here}/", allowed=LOOPBACK, hang_up=hang_up),
    ):
        pass

    assert monotonic() - began < SOON_S
    assert not plain.asked


def test_what_is_over_is_not_hung_up_again():
    hang_up = HangUp()
    with serving() as server:
        server.answers["/"] = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
        with stream("GET", f"http://{server.here}/", allowed=LOOPBACK, hang_up=hang_up) as answer:
            assert b"".join(answer.pieces) == b"ok"

    assert not hang_up._sockets
    hang_up.now()
