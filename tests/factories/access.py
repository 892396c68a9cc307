"""Callers, keys and people, made by the services."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import count
from typing import Any

from app.db import transaction
from app.models import ApiKey, Invitation, User
from app.services import policy
from app.services.access import invitations, keys, members, people, projects
from app.services.policy import Caller
from app.wall import read_across

PASSWORD = "correct horse battery"
numbers = count(1)


@dataclass(frozen=True)
class MadeKey:
    row: ApiKey
    token: str


def the_system(slug: str = projects.DEFAULT) -> Caller:
    """The registry itself, acting in a project, which is made if it is missing."""
    with transaction():
        if slug == projects.DEFAULT:
            projects.ensure_default_project()
        return policy.system(projects.find_project(slug).id)


def make_project(slug: str) -> Caller:
    """Another project, and the registry acting in it."""
    with transaction():
        made = projects.create_project(the_system(), slug=slug, name=slug.title())
        return policy.system(made.id)


def make_key(name: str = "", caller: Caller | None = None, **fields: Any) -> MadeKey:
    with transaction():
        row, token = keys.create_key(
            caller or the_system(), name or f"key-{next(numbers)}", **fields
        )
    return MadeKey(row, token)


def make_person(
    name: str = "ada",
    *,
    operator: bool = False,
    password: str | None = PASSWORD,
    role: str | None = policy.RELEASER,
    caller: Caller | None = None,
) -> User:
    """A member of the caller's project, `default` if left out; without a role of none."""
    caller = caller or the_system()
    with transaction():
        person = people.create_person(
            caller,
            email=f"{name}@example.com",
            name=name.title(),
            password=password,
            is_operator=operator,
        )
        if role is not None:
            members.set_role(caller, person.id, role)
        return person


def make_invitation(
    role: str = policy.VIEWER, *, note: str | None = None, caller: Caller | None = None
) -> Invitation:
    with transaction():
        return invitations.invite(caller or the_system(), role=role, note=note)[0]


def see_everything() -> None:
    """From here on the test itself reads the rows of every project, and the installation's."""
    read_across(the_system().project_id)


def with_rights(*rights: str, caller: Caller | None = None) -> Caller:
    """Somebody who may do no more than this."""
    return replace(caller or the_system(), actor="key:limited", rights=frozenset(rights))
