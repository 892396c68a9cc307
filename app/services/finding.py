"""One search over everything that has a name, an id, an address or a prefix."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from app.services import policy
from app.services.lists import LISTINGS, Asked, page
from app.services.lists.jobs import job_number
from app.services.lists.listing import as_uuid
from app.services.policy import Caller

NOUNS = (
    *("prompts", "datasets", "evaluators", "experiments"),
    *("people", "keys", "projects", "connections", "releases"),
)
RULES = ("scales", "prices", "masking", "gates")
EACH = 6
REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")


@dataclass(frozen=True)
class Found:
    """Some rows of a list, and what its address asks for to show them all."""

    listing: str
    query: dict[str, str]
    rows: list[Any]
    more: bool


def find(caller: Caller, q: str) -> list[Found]:
    """A few of each noun, the newest first; what has none is left out."""
    policy.require_across(caller)
    if not q:
        return []
    found = [first_rows(caller, noun, {"q": q}, Asked(q=q, limit=EACH)) for noun in NOUNS]
    for noun in nouns_by_id(q):
        asked = Asked(chosen={"id": (q,)}, limit=EACH)
        found.append(first_rows(caller, noun, {"id": q}, asked))
    if as_uuid(q) is not None:
        found.append(first_rows(caller, "runs", {"q": q}, Asked(q=q, limit=EACH)))
    return [group for group in found if group.rows]


def nouns_by_id(q: str) -> Iterator[str]:
    """Those without names, as far as this can be an id of theirs."""
    if as_uuid(q) is not None:
        yield from ("versions", "sessions", "traces", *RULES)
    if REQUEST_ID.fullmatch(q):
        yield "audit"
    if job_number(q) is not None:
        yield "jobs"


def first_rows(caller: Caller, noun: str, query: dict[str, str], asked: Asked) -> Found:
    rows = page(caller, LISTINGS[noun], asked)
    return Found(noun, query, rows.rows, rows.older is not None)
