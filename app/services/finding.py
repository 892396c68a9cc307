"""One search over everything that has a name, an id, an address or a prefix."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from app.services import policy
from app.services.lists import LISTINGS, Asked, page
from app.services.policy import Caller

NOUNS = ("prompts", "people", "keys", "projects", "releases")
EACH = 6


@dataclass(frozen=True)
class Found:
    listing: str
    rows: list[Any]
    more: bool


def find(caller: Caller, q: str) -> list[Found]:
    """A few of each noun, the newest first; what has none is left out."""
    policy.require(caller, policy.OPERATE)
    if not q:
        return []
    found = []
    for noun in NOUNS:
        rows = page(caller, LISTINGS[noun], Asked(q=q, limit=EACH))
        if rows.rows:
            found.append(Found(noun, rows.rows, rows.older is not None))
    return found
