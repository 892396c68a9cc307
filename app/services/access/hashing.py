"""Passwords as they are kept: by Argon2id (RFC 9106), of which two are verified at once."""

from __future__ import annotations

import threading

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from app.errors import TooMany

hasher = PasswordHasher()
UNKNOWN_PERSON = (
    "$argon2id$v=19$m=65536,t=3,p=4$AAAAAAAAAAAAAAAAAAAAAA"
    "$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
)
"""No password's hash, verified when an address is unknown: both answers take the same time."""

# A verification takes 64 MiB and a quarter of a second of one core.
verifying = threading.BoundedSemaphore(2)


class TooManySignIns(TooMany):
    """Every place to verify a password in is taken."""


def hash_password(password: str) -> str:
    return hasher.hash(password)


def verify_password(password: str, password_hash: str | None) -> bool:
    """True only for the right password of an account that has one."""
    if not verifying.acquire(timeout=10):
        raise TooManySignIns("Too many sign-ins at once; try again in a moment.", retry_after=5)
    try:
        return hasher.verify(password_hash or UNKNOWN_PERSON, password) and bool(password_hash)
    except (VerificationError, InvalidHashError):
        return False
    finally:
        verifying.release()
