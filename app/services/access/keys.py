"""API keys: made, shown once, checked, rotated, revoked."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import select, update

from app.db import db, driver_cursor, fetch_each, fetch_row, in_utc, now, uuid7
from app.errors import Conflict, NotFound, Unauthenticated, invalid
from app.models import ApiKey
from app.models.access import LABEL_PATTERN, SCOPES
from app.services import audit, policy
from app.services.paging import Cursor, Page, after, page_of
from app.services.policy import ADMIN, READ, RELEASE, WRITE, Caller
from app.wall import act_in

USE_IS_NOTED_EVERY = timedelta(hours=1)
NAME_LENGTH = 100
MOST_PATTERNS = 20
RATE_LIMIT = range(1, 1_000_001)
"""Requests a minute."""
DEFAULT_SCOPES = (READ, WRITE, RELEASE)
DEFAULT_OVERLAP = timedelta(days=1)
LONGEST_OVERLAP = timedelta(days=30)


class BadKey(Unauthenticated):
    """Unknown, revoked or expired; which of these is not said."""


class NoSuchKey(NotFound):
    """Not in this project."""


class KeyIsOver(Conflict):
    """Revoked or expired: there is nothing to rotate."""


def create_key(
    caller: Caller,
    name: str,
    *,
    scopes: Iterable[str] = DEFAULT_SCOPES,
    labels: Iterable[str] | None = None,
    rate_limit: int | None = None,
    expires_at: datetime | None = None,
) -> tuple[ApiKey, str]:
    """The key's row and its secret, which is never to be had again: 256 random bits."""
    wanted = set(scopes)
    policy.require_to_give(caller, wanted & set(SCOPES))
    labels = None if labels is None else list(dict.fromkeys(labels))
    check(name, wanted, labels, rate_limit, expires_at)
    prefix = f"ps_{secrets.token_hex(4)}"
    token = f"{prefix}_{secrets.token_urlsafe(32)}"
    key = ApiKey(
        id=uuid7(),
        project_id=caller.project_id,
        name=name.strip(),
        prefix=prefix,
        key_hash=hash_of(token),
        scopes=[scope for scope in SCOPES if scope in wanted],
        labels=labels,
        rate_limit=rate_limit,
        created_by=caller.actor,
        created_at=now(),
        expires_at=expires_at,
    )
    db.session.add(key)
    audit.record(
        caller,
        "key.created",
        key.id,
        key.name,
        audit.difference({}, facts_of(key)),
        project_id=key.project_id,
    )
    return key, token


def facts_of(key: ApiKey) -> dict[str, Any]:
    """What the audit log keeps of a key."""
    return {
        "prefix": key.prefix,
        "scopes": key.scopes,
        "labels": key.labels,
        "rate_limit": key.rate_limit,
        "expires_at": in_utc(key.expires_at) if key.expires_at else None,
    }


def check(
    name: str,
    scopes: set[str],
    labels: list[str] | None,
    rate_limit: int | None,
    expires_at: datetime | None,
) -> None:
    if not 1 <= len(name.strip()) <= NAME_LENGTH or "\0" in name:
        raise invalid("name", f"Between 1 and {NAME_LENGTH} characters.")
    if not scopes or scopes - set(SCOPES):
        raise invalid("scopes", f"At least one of {', '.join(SCOPES)}, and nothing else.")
    if labels is not None:
        check_patterns(labels, scopes)
    if rate_limit is not None and rate_limit not in RATE_LIMIT:
        raise invalid("rate_limit", "Between 1 and 1,000,000 requests a minute.")
    if expires_at is not None and expires_at <= now():
        raise invalid("expires_at", "A time to come.")


def check_patterns(labels: list[str], scopes: set[str]) -> None:
    if RELEASE not in scopes:
        raise invalid("labels", "Only a key with the scope `release` moves labels.")
    if not 1 <= len(labels) <= MOST_PATTERNS or not all(map(LABEL_PATTERN.fullmatch, labels)):
        raise invalid(
            "labels", "1 to 20 patterns such as `production` or `staging-*`, each at most 64 long."
        )


class LivingKey(NamedTuple):
    """A copy of an `ApiKey`, which the ORM would take a tenth of a short request to make."""

    id: UUID
    project_id: UUID
    name: str
    prefix: str
    scopes: list[str]
    labels: list[str] | None
    rate_limit: int | None
    created_by: str
    created_at: datetime
    expires_at: datetime | None
    used_at: datetime | None
    revoked_at: datetime | None


BY_HASH = f"SELECT {', '.join(LivingKey._fields)} FROM key_by_hash(%(hash)s)"  # noqa: S608 - names of ours


def hash_of(token: str) -> bytes:
    """SHA-256: the token is random, so nothing slower would protect it better."""
    return hashlib.sha256(token.encode(errors="replace")).digest()


def authenticate_key(token: str) -> LivingKey:
    """The living key of this token, or `BadKey`. With it the database knows the project,
    until the transaction ends.
    """
    with driver_cursor() as cursor:
        key = living(cursor.execute(BY_HASH, {"hash": hash_of(token)}).fetchone())
    act_in(key.project_id, is_set=True)
    return key


def check_key(token: str) -> LivingKey:
    """The same without a transaction, for whoever opens one much later."""
    return living(fetch_row(BY_HASH, {"hash": hash_of(token)}))


def check_key_and_read(key_hash: bytes, statement: str) -> tuple[LivingKey, list[Any]]:
    """The same, and what the statement finds in the key's project, by one round trip."""
    found, rows = fetch_each((BY_HASH, {"hash": key_hash}), (statement, None))
    return living(found[0] if found else None), rows


def living(row: Sequence[Any] | None) -> LivingKey:
    if row is None:
        raise BadKey("This API key is unknown, expired or revoked; use another one.")
    return LivingKey._make(row)


def is_use_due(used_at: datetime | None) -> bool:
    """Whether a use is worth a write: it is noted once an hour."""
    return used_at is None or now() - used_at > USE_IS_NOTED_EVERY


def note_use(caller: Caller, key_id: UUID) -> None:
    """The first use, by the key itself, is an event: one, whoever else uses it at that moment."""
    act_in(caller.project_id)
    use = (
        update(ApiKey)
        .where(ApiKey.id == key_id)
        .values(used_at=now())
        .execution_options(synchronize_session=False)
    )
    first = use.where(ApiKey.used_at.is_(None)).returning(ApiKey.name, ApiKey.project_id)
    if (key := db.session.execute(first).first()) is not None:
        audit.record(caller, "key.first_used", key_id, key.name, project_id=key.project_id)
    else:
        db.session.execute(use)


def list_keys(caller: Caller, *, limit: int = 50, cursor: str | None = None) -> Page:
    """Newest first, the revoked among them."""
    policy.require(caller, ADMIN)
    query = select(ApiKey).where(ApiKey.project_id == caller.project_id)
    place = Cursor.parse(cursor) if cursor else None
    query = after(query, place, ApiKey.created_at, ApiKey.id).limit(limit + 1)
    return page_of(list(db.session.scalars(query)), limit)


def get_key(caller: Caller, key_id: UUID, *, lock: bool = False) -> ApiKey:
    policy.require(caller, ADMIN)
    query = select(ApiKey).where(ApiKey.project_id == caller.project_id, ApiKey.id == key_id)
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    key = db.session.scalar(query)
    if key is None:
        raise NoSuchKey(f"There is no API key {key_id} here.")
    return key


def is_alive(key: ApiKey) -> bool:
    return key.revoked_at is None and (key.expires_at is None or key.expires_at > now())


def rotate_key(
    caller: Caller, key_id: UUID, *, overlap: timedelta = DEFAULT_OVERLAP
) -> tuple[ApiKey, str]:
    """A new key that may do the same; the old one lives on for the overlap, and no longer."""
    if not timedelta() <= overlap <= LONGEST_OVERLAP:
        raise invalid("overlap_hours", "Between 0 and 720 hours.")
    old = get_key(caller, key_id, lock=True)
    moment = now()
    if not is_alive(old):
        raise KeyIsOver(f"{old.name} is revoked or expired; make a new key instead.")
    lifetime = old.expires_at - old.created_at if old.expires_at else None
    made = create_key(
        caller,
        old.name,
        scopes=old.scopes,
        labels=old.labels,
        rate_limit=old.rate_limit,
        expires_at=moment + lifetime if lifetime else None,
    )
    before, end = facts_of(old), moment + overlap
    old.expires_at = min(end, old.expires_at or end)
    changes = audit.difference(before, facts_of(old)) | {"replaced_by": [None, made[0].prefix]}
    audit.record(caller, "key.rotated", old.id, old.name, changes, project_id=old.project_id)
    return made


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
