"""Turning `person:<id>` and `key:<id>` into the names people know."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, ColumnElement, Uuid, any_, func, literal, select
from sqlalchemy.orm import InstrumentedAttribute

from app.db import db
from app.models import ApiKey, User


def put_authors(rows: Iterable[Any], column: str = "created_by") -> None:
    """Give each row the attribute `author`: who `column` names, in words."""
    rows = list(rows)
    names = names_of(getattr(row, column) for row in rows)
    for row in rows:
        row.author = names[getattr(row, column)]


def names_of(actors: Iterable[str]) -> dict[str, str]:
    """Actor → name. People go by their name, keys by `key` and theirs, others as they stand."""
    actors = set(actors)
    people = {id_: actor for actor in actors if (id_ := id_in(actor, "person:"))}
    keys = {id_: actor for actor in actors if (id_ := id_in(actor, "key:"))}
    names = {actor: actor for actor in actors}
    if people:
        query = select(User.id, User.name).where(among(User.id, people))
        names |= {people[id_]: name for id_, name in db.session.execute(query)}
    if keys:
        query = select(ApiKey.id, ApiKey.name).where(among(ApiKey.id, keys))
        names |= {keys[id_]: f"key {name}" for id_, name in db.session.execute(query)}
    return names


def renamings() -> int:
    """How often anybody was renamed: while it stays, so do all names that answers show."""
    return db.session.scalar(select(func.renamings())) or 0


def among(column: InstrumentedAttribute[UUID], ids: Iterable[UUID]) -> ColumnElement[bool]:
    """As one array, since a statement has room for no more than 65,535 parameters."""
    return column == any_(literal(list(ids), ARRAY(Uuid)))


def id_in(actor: str, prefix: str) -> UUID | None:
    """An imported author may be any text, so a prefix alone proves nothing."""
    if not actor.startswith(prefix):
        return None
    try:
        return UUID(actor.removeprefix(prefix))
    except ValueError:
        return None
