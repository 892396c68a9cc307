"""A sign-in on its way to the provider and back."""

from __future__ import annotations

from typing import NamedTuple


class Begun(NamedTuple):
    """What a browser must bring back to finish the sign-in that it began."""

    state: str
    nonce: str
    verifier: str
