"""Ways to reach models: provider, address and key, a project's own."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Model, now, uuid7

BUILT_IN = "echo"
"""The name of the connection that every project has without a row."""


class Connection(Model):
    """A vendor's account or a server of one's own. The key is stored encrypted, and never shown."""

    __tablename__ = "connections"
    __table_args__ = (
        UniqueConstraint("project_id", "name"),
        Index(
            "uq_connections_default", "project_id", unique=True, postgresql_where=text("is_default")
        ),
        CheckConstraint("timeout_s BETWEEN 1 AND 600", name="timeout_sane"),
        CheckConstraint("max_concurrency >= 1", name="max_concurrency_positive"),
        CheckConstraint("requests_per_minute >= 1", name="requests_per_minute_positive"),
        CheckConstraint(f"name <> '{BUILT_IN}'", name="name_free"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    project_id: Mapped[UUID] = mapped_column(ForeignKey("projects.id"))
    name: Mapped[str]
    provider: Mapped[str]
    base_url: Mapped[str | None]
    """Null for the provider's own."""
    encrypted_key: Mapped[bytes | None] = mapped_column(LargeBinary)
    key_hint: Mapped[str | None]
    """How a key ends that is long enough to give that away."""
    default_model: Mapped[str | None]
    timeout_s: Mapped[int] = mapped_column(default=60)
    """For a whole call, from the name to the last piece."""
    max_concurrency: Mapped[int | None]
    """How many calls of experiments at once, over all workers; null for any number."""
    requests_per_minute: Mapped[int | None]
    """How many calls of experiments are begun in a minute; null for any number."""
    is_default: Mapped[bool] = mapped_column(default=False)
    """Used where none is named. Without any such row the built-in one is."""
    revision: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(default=now)
    updated_at: Mapped[datetime] = mapped_column(default=now)
    created_by: Mapped[str]

    @property
    def is_built_in(self) -> bool:
        return self.name == BUILT_IN

    @property
    def has_key(self) -> bool:
        return self.encrypted_key is not None
