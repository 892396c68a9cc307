"""Projects, people with their sessions and roles, invitations, and API keys."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    LargeBinary,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Model, now, uuid7

ROLES = ("viewer", "editor", "releaser", "admin")
"""What somebody may be in a project, the fewest rights first."""

SCOPES = ("read", "write", "release", "ingest", "admin")
"""What a role gives, and what an API key may carry."""

SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
LABEL_PATTERN = re.compile(r"[A-Za-z0-9_.*-]{1,64}")


class Project(Model):
    """The wall between teams."""

    __tablename__ = "projects"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    revision: Mapped[int] = mapped_column(default=0)
    settings: Mapped[dict[str, Any]] = mapped_column(default=dict)
    retention_days: Mapped[int | None]
    """How long runs, traces and scores are kept; null for ever."""
    created_at: Mapped[datetime] = mapped_column(default=now)


class User(Model):
    """A person. Deactivated, never deleted, so that what they did keeps its author."""

    __tablename__ = "users"
    __table_args__ = (Index("uq_users_email_lower", text("lower(email)"), unique=True),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    email: Mapped[str]
    name: Mapped[str]
    password_hash: Mapped[str | None]
    is_operator: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(default=now)
    last_sign_in_at: Mapped[datetime | None]
    deactivated_at: Mapped[datetime | None]


class Membership(Model):
    """A person's role in a project."""

    __tablename__ = "memberships"
    __table_args__ = (
        UniqueConstraint("project_id", "user_id"),
        Index("ix_memberships_user_id", "user_id"),
        CheckConstraint("role IN ('viewer', 'editor', 'releaser', 'admin')", name="role_known"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    project_id: Mapped[UUID] = mapped_column(ForeignKey("projects.id"))
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    role: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(default=now)
    created_by: Mapped[str]


class Invitation(Model):
    """A one-time link into a project. The link holds the token, the table only its SHA-256."""

    __tablename__ = "invitations"
    __table_args__ = (
        Index("ix_invitations_project_id_created_at", "project_id", "created_at"),
        CheckConstraint("role IN ('viewer', 'editor', 'releaser', 'admin')", name="role_known"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    project_id: Mapped[UUID] = mapped_column(ForeignKey("projects.id"))
    role: Mapped[str]
    note: Mapped[str | None]
    """For whom it is, in the words of who made it."""
    token_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    created_at: Mapped[datetime] = mapped_column(default=now)
    created_by: Mapped[str]
    expires_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]
    accepted_by: Mapped[str | None]
    """`person:<id>`."""
    revoked_at: Mapped[datetime | None]


class Session(Model):
    """A person's sign-in. The cookie holds the token, the table only its SHA-256."""

    __tablename__ = "sessions"
    __table_args__ = (Index("ix_sessions_user_id", "user_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    token_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    address: Mapped[str | None]
    agent: Mapped[str | None]
    created_at: Mapped[datetime] = mapped_column(default=now)
    seen_at: Mapped[datetime] = mapped_column(default=now)
    across_at: Mapped[datetime | None]
    """When it last came into the log that the panel was read across projects."""
    expires_at: Mapped[datetime] = mapped_column(index=True)


class ApiKey(Model):
    """A program's credential in one project. Shown once, stored as its SHA-256."""

    __tablename__ = "api_keys"
    __table_args__ = (
        Index("ix_api_keys_project_id_created_at", "project_id", "created_at"),
        CheckConstraint("scopes <> '{}'", name="scopes_given"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    project_id: Mapped[UUID] = mapped_column(ForeignKey("projects.id"))
    name: Mapped[str]
    prefix: Mapped[str]
    key_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    scopes: Mapped[list[str]]
    labels: Mapped[list[str] | None]
    """Patterns of the labels it may move; null allows every label."""
    rate_limit: Mapped[int | None]
    """Requests a minute; null sets no limit."""
    created_by: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(default=now)
    expires_at: Mapped[datetime | None]
    used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
