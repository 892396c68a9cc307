"""Lines in: each a transaction of its own, taken whole or refused in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import exc, select

from app.db import as_domain_error, db, is_retryable, now, transaction
from app.errors import DomainError, Unavailable
from app.models import Prompt
from app.services import audit, policy
from app.services.policy import Caller, MissingRight
from app.services.prompts import NameIsTaken
from app.services.prompts.checks import NAME_LENGTH
from app.services.transfer.creating import (
    create,
    is_unused,
    past_gates,
    prompt_row,
    version_to_serve,
)
from app.services.transfer.extending import Known, extend, known_of, missing_versions
from app.services.transfer.lines import parse
from app.services.transfer.reading import Incoming, read_prompt
from app.wall import act_in

Outcome = Literal["created", "extended", "unchanged", "refused"]
TRIES = 4
ID_WAS_TAKEN = "Its id was taken here, so it has a new one."


@dataclass(frozen=True)
class LineResult:
    """What became of a line, or would; `reason` says why it was refused or what to know."""

    line: int
    name: str | None
    outcome: Outcome
    versions_added: int = 0
    reason: str | None = None
    id: UUID | None = None


@dataclass
class Plan:
    """What a preview has seen so far: prompts by name as they would be, and ids they would have."""

    prompts: dict[str, Known] = field(default_factory=dict)
    ids: set[UUID] = field(default_factory=set)


@dataclass
class Tally:
    """What became of all lines."""

    lines: int = 0
    created: int = 0
    extended: int = 0
    unchanged: int = 0
    refused: int = 0
    versions_added: int = 0

    def count(self, result: LineResult) -> None:
        self.lines += 1
        setattr(self, result.outcome, getattr(self, result.outcome) + 1)
        self.versions_added += result.versions_added


def import_lines(
    caller: Caller, lines: Iterable[bytes], *, dry_run: bool = False
) -> Iterator[LineResult]:
    """One result for every line that is not blank, as they come; `dry_run` writes nothing.

    Call it outside any transaction, since each line has its own. What it raises later is
    `Unavailable`: lines reported until then are done, and all may be sent again.
    """
    policy.require(caller, policy.WRITE)
    return results(caller, lines, Plan() if dry_run else None)


def results(caller: Caller, lines: Iterable[bytes], plan: Plan | None) -> Iterator[LineResult]:
    for number, line in enumerate(lines, 1):
        if line and not line.isspace():
            yield result_of(caller, number, line, plan)


def result_of(caller: Caller, number: int, line: bytes, plan: Plan | None) -> LineResult:
    name = None
    try:
        value = parse(line)
        name = name_in(value)
        incoming = read_prompt(value)
        if plan is None:
            return carry_out(caller, number, incoming)
        return foresee(caller, number, incoming, plan)
    except Unavailable:
        raise
    except DomainError as refusal:
        if plan is None and isinstance(refusal, MissingRight):
            record_refusal(caller, number, name, refusal)
        return LineResult(number, name, "refused", 0, refusal.message)


def record_refusal(caller: Caller, number: int, name: str | None, refusal: MissingRight) -> None:
    """Each line asks for itself, so each that lacked a right is an event, as a request's is."""
    try:
        with transaction():
            act_in(caller.project_id)
            audit.record(
                caller,
                "access.refused",
                None,
                name,
                {"line": [None, number]},
                reason=refusal.code,
                project_id=caller.project_id,
            )
    except exc.SQLAlchemyError as error:
        raise as_domain_error(error) or error from error


def name_in(value: Any) -> str | None:
    """The name to report, even of a line that is refused."""
    name = value.get("name") if isinstance(value, dict) else None
    return name[:NAME_LENGTH] if isinstance(name, str) else None


def carry_out(caller: Caller, number: int, incoming: Incoming) -> LineResult:
    """Who lost a race, for a name or inside the database, looks again at what is there."""
    tries = TRIES
    while True:
        tries -= 1
        try:
            with transaction():
                return take(caller, number, incoming)
        except NameIsTaken:
            if not tries:
                raise
        except exc.SQLAlchemyError as error:
            if not tries or not is_retryable(error):
                raise as_domain_error(error) or error from error


def take(caller: Caller, number: int, incoming: Incoming) -> LineResult:
    # Each line anew: lines come for long, and the session that knew the project may be gone.
    act_in(caller.project_id)
    prompt = find(caller, incoming.name, lock=True)
    if prompt is None:
        prompt = create(caller, incoming)
        note = ID_WAS_TAKEN if incoming.id not in (None, prompt.id) else None
        return LineResult(number, prompt.name, "created", incoming.latest_version, note, prompt.id)
    added = missing_versions(incoming, known_of(prompt))
    if added:
        extend(caller, prompt, added)
    outcome: Outcome = "extended" if added else "unchanged"
    return LineResult(number, prompt.name, outcome, len(added), None, prompt.id)


def foresee(caller: Caller, number: int, incoming: Incoming, plan: Plan) -> LineResult:
    """What `take` would do after the lines before."""
    with transaction():
        act_in(caller.project_id)
        prompt = find(caller, incoming.name, lock=False)
        known = plan.prompts.get(incoming.name) or (known_of(prompt) if prompt else None)
        if known is None:
            return foresee_creation(caller, number, incoming, plan)
        id_ = prompt.id if prompt else None
    added = missing_versions(incoming, known)
    outcome: Outcome = "extended" if added else "unchanged"
    plan.prompts[incoming.name] = Known(known.kind, known.is_archived, checksums_of(incoming))
    return LineResult(number, incoming.name, outcome, len(added), None, id_)


def foresee_creation(caller: Caller, number: int, incoming: Incoming, plan: Plan) -> LineResult:
    active = version_to_serve(caller, incoming)
    past_gates(prompt_row(caller, incoming, now()), incoming, active)
    is_archived = incoming.archived_at is not None
    plan.prompts[incoming.name] = Known(incoming.kind, is_archived, checksums_of(incoming))
    note = None
    if incoming.id is not None:
        is_free = incoming.id not in plan.ids and is_unused(incoming.id)
        note = None if is_free else ID_WAS_TAKEN
        plan.ids.add(incoming.id)
    return LineResult(number, incoming.name, "created", incoming.latest_version, note)


def checksums_of(incoming: Incoming) -> list[str]:
    return [version.checksum for version in incoming.versions]


def find(caller: Caller, name: str, *, lock: bool) -> Prompt | None:
    query = select(Prompt).where(Prompt.project_id == caller.project_id, Prompt.name == name)
    if lock:
        query = query.with_for_update(key_share=True)
    return db.session.scalar(query.execution_options(populate_existing=True))
