"""Single rows without their bodies, and these as text that is cut in the database."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import LargeBinary, Text, cast, exists, func, select, type_coerce
from sqlalchemy.orm import defer

from app.db import db
from app.errors import NotFound
from app.models import Run, Score, Trace
from app.packed_json import PackedJSON, text_of
from app.services import policy
from app.services.access.names import put_authors
from app.services.policy import Caller

LONGEST = 60_000
"""Characters of a body that are shown; what is longer is cut, and in the database if it can."""


class NoSuchRow(NotFound):
    """Nothing of that id, or not any more."""


@dataclass(frozen=True)
class Looked:
    """A row without its bodies, and these as JSON text, by name."""

    row: Any
    bodies: dict[str, str | None]

    @property
    def has_trace(self) -> bool:
        """A trace may come after what points at it, and goes before it."""
        trace = Trace.project_id == self.row.project_id, Trace.trace_id == self.row.trace_id
        return bool(db.session.scalar(select(exists().where(*trace))))


RUN_BODIES = ("messages", "output", "variables", "parameters", "metadata_", "price")


def look_at_run(caller: Caller, run_id: UUID) -> Looked:
    policy.require_across(caller)
    return look_at(Run, RUN_BODIES, Run.id == run_id)


def look_at(table: type[Any], bodies: tuple[str, ...], *where: Any) -> Looked:
    """The first of what fits; one character more than is shown says that there is more."""
    columns = [getattr(table, name) for name in bodies]
    cut = [beginning_of(column) for column in columns]
    query = select(table, *cut).options(*(defer(c, raiseload=True) for c in columns)).where(*where)
    found = db.session.execute(query.limit(1)).first()
    if found is None:
        raise NoSuchRow("Nothing of that id is here; it may be older than what is kept.")
    row, *texts = found
    if hasattr(row, "created_by"):
        put_authors([row])
    return Looked(row, dict(zip(bodies, map(cut_short, texts), strict=True)))


def beginning_of(column: Any) -> Any:
    """What is packed leaves the database as it is."""
    if isinstance(column.type, PackedJSON):
        return type_coerce(column, LargeBinary)
    return func.left(cast(column, Text), LONGEST + 1)


def cut_short(found: str | bytes | None) -> str | None:
    return text_of(found).decode()[: LONGEST + 1] if isinstance(found, bytes) else found


def look_at_score(caller: Caller, project_id: UUID, shard_id: UUID, score_id: str) -> Looked:
    policy.require_across(caller)
    mine = (Score.project_id == project_id, Score.shard_id == shard_id, Score.id == score_id)
    return look_at(Score, ("metadata_",), *mine)
