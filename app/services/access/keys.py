"""API keys: made, shown once, checked, revoked."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select, update

from app.db import db, in_utc, now, uuid7
from app.errors import NotFound, Unauthenticated, invalid
from app.models import ApiKey
from app.services import audit, policy
from app.services.policy import SCOPES, Caller

USE_IS_NOTED_EVERY = timedelta(hours=1)
NAME_LENGTH = 100


class BadKey(Unauthenticated):
    """Unknown, revoked or expired; which of these is not said."""


class NoSuchKey(NotFound):
    """Not in this project."""


def create_key(
    caller: Caller,
    name: str,
    *,
    scopes: Iterable[str] = SCOPES,
    expires_at: datetime | None = None,
) -> tuple[ApiKey, str]:
    """The key's row and its secret, which is never to be had again: 256 random bits."""
    policy.require(caller, policy.OPERATE)
    scopes = [scope for scope in SCOPES if scope in set(scopes)]
    if not 1 <= len(name.strip()) <= NAME_LENGTH or "\0" in name:
        raise invalid("name", f"Between 1 and {NAME_LENGTH} characters.")
    if not scopes:
        raise invalid("scopes", f"At least one of {', '.join(SCOPES)}.")
    if expires_at is not None and expires_at <= now():
        raise invalid("expires_at", "A time to come.")
    prefix = f"ps_{secrets.token_hex(4)}"
    token = f"{prefix}_{secrets.token_urlsafe(32)}"
    key = ApiKey(
        id=uuid7(),
        project_id=caller.project_id,
        name=name.strip(),
        prefix=prefix,
        key_hash=hash_of(token),
        scopes=scopes,
        created_by=caller.actor,
        expires_at=expires_at,
    )
    db.session.add(key)
    facts = {
        "prefix": prefix,
        "scopes": scopes,
        "expires_at": in_utc(expires_at) if expires_at else None,
    }
    audit.record(
        caller,
        "key.created",
        key.id,
        key.name,
        audit.difference({}, facts),
        project_id=key.project_id,
    )
    return key, token


def hash_of(token: str) -> bytes:
    """SHA-256: the token is random, so nothing slower would protect it better."""
    return hashlib.sha256(token.encode(errors="replace")).digest()


def authenticate_key(token: str) -> ApiKey:
    """The living key of this token, in one statement, or `BadKey`."""
    key = db.session.scalar(
        select(ApiKey).where(
            ApiKey.key_hash == hash_of(token),
            ApiKey.revoked_at.is_(None),
            ApiKey.expires_at.is_(None) | (ApiKey.expires_at > now()),
        )
    )
    if key is None:
        raise BadKey("This API key is unknown, expired or revoked; use another one.")
    return key


def is_use_due(used_at: datetime | None) -> bool:
    """Whether a use is worth a write: it is noted once an hour."""
    return used_at is None or now() - used_at > USE_IS_NOTED_EVERY


def note_use(key_id: UUID) -> None:
    db.session.execute(
        update(ApiKey)
        .where(ApiKey.id == key_id)
        .values(used_at=now())
        .execution_options(synchronize_session=False)
    )


def get_key(caller: Caller, key_id: UUID, *, lock: bool = False) -> ApiKey:
    policy.require(caller, policy.OPERATE)
    query = select(ApiKey).where(ApiKey.project_id == caller.project_id, ApiKey.id == key_id)
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    key = db.session.scalar(query)
    if key is None:
        raise NoSuchKey(f"There is no API key {key_id} here.")
    return key


def revoke_key(caller: Caller, key_id: UUID, *, reason: str | None = None) -> ApiKey:
    """Refused from the next request on, for good. Revoking twice changes nothing."""
    key = get_key(caller, key_id, lock=True)
    if key.revoked_at is None:
        key.revoked_at = now()
        audit.record(
            caller,
            "key.revoked",
            key.id,
            key.name,
            {"revoked": [False, True]},
            reason=reason,
            project_id=key.project_id,
        )
    return key
