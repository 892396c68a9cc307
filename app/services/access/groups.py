"""What a provider's groups mean here, and making it so."""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from uuid import UUID

from app.errors import Conflict, NotFound
from app.group_roles import ROLES, GroupRole
from app.models import User
from app.services import policy
from app.services.access import members, people
from app.services.access.projects import find_project
from app.services.policy import Caller

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Wanted:
    """By project the role somebody shall have, or None for none; what is not named stays.

    `operator` is None if no group makes operators.
    """

    roles: Mapping[str, str | None] = field(default_factory=dict)
    operator: bool | None = None


def wanted(groups: Collection[str], mapping: Iterable[GroupRole]) -> Wanted:
    """Of several roles in a project the highest counts."""
    roles: dict[str, str | None] = {}
    operator: bool | None = None
    for group, project, role in mapping:
        if project is None:
            operator = bool(operator) or group in groups
        elif group in groups:
            roles[project] = highest(roles.get(project), role)
        else:
            roles.setdefault(project, None)
    return Wanted(roles, operator)


def highest(*roles: str | None) -> str | None:
    return max((role for role in roles if role), key=ROLES.index, default=None)


def apply(caller: Caller, person: User, wanted: Wanted) -> None:
    """At a sign-in: give and take what the mapping names, as the registry itself."""
    roles: dict[UUID, str | None] = {}
    for slug, role in wanted.roles.items():
        try:
            roles[find_project(slug).id] = role
        except NotFound:
            log.warning("OIDC_ROLES names the project %r, which is not there", slug)
    apply_roles(caller, person, roles, wanted.operator)


def apply_roles(
    caller: Caller, person: User, wanted: Mapping[UUID, str | None], operator: bool | None
) -> None:
    """The last admin of a project and the last operator stay, so that nobody locks all out."""
    acting = replace(caller, actor="system", rights=policy.system(caller.project_id).rights)
    if operator is not None:
        try:
            people.update_person(acting, person.id, name=person.name, is_operator=operator)
        except Conflict as refusal:
            log.warning("person %s stays an operator: %s", person.id, refusal.message)
    for project_id, role in wanted.items():
        try:
            set_membership(acting.within(project_id), person.id, role)
        except Conflict as refusal:
            log.warning("person %s keeps a role in %s: %s", person.id, project_id, refusal.message)


def set_membership(caller: Caller, person_id: UUID, role: str | None) -> None:
    if role is not None:
        members.set_role(caller, person_id, role)
        return
    with suppress(NotFound):
        members.remove_member(caller, person_id)
