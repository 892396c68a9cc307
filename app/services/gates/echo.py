"""Whether what the built-in provider answers says anything: in the demo and in tests alone."""

from __future__ import annotations

ECHO = "echo"
"""The provider that repeats what it is given."""

# Of the process, as its settings say: whoever moves a label need not hand them on.
counting = False


def let_echo_count(counts: bool) -> None:
    global counting
    counting = counts


def counts(provider: str | None) -> bool:
    return counting or provider != ECHO
