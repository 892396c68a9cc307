"""What an application fetches at run time.

The pointer is read at every request, in one statement with the caller's key and the author's
name, so it is never stale. The version it names cannot change, so its JSON is kept in the process.
"""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import select

from app.db import db, fetch_row, in_utc
from app.errors import NotFound
from app.models import PromptVersion
from app.services import policy
from app.services.access.keys import BadKey
from app.services.access.names import put_authors
from app.services.pointers import PRODUCTION
from app.services.policy import MissingRight
from app.services.prompts import NoSuchPrompt, NoSuchVersion
from app.wall import act_in

Meet = Callable[[UUID, UUID, int | None], None]
"""A key's id, its project's, and its limit of requests a minute."""

CACHE_BYTES = 64 * 1024 * 1024

# Owner's functions: what applications wait for is not slowed down by the wall.
BY_KEY = "SELECT * FROM fetch_for_key(%(key_hash)s, %(name)s, %(by)s, %(version)s::int)"
IN_PROJECT = (
    "SELECT NULL, %(project_id)s::uuid, NULL, NULL, NULL, f.*"
    " FROM fetch_in_project(%(project_id)s, %(name)s, %(by)s, %(version)s::int) f"
)


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
    project_id: UUID
    key_id: UUID | None
    key_used_at: datetime | None

    @property
    def etag(self) -> str:
        ids = self.prompt_id.bytes, self.version_id.bytes
        state = repr((ids, self.name, self.tags, self.label, self.author))
        return hashlib.blake2b(state.encode(), digest_size=16).hexdigest()


def resolve_for_key(key_hash: bytes, pointer: Pointer, meet: Meet = lambda *_: None) -> Resolved:
    """Check the key and follow the pointer, in one statement.

    `meet` is told of a key that counts before anything else is decided, and may refuse it.
    """
    row = fetch_row(BY_KEY, {"key_hash": key_hash, **parameters(pointer)})
    if row is None:
        raise BadKey("This API key is unknown, expired or revoked; use another one.")
    meet(row[0], row[1], row[3])
    if policy.READ not in row[2]:
        raise MissingRight(f"This needs the right `read`; the key has {policy.in_words(row[2])}.")
    return resolved(row, pointer)


def resolve_in_project(project_id: UUID, pointer: Pointer) -> Resolved:
    """The same for a caller whose right to read the project is known."""
    row = fetch_row(IN_PROJECT, {"project_id": project_id, **parameters(pointer)})
    if row is None:
        raise no_such_prompt(pointer)
    return resolved(row, pointer)


def parameters(pointer: Pointer) -> dict[str, Any]:
    return {"name": pointer.name, "by": pointer.by, "version": pointer.version}


def no_such_prompt(pointer: Pointer) -> NoSuchPrompt:
    return NoSuchPrompt(f"There is no prompt named {pointer.name!r} here.")


def resolved(row: Any, pointer: Pointer) -> Resolved:
    key_id, project_id, _, _, used_at, id_, name, kind, tags, latest, version_id, author = row
    if id_ is None:
        raise no_such_prompt(pointer)
    if version_id is None and pointer.by == PRODUCTION:
        raise NoActiveVersion(
            f"{name} has no active version; activate one (the newest is {latest}),"
            " or ask for `label=latest`.",
            latest_version=latest,
        )
    if version_id is None:
        raise NoSuchVersion(f"{name} has no version {pointer.version}; the newest is {latest}.")
    about = id_, name, kind, tags, pointer.label, version_id, author
    return Resolved(*about, project_id, key_id, used_at)


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
    act_in(found.project_id)
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
