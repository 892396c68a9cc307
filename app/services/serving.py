"""What an application fetches at run time.

The pointer is read at every request, in one statement with the caller's key and the author's
name, so it is never stale. The version it names cannot change, so its JSON is kept in the process.
"""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
import psycopg
from sqlalchemy import select

from app.db import db, in_utc
from app.errors import DatabaseAway, NotFound
from app.models import PromptVersion
from app.services import policy
from app.services.access.keys import BadKey
from app.services.access.names import put_authors
from app.services.pointers import LATEST, PRODUCTION
from app.services.policy import MissingRight
from app.services.prompts import NoSuchPrompt, NoSuchVersion

CACHE_BYTES = 64 * 1024 * 1024
STATEMENT_TIMEOUT = "57014"

COLUMNS = "p.id, p.name, p.kind, p.tags, p.latest_version, v.id, u.name"
JOINS = (
    " LEFT JOIN prompts p ON p.project_id = k.project_id AND p.name = %(name)s"
    " LEFT JOIN prompt_versions v ON v.prompt_id = p.id AND v.version = {number}"
    # An imported author may be any text. People are renamed, other authors never.
    " LEFT JOIN users u ON u.id = CASE WHEN starts_with(v.created_by, 'person:')"
    " AND pg_input_is_valid(substr(v.created_by, 8), 'uuid') THEN substr(v.created_by, 8)::uuid END"
)
BY_KEY = (
    f"SELECT k.id, k.scopes, k.used_at, {COLUMNS} FROM api_keys k{JOINS}"  # noqa: S608
    " WHERE k.key_hash = %(key_hash)s AND k.revoked_at IS NULL"
    " AND (k.expires_at IS NULL OR k.expires_at > now())"
)
IN_PROJECT = (
    f"SELECT NULL, NULL, NULL, {COLUMNS}"  # noqa: S608
    f" FROM (SELECT %(project_id)s::uuid AS project_id) k{JOINS}"
)
NUMBERS = {PRODUCTION: "p.active_version", LATEST: "p.latest_version", None: "%(version)s::int"}
KEYED = {label: BY_KEY.format(number=number) for label, number in NUMBERS.items()}
PLAIN = {label: IN_PROJECT.format(number=number) for label, number in NUMBERS.items()}


class NoActiveVersion(NotFound):
    """The prompt is there, but nobody has activated a version."""


@dataclass(frozen=True, slots=True)
class Pointer:
    """Which version is asked for: the one a label names now, or one by its number.

    A label together with a number says what the label named at another time.
    """

    name: str
    label: str | None = PRODUCTION
    version: int | None = None

    @property
    def by(self) -> str | None:
        """The label to follow, or None to take the number."""
        return self.label if self.version is None else None


@dataclass(frozen=True, slots=True)
class Resolved:
    """The version a pointer names now, and an ETag for it; no body has been read yet."""

    prompt_id: UUID
    name: str
    kind: str
    tags: list[str]
    label: str | None
    version_id: UUID
    author: str | None
    """The name, now, of the person who wrote it; None if it was no person."""
    key_id: UUID | None
    key_used_at: datetime | None

    @property
    def etag(self) -> str:
        ids = self.prompt_id.bytes, self.version_id.bytes
        state = repr((ids, self.name, self.tags, self.label, self.author))
        return hashlib.blake2b(state.encode(), digest_size=16).hexdigest()


def resolve_for_key(key_hash: bytes, pointer: Pointer) -> Resolved:
    """Check the key and follow the pointer, in one statement."""
    row = fetch_row(KEYED[pointer.by], {"key_hash": key_hash, **parameters(pointer)})
    if row is None:
        raise BadKey("This API key is unknown, expired or revoked; use another one.")
    if policy.READ not in row[1]:
        raise MissingRight(f"This needs the right `read`; the key has {policy.in_words(row[1])}.")
    return resolved(row, pointer)


def resolve_in_project(project_id: UUID, pointer: Pointer) -> Resolved:
    """The same for a caller whose right to read the project is known."""
    row = fetch_row(PLAIN[pointer.by], {"project_id": project_id, **parameters(pointer)})
    return resolved(row, pointer)


def parameters(pointer: Pointer) -> dict[str, Any]:
    return {"name": pointer.name, "version": pointer.version}


def resolved(row: Any, pointer: Pointer) -> Resolved:
    key_id, _, used_at, prompt_id, name, kind, tags, latest, version_id, author = row
    if prompt_id is None:
        raise NoSuchPrompt(f"There is no prompt named {pointer.name!r} here.")
    if version_id is None and pointer.by == PRODUCTION:
        raise NoActiveVersion(
            f"{name} has no active version; activate one (the newest is {latest}),"
            " or ask for `label=latest`.",
            latest_version=latest,
        )
    if version_id is None:
        raise NoSuchVersion(f"{name} has no version {pointer.version}; the newest is {latest}.")
    label = pointer.label
    return Resolved(prompt_id, name, kind, tags, label, version_id, author, key_id, used_at)


def answer(found: Resolved) -> bytes:
    """The JSON of the resolved prompt: `{id, name, kind, tags, label, active}`."""
    head = orjson.dumps(
        {
            "id": found.prompt_id,
            "name": found.name,
            "kind": found.kind,
            "tags": found.tags,
            "label": found.label,
        }
    )
    return head[:-1] + b',"active":' + bodies.get(found) + b"}"


class Bodies:
    """The JSON of versions; the least recently served go when it grows too large.

    Kept by the prompt's id too: an import may bring back the version ids of a deleted prompt,
    whose bodies need not be the same. And by the author's name, which alone may change.
    """

    def __init__(self, most_bytes: int) -> None:
        self.most_bytes = most_bytes
        self.kept: OrderedDict[tuple[UUID, UUID, str | None], bytes] = OrderedDict()
        self.size = 0
        self.lock = threading.Lock()

    def clear(self) -> None:
        with self.lock:
            self.kept.clear()
            self.size = 0

    def get(self, found: Resolved) -> bytes:
        place = found.prompt_id, found.version_id, found.author
        with self.lock:
            if body := self.kept.get(place):
                self.kept.move_to_end(place)
                return body
        body = load_body(found)
        with self.lock:
            if place not in self.kept:
                self.kept[place] = body
                self.size += len(body)
            while self.size > self.most_bytes:
                _, dropped = self.kept.popitem(last=False)
                self.size -= len(dropped)
        return body


bodies = Bodies(CACHE_BYTES)


def load_body(found: Resolved) -> bytes:
    query = select(PromptVersion).where(PromptVersion.id == found.version_id)
    version = db.session.scalar(query)
    if version is None:
        raise NoSuchPrompt("The prompt was deleted at this very moment.")
    put_authors([version])
    return orjson.dumps(
        {
            "id": version.id,
            "prompt_id": version.prompt_id,
            "version": version.version,
            "kind": version.kind,
            "content": version.content,
            "messages": version.messages,
            "parameters": version.parameters,
            "variables": version.variables,
            "checksum": version.checksum,
            "message": version.message,
            "created_at": in_utc(version.created_at),
            "created_by": found.author or version.author,
        }
    )


def fetch_row(statement: str, values: dict[str, Any]) -> Any:
    """One row by one prepared statement, outside any transaction.

    The connection is not asked whether it lives, which would cost a second statement: if it
    does not, the statement is tried once more on a new one.
    """
    for last_try in (False, True):
        try:
            return db.engines["reader"].pool.fetch_row(statement, values)  # type: ignore[attr-defined]
        except psycopg.OperationalError as error:
            if last_try or error.sqlstate == STATEMENT_TIMEOUT:
                raise DatabaseAway(
                    "The database does not answer; try again.", retry_after=2
                ) from error
    return None
