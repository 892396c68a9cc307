"""Projects, the walls between teams."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError

from app.db import constraint, db, now, uuid7
from app.errors import Conflict, Invalid, NotFound, invalid
from app.models import Project, User
from app.models.access import SLUG
from app.services import audit, policy
from app.services.access.members import add_member, memberships_of
from app.services.access.names import id_in
from app.services.policy import Caller
from app.wall import act_in

DEFAULT = "default"
MOST_TO_CHOOSE = 200
RETENTION_DAYS = range(1, 3651)


class NoSuchProject(NotFound):
    """No project of that slug or id."""


class SlugIsTaken(Conflict):
    """Slugs are unique in an installation."""


def ensure_default_project() -> None:
    """Make the project `default` if it is missing; safe to call from many processes."""
    name = "Default"
    made = db.session.scalar(
        insert(Project)
        .values(id=uuid7(), slug=DEFAULT, name=name, settings={}, revision=0, created_at=now())
        .on_conflict_do_nothing()
        .returning(Project.id)
    )
    if made is not None:
        record_creation(policy.system(made), made, DEFAULT, name)


def record_creation(caller: Caller, project_id: UUID, slug: str, name: str) -> None:
    act_in(project_id)
    changes = {"slug": [None, slug], "name": [None, name]}
    audit.record(caller, "project.created", project_id, slug, changes, project_id=project_id)


def find_project(slug: str) -> Project:
    project = db.session.scalar(select(Project).where(Project.slug == slug))
    if project is None:
        raise NoSuchProject(f"There is no project {slug[:64]!r}.")
    return project


def get_project(project_id: UUID, *, lock: bool = False) -> Project:
    project = db.session.get(
        Project, project_id, with_for_update=lock or None, populate_existing=lock
    )
    if project is None:
        raise NoSuchProject(f"There is no project {project_id}.")
    return project


def all_projects() -> list[UUID]:
    """For what the registry does by itself, project by project."""
    return list(db.session.scalars(select(Project.id).order_by(Project.id)))


def list_projects(caller: Caller) -> list[Project]:
    """For operators, to choose from: the first two hundred by slug."""
    policy.require(caller, policy.OPERATE)
    return list(db.session.scalars(select(Project).order_by(Project.slug).limit(MOST_TO_CHOOSE)))


@dataclass(frozen=True)
class ListedProject:
    """A project one may act in, and a person's role there."""

    id: UUID
    slug: str
    name: str
    role: str | None


def projects_of(caller: Caller, person: User | None) -> list[ListedProject]:
    """What somebody may switch between, by slug: an operator all, a key the one it belongs to."""
    if person is not None and not person.is_operator:
        homes = memberships_of(person.id)
        return [ListedProject(home.project_id, home.slug, home.name, home.role) for home in homes]
    if policy.may(caller, policy.OPERATE):
        role = policy.OPERATOR
        return [ListedProject(p.id, p.slug, p.name, role) for p in list_projects(caller)]
    project = get_project(caller.project_id)
    return [ListedProject(project.id, project.slug, project.name, None)]


def show_project(caller: Caller, project_id: UUID) -> Project:
    """The caller's own, or any for an operator; every other one looks like none."""
    policy.require(within_sight(caller, project_id), policy.READ)
    return get_project(project_id)


def within_sight(caller: Caller, project_id: UUID) -> Caller:
    """The caller acting there, if it is their own or they are an operator."""
    if project_id != caller.project_id and not policy.may(caller, policy.OPERATE):
        raise NoSuchProject(f"There is no project {project_id}.")
    return caller.within(project_id)


def create_project(caller: Caller, *, slug: str, name: str) -> Project:
    """For operators. Whoever makes it is its first admin."""
    policy.require(caller, policy.OPERATE)
    check(slug, name)
    project = Project(id=uuid7(), slug=slug, name=name)
    db.session.add(project)
    flush_slug(slug)
    within = caller.within(project.id)
    record_creation(within, project.id, slug, name)
    if creator := id_in(caller.actor, "person:"):
        add_member(within, creator, policy.PROJECT_ADMIN)
    return project


def update_project(caller: Caller, project_id: UUID, **fields: Any) -> Project:
    """Change `name` or `retention_days`; the slug stays, since programs carry it."""
    caller = within_sight(caller, project_id)
    policy.require(caller, policy.ADMIN)
    project = get_project(project_id, lock=True)
    check(project.slug, fields.get("name", project.name))
    check_retention(fields.get("retention_days"))
    changes = audit.difference({name: getattr(project, name) for name in fields}, fields)
    if changes:
        for name, (_, value) in changes.items():
            setattr(project, name, value)
        audit.record(
            caller, "project.updated", project.id, project.slug, changes, project_id=project.id
        )
    return project


def check(slug: str, name: str) -> None:
    errors: dict[str, list[str]] = {}
    if not SLUG.fullmatch(slug):
        errors["slug"] = ["Lower-case letters, digits and inner hyphens, at most 63."]
    if not 1 <= len(name.strip()) <= 200 or "\0" in name:
        errors["name"] = ["Between 1 and 200 characters."]
    if errors:
        raise Invalid("The project is not valid.", errors={"json": errors})


def check_retention(days: int | None) -> None:
    if days is not None and days not in RETENTION_DAYS:
        raise invalid("retention_days", "Between 1 and 3,650 days, or null to keep for ever.")


def flush_slug(slug: str) -> None:
    try:
        db.session.flush()
    except IntegrityError as error:
        if constraint(error) == "uq_projects_slug":
            raise SlugIsTaken(f"There is a project {slug!r} already.") from error
        raise
