"""The lists of projects, people, sessions and keys."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import Select, case, exists, func, literal_column, or_, select
from sqlalchemy.orm import aliased
from sqlalchemy.sql.elements import ColumnElement

from app.db import now
from app.models import ApiKey, Identity, Membership, Project, Prompt, Session, User
from app.services.lists.listing import Facet, Kind, Listing, as_uuid, like
from app.services.paging import COUNT_CAP

UNUSED_DAYS = 90
home = aliased(Project, name="home")


def capped(of: Any, where: ColumnElement[bool]) -> Any:
    """How many, counted up to one more than is shown."""
    some: Select[Any] = (
        select(literal_column("1")).select_from(of).where(where).limit(COUNT_CAP + 1)
    )
    return select(func.count()).select_from(some.correlate(Project, User).subquery())


def project_found(q: str) -> ColumnElement[bool]:
    found = or_(like(Project.slug, q), like(Project.name, q))
    return found if as_uuid(q) is None else or_(found, Project.id == as_uuid(q))


PROJECTS = Listing(
    name="projects",
    source=Project.__table__,
    columns=(
        Project.id,
        Project.slug,
        Project.name,
        Project.revision,
        Project.retention_days,
        Project.created_at,
        capped(Prompt, Prompt.project_id == Project.id).scalar_subquery().label("prompts"),
        capped(Membership, Membership.project_id == Project.id).scalar_subquery().label("members"),
        capped(ApiKey, (ApiKey.project_id == Project.id) & ApiKey.revoked_at.is_(None))
        .scalar_subquery()
        .label("keys"),
    ),
    id=Project.id,
    orders={"created": Project.created_at, "slug": Project.slug},
    facets=(Facet("when", "Created", Project.created_at, kind=Kind.WHEN),),
    search=project_found,
)

PERSON_STATES = {"active": "Active", "waiting": "Cannot sign in yet", "off": "Deactivated"}
is_linked = exists().where(Identity.user_id == User.id)
person_state = case(
    (User.deactivated_at.is_not(None), "off"),
    (User.password_hash.is_(None) & ~is_linked, "waiting"),
    else_="active",
)
role = case((User.is_operator, "operator"), else_="member")


def person_found(q: str) -> ColumnElement[bool]:
    found = or_(like(User.email, q), like(User.name, q))
    return found if as_uuid(q) is None else or_(found, User.id == as_uuid(q))


PEOPLE = Listing(
    name="people",
    source=User.__table__,
    columns=(
        User.id,
        User.email,
        User.name,
        User.is_operator,
        User.created_at,
        User.last_sign_in_at,
        User.deactivated_at,
        person_state.label("state"),
        role.label("role"),
        capped(Membership, Membership.user_id == User.id).scalar_subquery().label("projects"),
        capped(Session, Session.user_id == User.id).scalar_subquery().label("sessions"),
    ),
    id=User.id,
    orders={"created": User.created_at, "email": User.email, "name": User.name},
    facets=(
        Facet("state", "State", person_state, PERSON_STATES),
        Facet("role", "Role", role, {"operator": "Operator", "member": "Member"}),
        Facet("when", "Created", User.created_at, kind=Kind.WHEN),
    ),
    search=person_found,
)

SESSION_STATES = {"live": "Signed in", "over": "Expired"}
session_state = case((Session.expires_at > func.now(), "live"), else_="over")


def session_found(q: str) -> ColumnElement[bool]:
    found = or_(like(User.email, q), like(User.name, q), like(Session.address, q))
    if (id_ := as_uuid(q)) is not None:
        found = or_(found, Session.id == id_, User.id == id_)
    return found


SESSIONS = Listing(
    name="sessions",
    source=Session.__table__.join(User, User.id == Session.user_id),
    columns=(
        Session.id,
        Session.user_id,
        User.email,
        User.name,
        User.is_operator,
        Session.address,
        Session.agent,
        Session.created_at,
        Session.seen_at,
        Session.expires_at,
        session_state.label("state"),
    ),
    id=Session.id,
    orders={"signed_in": Session.created_at, "seen": Session.seen_at},
    facets=(
        Facet("state", "State", session_state, SESSION_STATES),
        Facet(
            "role",
            "Role",
            case((User.is_operator, "operator"), else_="member"),
            {"operator": "Operator", "member": "Member"},
        ),
        Facet("when", "Signed in", Session.created_at, kind=Kind.WHEN),
    ),
    search=session_found,
    extra={
        "person": lambda id_: User.id == as_uuid(id_),
        "id": lambda id_: Session.id == as_uuid(id_),
    },
)

KEY_STATES = {"active": "Active", "expired": "Expired", "revoked": "Revoked"}
key_state = case(
    (ApiKey.revoked_at.is_not(None), "revoked"),
    (ApiKey.expires_at <= func.now(), "expired"),
    else_="active",
)
EXPIRIES = {"set": "Expires", "never": "Without expiry"}
expiry = case((ApiKey.expires_at.is_(None), "never"), else_="set")


def unused(days: str) -> ColumnElement[bool]:
    """Alive, and for so many days neither used nor just made."""
    before = now() - timedelta(days=int(days) if days.isdecimal() and len(days) < 5 else 90)
    return alive() & (func.coalesce(ApiKey.used_at, ApiKey.created_at) < before)


def alive() -> ColumnElement[bool]:
    return ApiKey.revoked_at.is_(None) & (
        ApiKey.expires_at.is_(None) | (ApiKey.expires_at > func.now())
    )


def key_found(q: str) -> ColumnElement[bool]:
    found = or_(like(ApiKey.name, q), ApiKey.prefix.startswith(q[:11], autoescape=True))
    return found if as_uuid(q) is None else or_(found, ApiKey.id == as_uuid(q))


KEYS = Listing(
    name="keys",
    source=ApiKey.__table__.join(home, home.id == ApiKey.project_id),
    columns=(
        ApiKey.id,
        ApiKey.project_id,
        home.slug.label("project"),
        ApiKey.name,
        ApiKey.prefix,
        ApiKey.scopes,
        ApiKey.labels,
        ApiKey.rate_limit,
        ApiKey.created_by,
        ApiKey.created_at,
        ApiKey.expires_at,
        ApiKey.used_at,
        ApiKey.revoked_at,
        key_state.label("state"),
    ),
    id=ApiKey.id,
    orders={"created": ApiKey.created_at, "name": ApiKey.name},
    facets=(
        Facet("state", "State", key_state, KEY_STATES),
        Facet("expiry", "Expiry", expiry, EXPIRIES),
        Facet("project", "Project", home.slug),
        Facet("when", "Created", ApiKey.created_at, kind=Kind.WHEN),
    ),
    search=key_found,
    extra={"unused": unused},
    wall=ApiKey.project_id,
    actors=("created_by",),
)
