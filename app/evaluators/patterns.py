"""Regular expressions of users, which end in time linear in the text (RE2)."""

from __future__ import annotations

from typing import Any

import re2

from app.evaluators.verdicts import bad_config

MOST_MEMORY = 8 * 2**20
LONGEST = 2_000
PATTERN: dict[str, Any] = {"type": "string", "minLength": 1, "maxLength": LONGEST}


def compiled(pattern: str, field: str, *, ignore_case: bool = False, dot_all: bool = False) -> Any:
    options = re2.Options()
    options.max_mem = MOST_MEMORY
    options.log_errors = False
    options.case_sensitive = not ignore_case
    options.dot_nl = dot_all
    try:
        return re2.compile(pattern, options)
    except (re2.error, UnicodeError) as error:
        raise bad_config(
            field,
            f"Not a regular expression of RE2, which knows no look-around and no references back:"
            f" {told(error)}",
        ) from None


def told(error: Exception) -> str:
    said = error.args[0] if error.args else "invalid"
    return said.decode(errors="replace") if isinstance(said, bytes) else str(said)
