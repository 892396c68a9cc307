"""Finding connections, the built-in one among them."""

from __future__ import annotations

from uuid import UUID, uuid5

from sqlalchemy import select

from app.db import db
from app.errors import NotFound
from app.models import Connection, Project
from app.models.connections import BUILT_IN
from app.services import policy
from app.services.access.projects import get_project
from app.services.policy import READ, Caller


class NoSuchConnection(NotFound):
    """No connection of that id or name in this project."""


def list_connections(caller: Caller) -> list[Connection]:
    """All of the project: the built-in one first, the others by name."""
    policy.require(caller, READ)
    query = select(Connection).where(Connection.project_id == caller.project_id)
    rows = list(db.session.scalars(query.order_by(Connection.name, Connection.id)))
    is_default = not any(row.is_default for row in rows)
    return [built_in(get_project(caller.project_id), is_default), *rows]


def get_connection(caller: Caller, connection_id: UUID) -> Connection:
    policy.require(caller, READ)
    return by_id(caller, connection_id)


def by_id(caller: Caller, connection_id: UUID, *, lock: bool = False) -> Connection:
    """For who has asked whether the caller may."""
    if connection_id == built_in_id(caller.project_id):
        return by_name(caller, BUILT_IN)
    query = select(Connection).where(
        Connection.project_id == caller.project_id, Connection.id == connection_id
    )
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    connection = db.session.scalar(query)
    if connection is None:
        raise NoSuchConnection(f"There is no connection {connection_id} here.")
    return connection


def by_name(caller: Caller, name: str | None) -> Connection:
    """The same; without a name it is the project's default."""
    rows = select(Connection).where(Connection.project_id == caller.project_id)
    default = db.session.scalar(rows.where(Connection.is_default))
    if name is None and default is not None:
        return default
    if name in (None, BUILT_IN):
        return built_in(get_project(caller.project_id), default is None)
    connection = db.session.scalar(rows.where(Connection.name == name))
    if connection is None:
        raise NoSuchConnection(
            f"There is no connection {(name or '')[:100]!r} here: make it, or leave it out"
            " to use the project's default."
        )
    return connection


def built_in_id(project_id: UUID) -> UUID:
    """The same for ever, though there is no row."""
    return uuid5(project_id, BUILT_IN)


def built_in(project: Project, is_default: bool) -> Connection:
    return Connection(
        id=built_in_id(project.id),
        project_id=project.id,
        name=BUILT_IN,
        provider="echo",
        base_url=None,
        encrypted_key=None,
        key_hint=None,
        default_model=None,
        timeout_s=60,
        max_concurrency=None,
        requests_per_minute=None,
        is_default=is_default,
        revision=1,
        created_at=project.created_at,
        updated_at=project.created_at,
        created_by="system",
    )


def etag_of(connection: Connection) -> str:
    """Of the built-in one, whether it is the default is all that changes."""
    default = "d" if connection.is_default else ""
    return f"{connection.id.hex}-{connection.revision}{default}"
