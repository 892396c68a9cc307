"""How much of which runs somebody has been told, as a text they send back after an interruption."""

from __future__ import annotations

import re
from dataclasses import dataclass
from uuid import UUID

from app.models.runs import RUN_STATUSES

LETTERS = {status: status[0] for status in RUN_STATUSES}
STATUSES = {letter: status for status, letter in LETTERS.items()}
PLACE = re.compile(r"([0-9a-f]{12})([a-z])([0-9]{1,9}):([0-9]{1,9})")


@dataclass(frozen=True)
class Told:
    """A run's status and attempt, and how many characters of that attempt's answer."""

    status: str
    attempt: int
    sent: int = 0


def key_of(run_id: UUID) -> str:
    """Enough of an id to tell the runs of a group apart: its last 48 bits, which are random."""
    return run_id.hex[-12:]


def written(places: dict[str, Told]) -> str:
    return ",".join(
        f"{key}{LETTERS[told.status]}{told.attempt}:{told.sent}" for key, told in places.items()
    )


def read(text: str) -> dict[str, Told]:
    """What makes no sense is left out: then that run is told from its beginning."""
    places = {}
    for place in text.split(","):
        if (found := PLACE.fullmatch(place.strip())) and found[2] in STATUSES:
            places[found[1]] = Told(STATUSES[found[2]], int(found[3]), int(found[4]))
    return places
