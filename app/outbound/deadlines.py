"""One limit for a whole exchange, from the name to the last byte."""

from __future__ import annotations

from time import monotonic


class Deadline:
    def __init__(self, seconds: float) -> None:
        self._at = monotonic() + seconds

    def left(self) -> float:
        """Seconds, always more than 0, which a socket takes for "do not wait"."""
        if (seconds := self._at - monotonic()) <= 0:
            raise TimeoutError("The deadline has passed")
        return seconds
