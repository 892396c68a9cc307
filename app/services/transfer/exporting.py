"""Lines out: every prompt of a project with all it was, in one snapshot."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from tempfile import TemporaryFile
from typing import IO, Any, cast
from uuid import UUID

from sqlalchemy import JSON, Row, Select, case, collate, func, select, text
from sqlalchemy.dialects.postgresql import aggregate_order_by

from app.connections import PatientConnection
from app.db import compact_json, db, in_utc, transaction
from app.errors import Unavailable
from app.models import Prompt, PromptVersion, Release
from app.services import audit, policy
from app.services.access.names import names_of
from app.services.policy import Caller
from app.services.transfer.lines import FORMAT, LINE_BYTES
from app.services.transfer.reading import VERSION_COUNT
from app.services.transfer.shapes import moment

log = logging.getLogger(__name__)

ROWS_AT_ONCE = 20
"""Of at most 1 MiB each."""

RELEASE_KEYS = (
    "id",
    "prompt_name",
    "label",
    "from_version",
    "to_version",
    "reason",
    "actor",
    "created_at",
    "release_id",
)


class NoRoom(Unavailable):
    """The temporary directory cannot hold the export."""


def spooled(caller: Caller) -> IO[bytes]:
    """The whole export, recorded."""
    with transaction():
        file = in_a_file(export_lines(caller))
        record_export(caller)
    return file


def record_export(caller: Caller) -> None:
    """Before the lines are handed over."""
    audit.record_export(caller, "prompts", {"format": "jsonl"}, project_id=caller.project_id)


def in_a_file(lines: Iterable[bytes]) -> IO[bytes]:
    """Lines in a temporary file, at its beginning.

    So no snapshot waits for a slow reader, and what is sent on can say how long it is.
    """
    try:
        with ExitStack() as cleaning:
            file = cleaning.enter_context(TemporaryFile())
            file.writelines(lines)
            file.seek(0)
            cleaning.pop_all()
    except OSError as error:
        raise NoRoom(
            "The export does not fit into TMPDIR; make room there.", retry_after=60
        ) from error
    return file


def export_lines(caller: Caller) -> Iterator[bytes]:
    """By name in code-point order, a line at a time in memory. Read it without long pauses."""
    policy.require(caller, policy.READ)
    return lines_of(caller.project_id)


def lines_of(project_id: UUID) -> Iterator[bytes]:
    authors = Authors()
    versions: list[dict[str, Any]] = []
    with time_for(statement_s=5 * 60, pause_s=10 * 60):
        # One statement, and therefore one snapshot: a rename meanwhile hides no prompt.
        rows = db.session.execute(
            everything(project_id), execution_options={"yield_per": ROWS_AT_ONCE}
        )
        for row in rows:
            versions.append(version_of(row, authors))
            if row.version == row.latest_version:
                yield line_of(prompt_of(row, versions, authors))
                versions = []


@contextmanager
def time_for(*, statement_s: int, pause_s: int) -> Iterator[None]:
    """Longer limits than a request has: the server's in this transaction, and our own patience."""
    connection = cast(PatientConnection, db.session.connection().connection.driver_connection)
    before, connection.patience_s = connection.patience_s, statement_s + 5
    try:
        db.session.execute(text(f"SET LOCAL statement_timeout = '{statement_s}s'"))
        db.session.execute(text(f"SET LOCAL idle_in_transaction_session_timeout = '{pause_s}s'"))
        yield
    finally:
        connection.patience_s = before


def line_of(prompt: dict[str, Any]) -> bytes:
    """A prompt that outgrew what an import takes is exported all the same, and named."""
    line = compact_json(prompt).encode()
    if len(line) > LINE_BYTES or len(prompt["versions"]) > VERSION_COUNT:
        log.warning(
            "The line of %s is too long to be imported: %d versions, %d MiB.",
            prompt["name"],
            len(prompt["versions"]),
            len(line) // 1024**2,
        )
    return line + b"\n"


def everything(project_id: UUID) -> Select[*tuple[Any, ...]]:
    """A row for each version, the last of a prompt with its releases."""
    prompt, version, release = Prompt, PromptVersion, Release
    releases = (
        select(
            func.json_agg(
                aggregate_order_by(
                    func.json_build_array(*(getattr(release, key) for key in RELEASE_KEYS)),
                    release.created_at,
                    release.id,
                ),
                type_=JSON,
            )
        )
        .where(release.prompt_id == prompt.id)
        .scalar_subquery()
    )
    return (
        select(
            prompt.id,
            prompt.name,
            prompt.kind,
            prompt.description,
            prompt.tags,
            prompt.active_version,
            prompt.latest_version,
            prompt.created_at,
            prompt.updated_at,
            prompt.archived_at,
            prompt.created_by,
            version.id.label("version_id"),
            version.version,
            version.content,
            version.messages,
            version.parameters,
            version.message,
            version.created_at.label("saved_at"),
            version.created_by.label("saved_by"),
            case((version.version == prompt.latest_version, releases)).label("releases"),
        )
        .join(version, version.prompt_id == prompt.id)
        .where(prompt.project_id == project_id)
        .order_by(collate(prompt.name, "C"), version.version)
    )


def prompt_of(row: Row[Any], versions: list[dict[str, Any]], authors: Authors) -> dict[str, Any]:
    active = {} if row.active_version is None else {"production": row.active_version}
    return {
        "format": FORMAT,
        "id": str(row.id),
        "name": row.name,
        "kind": row.kind,
        "description": row.description,
        "tags": row.tags,
        "active_version": row.active_version,
        "labels": {"latest": row.latest_version, **active},
        "created_at": in_utc(row.created_at),
        "updated_at": in_utc(row.updated_at),
        "archived_at": row.archived_at and in_utc(row.archived_at),
        "created_by": authors[row.created_by],
        "versions": versions,
        "releases": [release_of(release, authors) for release in row.releases or []],
    }


def version_of(row: Row[Any], authors: Authors) -> dict[str, Any]:
    body = {"content": row.content} if row.messages is None else {"messages": row.messages}
    return {
        "id": str(row.version_id),
        "version": row.version,
        **body,
        "parameters": row.parameters,
        "message": row.message,
        "created_at": in_utc(row.saved_at),
        "created_by": authors[row.saved_by],
    }


def release_of(values: list[Any], authors: Authors) -> dict[str, Any]:
    release = dict(zip(RELEASE_KEYS, values, strict=True))
    release["actor"] = authors[release["actor"]]
    release["created_at"] = in_utc(moment(release["created_at"]))
    return release


class Authors(dict[str, str]):
    """Actor → name in words, each looked up once."""

    def __missing__(self, actor: str) -> str:
        self[actor] = names_of([actor])[actor]
        return self[actor]
