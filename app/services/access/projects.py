"""Projects, the walls between teams."""

from __future__ import annotations

import re
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError

from app.db import constraint, db, now, uuid7
from app.errors import Conflict, Invalid, NotFound
from app.models import Project
from app.services import audit, policy
from app.services.policy import Caller

DEFAULT = "default"
MOST_TO_CHOOSE = 200
SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")


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
    changes = {"slug": [None, slug], "name": [None, name]}
    audit.record(caller, "project.created", project_id, slug, changes, project_id=project_id)


def find_project(slug: str) -> Project:
    project = db.session.scalar(select(Project).where(Project.slug == slug))
    if project is None:
        raise NoSuchProject(f"There is no project {slug!r}.")
    return project


def get_project(project_id: UUID, *, lock: bool = False) -> Project:
    project = db.session.get(
        Project, project_id, with_for_update=lock or None, populate_existing=lock
    )
    if project is None:
        raise NoSuchProject(f"There is no project {project_id}.")
    return project


def list_projects(caller: Caller) -> list[Project]:
    """For operators, to choose from: the first two hundred by slug."""
    policy.require(caller, policy.OPERATE)
    return list(db.session.scalars(select(Project).order_by(Project.slug).limit(MOST_TO_CHOOSE)))


def create_project(caller: Caller, *, slug: str, name: str) -> Project:
    """For operators."""
    policy.require(caller, policy.OPERATE)
    check(slug, name)
    project = Project(id=uuid7(), slug=slug, name=name)
    db.session.add(project)
    flush_slug(slug)
    record_creation(caller, project.id, slug, name)
    return project


def update_project(caller: Caller, project_id: UUID, *, name: str) -> Project:
    """Change what it is called; the slug stays, since programs carry it."""
    policy.require(caller, policy.OPERATE)
    project = get_project(project_id, lock=True)
    check(project.slug, name)
    changes = audit.difference({"name": project.name}, {"name": name})
    if changes:
        project.name = name
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


def flush_slug(slug: str) -> None:
    try:
        db.session.flush()
    except IntegrityError as error:
        if constraint(error) == "uq_projects_slug":
            raise SlugIsTaken(f"There is a project {slug!r} already.") from error
        raise
