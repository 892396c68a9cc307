"""Recording that a list was taken away."""

from __future__ import annotations

from app.services import audit
from app.services.lists.listing import Asked, Listing
from app.services.policy import Caller


def record_export(caller: Caller, listing: Listing, asked: Asked, kind: str) -> None:
    """Across projects, thus the installation's. What was searched for may be an address."""
    facts = {
        "format": kind,
        **{name: list(values) for name, values in asked.chosen.items()},
        "searched": bool(asked.q),
        "since": asked.since and asked.since.isoformat(),
        "until": asked.until and asked.until.isoformat(),
    }
    told = {name: value for name, value in facts.items() if value}
    audit.record_export(caller, listing.name, told, project_id=None)
