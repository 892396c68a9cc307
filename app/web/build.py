"""Which build this is."""

from __future__ import annotations

import hashlib
from importlib.metadata import version
from pathlib import Path

VERSION = version("promptside-server")


def fingerprint() -> str:
    """Changes whenever any file of the application does."""
    digest = hashlib.sha256(VERSION.encode())
    for path in sorted(Path(__file__).parent.parent.rglob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


BUILD = fingerprint()
