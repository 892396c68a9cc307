"""Who is asking, and what they may do: one question for every door."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Self
from uuid import UUID

from app.errors import Forbidden

READ, WRITE, RELEASE, OPERATE = "read", "write", "release", "operate"
SCOPES = (READ, WRITE, RELEASE)
"""What an API key may carry. `operate` is for people alone."""


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

    def within(self, project_id: UUID) -> Self:
        """The same caller, acting in another project."""
        return replace(self, project_id=project_id)


def system(project_id: UUID) -> Caller:
    """The registry itself: commands on its own machine, and the worker."""
    return Caller("system", project_id, frozenset((*SCOPES, OPERATE)))


def may(caller: Caller, right: str) -> bool:
    return right in caller.rights


def require(caller: Caller, right: str) -> None:
    if not may(caller, right):
        raise MissingRight(
            f"This needs the right `{right}`; you have {in_words(caller.rights)}."
            " Ask an operator for a key or an account that has it."
        )


def in_words(rights: Iterable[str]) -> str:
    return ", ".join(f"`{right}`" for right in sorted(rights)) or "none"
