"""Putting every kept key under the newest of the ENCRYPTION_KEYS."""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlalchemy import select

from app.db import db
from app.encryption import CannotDecrypt, Keyring
from app.models import Connection
from app.services import policy
from app.services.policy import ADMIN, Caller


@dataclass
class Rotated:
    """How many keys were encrypted anew, how many were so already, and whose cannot be read."""

    renewed: int = 0
    current: int = 0
    unreadable: list[str] = field(default_factory=list)


def rotate_keys(caller: Caller, keyring: Keyring) -> Rotated:
    """In the caller's project. What cannot be read stays as it is, and is named."""
    policy.require(caller, ADMIN)
    done = Rotated()
    query = select(Connection).where(
        Connection.project_id == caller.project_id, Connection.encrypted_key.is_not(None)
    )
    for connection in db.session.scalars(query.order_by(Connection.id).with_for_update()):
        renew(connection, keyring, done)
    return done


def renew(connection: Connection, keyring: Keyring, done: Rotated) -> None:
    assert connection.encrypted_key is not None
    try:
        token = keyring.renewed(connection.encrypted_key)
    except CannotDecrypt:
        done.unreadable.append(connection.name)
        return
    if token is None:
        done.current += 1
    else:
        connection.encrypted_key = token
        done.renewed += 1
