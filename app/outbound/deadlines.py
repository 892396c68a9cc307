"""One limit for a whole exchange, from the name to the last byte."""

from __future__ import annotations

from time import monotonic

from app.outbound.hanging_up import HangUp


class Deadline:
    """It comes sooner if somebody hangs up."""

    def __init__(self, seconds: float, hang_up: HangUp | None = None) -> None:
        self._at = monotonic() + seconds
        self.hang_up = hang_up or HangUp()

    def left(self) -> float:
        """Seconds, always more than 0, which a socket takes for "do not wait"."""
        self.hang_up.check()
        if (seconds := self._at - monotonic()) <= 0:
            raise TimeoutError("The deadline has passed")
        return seconds
