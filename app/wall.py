"""The wall between projects: which of them the database shows to a session."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask_sqlalchemy.session import Session
from sqlalchemy import event
from sqlalchemy.engine import Connection

from app.db import cursor_on, db, fetch_each

WALL = (
    "SELECT set_config('promptside.project', %(project)s, true) AS project,"
    " set_config('promptside.across', %(across)s, true) AS across"
)
"""What the policies of the tables compare rows with, until the transaction ends."""

HERE = "(SELECT nullif(current_setting('promptside.project', true), '')::uuid)"
"""The project that is acted in, for statements."""


@event.listens_for(Session, "after_begin")
def raise_wall(session: Session, _: Any, connection: Connection) -> None:
    """Every transaction begins with no project; then it gets the one that is acted in."""
    if "project" in session.info:
        set_wall(connection, wall_of(session))


def set_wall(connection: Connection, wall: dict[str, str]) -> None:
    with cursor_on(connection) as cursor:
        cursor.execute(WALL, wall)


def wall_of(session: Session) -> dict[str, str]:
    across = "on" if session.info.get("across") else "off"
    return {"project": session.info["project"], "across": across}


def act_in(project_id: UUID, *, is_set: bool = False) -> None:
    """From now on this session sees and writes rows of this project only.

    What was written for another one is sent before. `is_set` if the database knows already.
    """
    change_wall(is_set, project=str(project_id), across=False)


def read_across(project_id: UUID) -> None:
    """Until a project is acted in again, this session also sees the rows of all others."""
    change_wall(False, project=str(project_id), across=True)


def rows_within(project_id: UUID, statement: str, values: Any) -> list[Any]:
    """Rows of this project, by one round trip that is a transaction of its own. What it writes
    stays, and twice must be as once (`app.db.fetch_each`).
    """
    wall = {"project": str(project_id), "across": "off"}
    return fetch_each((WALL, wall), (statement, values))[-1]


def read_across_on(connection: Connection) -> None:
    """The same for a connection of no session, until its transaction ends."""
    set_wall(connection, {"project": "", "across": "on"})


def forget_project() -> None:
    """As at the beginning of a session: no project, no rows. It makes none for that."""
    if db.session.registry.has():
        db.session().info.pop("project", None)
        db.session().info.pop("across", None)


def change_wall(is_set: bool, **wanted: Any) -> None:
    session = db.session()
    if wanted.items() <= session.info.items():
        return
    session.flush()
    session.info.update(wanted)
    if session.in_transaction() and not is_set:
        set_wall(session.connection(), wall_of(session))
