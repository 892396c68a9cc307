"""Who is asking, and what they may do: one question for every door."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from typing import Self
from uuid import UUID

from app.errors import Forbidden
from app.models import access
from app.models.access import SCOPES
from app.wall import act_in, read_across

READ, WRITE, RELEASE, INGEST, ADMIN = SCOPES

OPERATE = "operate"
"""The panel, every project, and the installation itself: for people alone."""

OPERATOR = "operator"
"""The one global role."""

VIEWER, EDITOR, RELEASER, PROJECT_ADMIN = access.ROLES
ROLES: dict[str, frozenset[str]] = {
    VIEWER: frozenset((READ,)),
    EDITOR: frozenset((READ, WRITE, INGEST)),
    RELEASER: frozenset((READ, WRITE, INGEST, RELEASE)),
    PROJECT_ADMIN: frozenset(SCOPES),
}
"""Role in a project → rights there, the fewest first."""

NOWHERE = UUID(int=0)
"""The project of somebody who is a member of none: no row carries it."""


class MissingRight(Forbidden):
    """Known here, but without the right that this asks for."""


@dataclass(frozen=True)
class Caller:
    """Somebody acting in a project: `person:<id>`, `key:<id>`, or `system` for our own doing."""

    actor: str
    project_id: UUID
    rights: frozenset[str]
    request_id: str | None = None
    address: str | None = None
    agent: str | None = None
    labels: tuple[str, ...] | None = None
    """Patterns of the labels that this caller may move; None allows every label."""

    def within(self, project_id: UUID) -> Self:
        """The same caller, acting in another project. Only an operator's rights reach so far."""
        if project_id == self.project_id:
            return self
        rights = self.rights if OPERATE in self.rights else frozenset[str]()
        return replace(self, project_id=project_id, rights=rights)


def system(project_id: UUID) -> Caller:
    """The registry itself: commands on its own machine, and the worker."""
    return Caller("system", project_id, frozenset((*SCOPES, OPERATE)))


def may(caller: Caller, right: str) -> bool:
    return right in caller.rights


def require(caller: Caller, right: str) -> None:
    """From here on the database shows and takes rows of the caller's project alone."""
    check(caller, right)
    act_in(caller.project_id)


def check(caller: Caller, right: str) -> None:
    if not may(caller, right):
        raise MissingRight(missing(caller, right))


def missing(caller: Caller, right: str) -> str:
    if caller.project_id == NOWHERE:
        return "You are a member of no project; ask an admin of one for an invitation."
    return (
        f"This needs the right `{right}`; you have {in_words(caller.rights)}."
        " Ask an admin of the project for a role or a key that has it."
    )


def require_across(caller: Caller) -> None:
    """For operators: the database shows the rows of every project, and still takes none of them."""
    check(caller, OPERATE)
    read_across(caller.project_id)


def may_move(caller: Caller, label: str) -> bool:
    patterns = ("*",) if caller.labels is None else caller.labels
    return may(caller, RELEASE) and any(fnmatchcase(label, pattern) for pattern in patterns)


def require_move(caller: Caller, label: str) -> None:
    """What points a label elsewhere, or takes away what it points at, asks for this."""
    require(caller, RELEASE)
    if not may_move(caller, label):
        raise MissingRight(
            f"This key may move {in_words(caller.labels or ())}, not `{label}`."
            " Ask an admin of the project for a key that may."
        )


def require_to_give(caller: Caller, rights: Iterable[str]) -> None:
    """Nobody hands on what they do not have."""
    require(caller, ADMIN)
    if beyond := set(rights) - caller.rights:
        raise MissingRight(
            f"You cannot give {in_words(beyond)}, which you do not have yourself."
            " Ask an operator to do it."
        )


def in_words(rights: Iterable[str]) -> str:
    return ", ".join(f"`{right}`" for right in sorted(rights)) or "none"
