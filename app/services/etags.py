"""Which state of a row somebody saw and acts on."""

from __future__ import annotations

import hashlib
from typing import Any

from app.db import compact_json
from app.errors import PreconditionFailed


class EtagDiffers(PreconditionFailed):
    """The row changed after the answer whose ETag was sent."""


def etag_of_state(state: Any) -> str:
    """The same for the same JSON value."""
    return hashlib.sha256(compact_json(state).encode()).hexdigest()[:32]


def check_etag(name: str, etag: str, if_match: list[str] | None) -> None:
    """`if_match` holds the ETags the caller would accept; None asks for no check."""
    if if_match is not None and "*" not in if_match and etag not in if_match:
        raise EtagDiffers(f"{name} was changed meanwhile: load it again, then retry.")
