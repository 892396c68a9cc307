"""Regular expressions whose time is bounded by the length of the text, whatever they are.

RE2 knows no way back in a text, so there are no back-references and no looking ahead or behind;
Python's own expressions can take for ever on a text that somebody chose for that.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import re2

from app.errors import invalid

LONGEST_PATTERN = 1_000
"""Characters."""

MOST_MEMORY = 1024 * 1024
"""Bytes that an expression may take when it is prepared; repetitions of repetitions take more."""


@lru_cache(maxsize=1024)
def compiled(pattern: str) -> Any:
    """The expression, ready to use, or `Invalid` with what is wrong with it."""
    options = re2.Options()
    options.max_mem = MOST_MEMORY
    options.log_errors = False
    try:
        expression = re2.compile(pattern, options)
    except re2.error as error:
        raise invalid("pattern", f"Not a regular expression of RE2: {said_by(error)}.") from None
    if expression.search("") is not None:
        raise invalid("pattern", "It matches where nothing is, so it would be everywhere.")
    return expression


def said_by(error: Exception) -> str:
    """The library's words, which are bytes."""
    words = error.args[0] if error.args else ""
    return words.decode("utf-8", "replace") if isinstance(words, bytes) else str(words)
