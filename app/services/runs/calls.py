"""A call of a model in a thread of its own, so that who waits for its pieces can do other things
meanwhile, such as hearing that nobody wants them any more.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from queue import Empty, SimpleQueue

from app.providers import Completion, Delta

Stream = Iterator[Delta | Completion]
End = Completion | Exception
"""How a call ends: with the whole answer, or with what went wrong."""


class Call:
    """Begins at once. Closed, it hangs up, however silent the provider is, and nobody waits."""

    def __init__(self, begin: Callable[[], Stream], hang_up: Callable[[], None]) -> None:
        self.begin, self.hang_up = begin, hang_up
        self.pieces: SimpleQueue[str | End] = SimpleQueue()
        self.is_closed = threading.Event()
        threading.Thread(target=self.listen, name="call", daemon=True).start()

    def listen(self) -> None:
        try:
            stream = self.begin()
            try:
                for piece in stream:
                    if self.is_closed.is_set():
                        return
                    self.pieces.put(piece.text if isinstance(piece, Delta) else piece)
            finally:
                stream.close()  # type: ignore[attr-defined]
        except Exception as error:
            self.pieces.put(error)

    def hear(self, patience_s: float, together_s: float) -> tuple[str, End | None]:
        """What was said since the last time, and the end if it came.

        Waits for a first piece as long as patience lasts, and then a little for those after it.
        """
        said: list[str] = []
        until = time.monotonic() + patience_s
        while (left := until - time.monotonic()) > 0:
            try:
                piece = self.pieces.get(timeout=left)
            except Empty:
                break
            if not isinstance(piece, str):
                return "".join(said), piece
            if not said:
                until = time.monotonic() + together_s
            said.append(piece)
        return "".join(said), None

    def close(self) -> None:
        self.is_closed.set()
        self.hang_up()
