"""Making and changing connections, by admins. Keys go in, and come out only to be used."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError

from app.db import constraint, db, now, uuid7
from app.encryption import Keyring
from app.errors import Conflict, invalid
from app.models import Connection, Project
from app.models.connections import BUILT_IN
from app.services import audit, policy
from app.services.connections.checks import MOST_CONNECTIONS, checked, hint_of
from app.services.connections.read import by_id, etag_of
from app.services.etags import check_etag
from app.services.policy import ADMIN, Caller
from app.settings import Settings


class ConnectionNameIsTaken(Conflict):
    """Names are unique in a project."""


class ConnectionIsBuiltIn(Conflict):
    """It is the same in every project."""


class TooManyConnections(Conflict):
    """A project has as many as it may."""


def create_connection(
    caller: Caller,
    settings: Settings,
    *,
    name: str,
    provider: str,
    base_url: str | None = None,
    api_key: str | None = None,
    default_model: str | None = None,
    timeout_s: int = 60,
    max_concurrency: int | None = None,
    requests_per_minute: int | None = None,
    is_default: bool = False,
) -> Connection:
    """`base_url` is checked as it is written; what its name resolves to, at every call."""
    policy.require(caller, ADMIN)
    written = {
        "name": name,
        "base_url": base_url,
        "api_key": api_key,
        "default_model": default_model,
        "timeout_s": timeout_s,
        "max_concurrency": max_concurrency,
        "requests_per_minute": requests_per_minute,
    }
    fields = checked(written, provider, settings.outbound_allowed)
    lock_project(caller)
    check_room(caller)
    if is_default:
        take_default(caller)
    moment = now()
    connection = Connection(
        id=uuid7(),
        project_id=caller.project_id,
        provider=provider,
        is_default=is_default,
        revision=1,
        created_at=moment,
        updated_at=moment,
        created_by=caller.actor,
        **without_key(fields, settings),
    )
    db.session.add(connection)
    flush_name(connection.name)
    record(caller, "connection.created", connection, audit.difference({}, facts_of(connection)))
    return connection


def update_connection(
    caller: Caller,
    settings: Settings,
    connection_id: UUID,
    *,
    if_match: list[str] | None = None,
    **fields: Any,
) -> Connection:
    """What is not among `fields` stays; `api_key` null takes the key away.

    A new `base_url` needs the key again: else whoever may change it could have it sent to them.
    """
    policy.require(caller, ADMIN)
    lock_project(caller)
    connection = by_id(caller, connection_id, lock=True)
    check_etag(connection.name, etag_of(connection), if_match)
    if connection.is_built_in:
        return update_built_in(caller, connection, fields)
    fields = checked(fields, connection.provider, settings.outbound_allowed)
    keep_key_to_its_url(connection, fields)
    before = facts_of(connection)
    if fields.get("is_default") and not connection.is_default:
        take_default(caller)
    replaced = bool(fields.get("api_key")) and connection.has_key
    for field, value in without_key(fields, settings).items():
        setattr(connection, field, value)
    changes = audit.difference(before, facts_of(connection))
    if replaced:
        changes["key"] = ["set", "replaced"]
    if changes:
        connection.revision += 1
        connection.updated_at = max(now(), connection.updated_at)
        flush_name(connection.name)
        record(caller, "connection.updated", connection, changes)
    return connection


def keep_key_to_its_url(connection: Connection, fields: dict[str, Any]) -> None:
    moves = fields.get("base_url", connection.base_url) != connection.base_url
    if moves and connection.has_key and "api_key" not in fields:
        raise invalid("api_key", "Write the key again, since it is sent to the new base URL.")


def update_built_in(caller: Caller, connection: Connection, fields: dict[str, Any]) -> Connection:
    """It has no row: it is the default while no other is."""
    if set(fields) - {"is_default"}:
        raise ConnectionIsBuiltIn("Of the built-in connection only `is_default` can be changed.")
    if fields.get("is_default") and not connection.is_default:
        take_default(caller)
        record(caller, "connection.updated", connection, {"is_default": [False, True]})
        return by_id(caller, connection.id)
    return connection


def delete_connection(
    caller: Caller,
    connection_id: UUID,
    *,
    if_match: list[str] | None = None,
    reason: str | None = None,
) -> None:
    """With its key, for good. If it was the default, the built-in one is from then on."""
    policy.require(caller, ADMIN)
    connection = by_id(caller, connection_id, lock=True)
    check_etag(connection.name, etag_of(connection), if_match)
    if connection.is_built_in:
        raise ConnectionIsBuiltIn("The built-in connection stays: make another one the default.")
    facts = facts_of(connection)
    changes = audit.difference(facts, dict.fromkeys(facts))
    record(caller, "connection.deleted", connection, changes, reason)
    db.session.delete(connection)
    db.session.flush()


def without_key(fields: dict[str, Any], settings: Settings) -> dict[str, Any]:
    """The columns to be set: of a key, what it is encrypted to and how it ends."""
    columns = {k: v for k, v in fields.items() if k != "api_key"}
    if "api_key" in fields:
        key = fields["api_key"] or None
        columns["encrypted_key"] = Keyring(settings.encryption_keys).encrypt(key) if key else None
        columns["key_hint"] = hint_of(key) if key else None
    return columns


def facts_of(connection: Connection) -> dict[str, Any]:
    """What the audit log keeps of a connection: of its key, whether there is one."""
    return {
        "name": connection.name,
        "provider": connection.provider,
        "base_url": connection.base_url,
        "key": "set" if connection.has_key else None,
        "default_model": connection.default_model,
        "timeout_s": connection.timeout_s,
        "max_concurrency": connection.max_concurrency,
        "requests_per_minute": connection.requests_per_minute,
        "is_default": connection.is_default,
    }


def record(
    caller: Caller,
    action: str,
    connection: Connection,
    changes: audit.Changes | None = None,
    reason: str | None = None,
) -> None:
    audit.record(
        caller,
        action,
        connection.id,
        connection.name,
        changes,
        reason=reason,
        project_id=connection.project_id,
    )


def lock_project(caller: Caller) -> None:
    """Writers of connections queue here, so that there are neither two defaults nor too many.

    Unlike a plain lock it lets rows that refer to the project be added meanwhile.
    """
    query = select(Project.id).where(Project.id == caller.project_id)
    db.session.execute(query.with_for_update(key_share=True))


def check_room(caller: Caller) -> None:
    of_project = Connection.project_id == caller.project_id
    if (db.session.scalar(select(func.count()).where(of_project)) or 0) >= MOST_CONNECTIONS:
        raise TooManyConnections(
            f"A project has at most {MOST_CONNECTIONS} connections: delete one first."
        )


def take_default(caller: Caller) -> None:
    """From whichever connection has it."""
    db.session.execute(
        update(Connection)
        .where(Connection.project_id == caller.project_id, Connection.is_default)
        .values(is_default=False, revision=Connection.revision + 1, updated_at=now())
    )


def flush_name(name: str) -> None:
    """Refuses what the database, or the built-in connection, has under this name already."""
    if name.casefold() == BUILT_IN:
        raise ConnectionNameIsTaken(
            f"{BUILT_IN} is the name of the built-in connection: choose another name.", name=name
        )
    try:
        db.session.flush()
    except IntegrityError as error:
        if constraint(error) == "uq_connections_project_id_name":
            raise ConnectionNameIsTaken(
                f"There is a connection named {name!r} already: choose another name.", name=name
            ) from error
        raise
