"""The chain of seals over the audit log: appended after each commit, verified by anybody."""

from app.services.seals.chain import INSTALLATION, Chain, Head, chains, heads
from app.services.seals.sealing import Sweep, seal_committed
from app.services.seals.verifying import BadHead, parse_head, verify

__all__ = [
    "INSTALLATION",
    "BadHead",
    "Chain",
    "Head",
    "Sweep",
    "chains",
    "heads",
    "parse_head",
    "seal_committed",
    "verify",
]
