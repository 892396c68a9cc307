"""The database session, naming of constraints, identifiers, and `transaction()`."""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

import psycopg
from flask_sqlalchemy import SQLAlchemy
from psycopg.rows import tuple_row
from sqlalchemy import JSON, DateTime, MetaData, Text, Uuid, exc
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.engine import Connection
from sqlalchemy.orm import DeclarativeBase, registry

from app.connections import PATIENCE_S
from app.errors import Conflict, DatabaseAway, DomainError, Invalid, Unavailable
from app.settings import Settings

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """`json` is for what an author wrote, its keys in that order; `jsonb` for what is ours."""

    registry = registry(
        metadata=MetaData(naming_convention=NAMING),
        type_annotation_map={
            str: Text,
            UUID: Uuid,
            datetime: DateTime(timezone=True),
            list[str]: ARRAY(Text),
            dict[str, Any]: JSONB,
            list[dict[str, Any]]: JSON,
        },
    )


TIMEOUTS = ("57014", "55P03")
"""Of a statement, and of waiting for a lock."""

Cursor = psycopg.Cursor[tuple[Any, ...]]

db = SQLAlchemy(model_class=Base, disable_autonaming=True)

if TYPE_CHECKING:
    Model = Base
else:
    Model = db.Model


class RaceLost(Unavailable):
    """Others were faster inside the database, at every try."""


def now() -> datetime:
    return datetime.now(UTC)


def in_utc(moment: datetime) -> str:
    """As every answer writes it: `2026-01-31T12:00:00.000000Z`."""
    if moment.tzinfo is not UTC:
        moment = moment.astimezone(UTC)
    return moment.isoformat(timespec="microseconds")[:-6] + "Z"


def uuid7() -> UUID:
    """A UUID of version 7 (RFC 9562): 48 bits of milliseconds, then random ones."""
    milliseconds = time.time_ns() // 1_000_000
    value = (milliseconds << 80) | secrets.randbits(80)
    value = value & ~(0xF000 << 64) | (0x7000 << 64)
    value = value & ~(0xC000 << 48) | (0x8000 << 48)
    return UUID(int=value)


def compact_json(value: Any, default: Callable[[Any], Any] | None = None) -> str:
    """JSON without spaces, keys in the order they have, letters as they are; `default` makes JSON
    of what is none.
    """
    return json.dumps(
        value, ensure_ascii=False, separators=(",", ":"), allow_nan=False, default=default
    )


def engine_options(settings: Settings, name: str = "promptside") -> dict[str, Any]:
    """A pool that notices a restarted server, and statements that cannot hang for ever."""
    return {
        # Of a statement that failed the log gets the text, and not what people wrote.
        "hide_parameters": True,
        "pool_pre_ping": True,
        "pool_size": settings.db_pool_size,
        "max_overflow": 0,
        "pool_timeout": 5,
        "pool_recycle": 1800,
        "json_serializer": compact_json,
        "connect_args": {
            "connect_timeout": 2,
            "patience_s": PATIENCE_S,
            "application_name": name,
            "prepare_threshold": 5 if settings.db_prepare else None,
            "options": "-c statement_timeout=15s -c lock_timeout=5s"
            " -c idle_in_transaction_session_timeout=30s -c timezone=UTC",
        },
    }


@contextmanager
def transaction() -> Iterator[None]:
    """Commit at the end, or undo everything. The database's own refusals become ours, but for
    a lost race, which whoever began may try again.

    Within another transaction it is a part of that one, which alone commits.
    """
    session = db.session()
    if session.info.get("in_transaction"):
        yield
        return
    session.info["in_transaction"] = True
    try:
        yield
        session.commit()
        for act in session.info.pop("after_commit", ()):
            act()
    except exc.DBAPIError as error:
        session.rollback()
        refusal = None if is_retryable(error) else as_domain_error(error)
        raise refusal or error from error
    except BaseException:
        session.rollback()
        raise
    finally:
        session.info.pop("in_transaction", None)
        session.info.pop("after_commit", None)


def after_commit(act: Callable[[], object]) -> None:
    """Do this when the transaction that is open has committed, and never if it does not."""
    db.session().info.setdefault("after_commit", []).append(act)


def fetch_row(statement: str, values: dict[str, Any]) -> Any:
    """One row by one prepared statement, which is a transaction of its own and leaves the
    session's alone: what it writes stays, whatever becomes of the request.
    """
    return by_reader(lambda pool: pool.fetch_row(statement, values))


def fetch_each(*asked: tuple[str, Any]) -> list[list[Any]]:
    """The rows of each of these statements, which are a transaction of their own as well.

    They are run once more if it is not known what became of them, so twice must be as once.
    """
    found: list[list[Any]] = by_reader(lambda pool: pool.fetch_each(*asked))
    return found


def by_reader(fetch: Callable[[Any], Any]) -> Any:
    """The connection is not asked whether it lives, which would cost a second round trip: if it
    does not, this is tried once more on a new one.
    """
    for last_try in (False, True):
        try:
            return fetch(db.engines["reader"].pool)
        except psycopg.Error as error:
            is_lost = isinstance(error, psycopg.OperationalError) and error.sqlstate not in TIMEOUTS
            if last_try or not is_lost:
                failed = exc.DBAPIError.instance("", None, error, psycopg.Error)
                raise as_domain_error(failed) or failed from error
    return None


def as_json(query: str) -> str:
    """A statement for the rows of another: a JSON array of objects, or null if there are none."""
    return f"SELECT json_agg(row)::text FROM ({query}) AS row"  # noqa: S608 - ours, without values


def driver_cursor() -> AbstractContextManager[Cursor]:
    """A cursor of the driver itself on the session's connection, within its transaction.

    For what runs with every request or batch of spans: by SQLAlchemy a short statement takes three
    times the time.
    """
    return cursor_on(db.session.connection())


@contextmanager
def cursor_on(connection: Connection) -> Iterator[Cursor]:
    """What fails here fails as if SQLAlchemy had sent it, so that every door answers as always."""
    driver: Any = connection.connection.driver_connection
    try:
        with driver.cursor(binary=True, row_factory=tuple_row) as cursor:
            yield cursor
    except psycopg.Error as error:
        if driver.closed:
            # Or it would be asked to undo what it did, and fail once more.
            connection.invalidate(error)
        raise exc.DBAPIError.instance("", None, error, psycopg.Error) from error


def sqlstate(error: exc.DBAPIError) -> str:
    """The five characters PostgreSQL gives an error, or nothing when it did not answer."""
    return getattr(error.orig, "sqlstate", None) or ""


def constraint(error: exc.IntegrityError) -> str | None:
    """The name of the constraint that refused."""
    diag = getattr(error.orig, "diag", None)
    return diag.constraint_name if diag else None


def is_retryable(error: BaseException) -> bool:
    """Lost a race that the next try may win: serialization failure (40001), deadlock (40P01)."""
    return isinstance(error, exc.DBAPIError) and sqlstate(error) in ("40001", "40P01")


def as_domain_error(error: exc.SQLAlchemyError) -> DomainError | None:
    """The refusal that a database error amounts to, or None for a fault of ours."""
    if isinstance(error, exc.TimeoutError):
        return DatabaseAway("All database connections are in use; try again.", retry_after=1)
    if not isinstance(error, exc.DBAPIError):
        return None
    if is_retryable(error):
        return RaceLost("Too many change this at the same time; try again.", retry_after=1)
    state = sqlstate(error)
    # 08 connection, 53 resources, 57P0x shutdown, 57014 statement timeout, 55P03 lock timeout,
    # 25P03 idle in a transaction for too long.
    if not state and isinstance(error, exc.OperationalError | exc.InterfaceError):
        return DatabaseAway("The database does not answer; try again.", retry_after=2)
    if state[:2] in ("08", "53") or state.startswith("57P0"):
        return DatabaseAway("The database does not answer; try again.", retry_after=2)
    if state in ("57014", "55P03", "25P03"):
        return DatabaseAway("The database took too long; try again.", retry_after=2)
    if state.startswith("23"):
        return Conflict("Somebody changed this at the same time; load it again and retry.")
    if state.startswith("22"):
        return Invalid("A value cannot be stored; check lengths, ranges and characters.")
    return None
