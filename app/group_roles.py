"""What the groups of a sign-on provider are here, as OIDC_ROLES says it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import unquote

ROLES = ("viewer", "editor", "releaser", "admin")


class GroupRole(NamedTuple):
    """What one group is. Without a project: an operator."""

    group: str
    project: str | None
    role: str


def parse(text: str) -> Iterator[GroupRole]:
    """`group=project:role` or `group=operator`, by commas; a comma in a name is written %2C.

    `ValueError` with the part that makes no sense.
    """
    for part in filter(None, map(str.strip, text.split(","))):
        group, _, meaning = map(str.strip, part.rpartition("="))
        project, _, role = meaning.rpartition(":")
        if group and meaning == "operator":
            yield GroupRole(unquote(group), None, "operator")
        elif group and project and role in ROLES:
            yield GroupRole(unquote(group), project, role)
        else:
            raise ValueError(part)
