"""The audit log as a list."""

from __future__ import annotations

from sqlalchemy import case, func, literal, or_
from sqlalchemy.orm import aliased
from sqlalchemy.sql.elements import ColumnElement

from app.models import AuditEvent, AuditSeal, Project
from app.services.lists.listing import Facet, Kind, Listing, as_uuid, like

home = aliased(Project, name="home")

INSTALLATION = "(installation)"
BY = {"people": "People", "keys": "API keys", "system": "The system", "nobody": "Nobody signed in"}
FAILED = ("session.refused", "session.throttled")

by = case(
    (AuditEvent.actor.startswith("person:"), "people"),
    (AuditEvent.actor.startswith("key:"), "keys"),
    (AuditEvent.actor == "anonymous", "nobody"),
    else_="system",
)
area = case(
    (AuditEvent.action.in_(FAILED), "failed"),
    (AuditEvent.action == "access.refused", "refused"),
    (AuditEvent.action.endswith(".exported"), "exports"),
    (AuditEvent.object_type.in_(("key", "person", "session")), "access"),
    (AuditEvent.action.in_(("prompt.activated", "prompt.rolled_back")), "releases"),
    (AuditEvent.object_type == "prompt", "prompts"),
    else_="other",
)
AREAS = {
    "releases": "Releases",
    "prompts": "Other changes of prompts",
    "failed": "Failed sign-ins",
    "refused": "Refusals",
    "exports": "Exports",
    "access": "Keys and people",
    "other": "Other",
}


# A person's name stands in no event; it is looked up like an actor's.
about = case(
    (
        or_(AuditEvent.object_type == "person", AuditEvent.action.in_(FAILED)),
        literal("person:").concat(AuditEvent.object_id),
    )
)


def found_by(q: str) -> ColumnElement[bool]:
    """Who, object, reason, request id."""
    return or_(
        like(AuditEvent.object_name, q),
        like(AuditEvent.reason, q),
        AuditEvent.object_id == q,
        AuditEvent.request_id == q,
        AuditEvent.actor.in_((q, f"person:{q}", f"key:{q}")),
        AuditEvent.address == q,
    )


def by_id(id_: str) -> ColumnElement[bool]:
    """An event's own id, its object's or its request's."""
    found = or_(AuditEvent.object_id == id_, AuditEvent.request_id == id_)
    return found if as_uuid(id_) is None else or_(found, AuditEvent.id == as_uuid(id_))


LISTING = Listing(
    name="audit",
    source=AuditEvent.__table__.outerjoin(home, home.id == AuditEvent.project_id).outerjoin(
        AuditSeal, AuditSeal.event_id == AuditEvent.id
    ),
    columns=(
        AuditEvent.id,
        AuditEvent.project_id,
        home.slug.label("project"),
        AuditEvent.actor,
        AuditEvent.action,
        AuditEvent.object_type,
        AuditEvent.object_id,
        AuditEvent.object_name,
        about.label("about"),
        AuditEvent.changes,
        AuditEvent.reason,
        AuditEvent.request_id,
        AuditEvent.address,
        AuditEvent.agent,
        AuditEvent.created_at,
        AuditSeal.number.label("seal"),
        func.encode(AuditSeal.hash, "hex").label("hash"),
    ),
    id=AuditEvent.id,
    orders={"time": AuditEvent.created_at},
    facets=(
        Facet("action", "Action", AuditEvent.action),
        Facet("area", "Area", area, AREAS),
        Facet("by", "By", by, BY),
        Facet("project", "Project", func.coalesce(home.slug, INSTALLATION)),
        Facet("when", "When", AuditEvent.created_at, kind=Kind.WHEN),
    ),
    search=found_by,
    extra={
        "actor": lambda actor: AuditEvent.actor == actor,
        "id": by_id,
        "object": lambda id_: AuditEvent.object_id == id_,
        "changes": lambda _: AuditEvent.action.not_like("session.%"),
    },
    actors=("actor", "about"),
)
