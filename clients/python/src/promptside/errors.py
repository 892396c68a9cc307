"""Why a command cannot do what it was asked for, in a sentence that says what to do next."""

from __future__ import annotations


class CannotGoOn(Exception):
    """An error, as opposed to a regression: the command ends with 2."""


class BadInput(CannotGoOn):
    """A file or an option is not what it must be."""


class ServerAway(CannotGoOn):
    """Nobody answers at the address, or not as Promptside does."""


class Refused(CannotGoOn):
    """The server said no, and why."""

    def __init__(self, message: str, status: int) -> None:
        super().__init__(message)
        self.status = status
