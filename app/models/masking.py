"""What is taken out of spans before they are stored."""

from __future__ import annotations

import re
from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Model, now, uuid7

NAME = re.compile(r"[^\u0000-\u001f\u007f]*[^\u0000-\u0020\u007f][^\u0000-\u001f\u007f]*")
"""Of a rule: one line, not empty."""


class MaskingRule(Model):
    """Either a pattern that is looked for in every text, or attributes by name."""

    __tablename__ = "masking_rules"
    __table_args__ = (
        UniqueConstraint("project_id", "name"),
        CheckConstraint("(pattern IS NULL) <> (attribute IS NULL)", name="one_target"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    project_id: Mapped[UUID] = mapped_column(ForeignKey("projects.id"))
    name: Mapped[str]
    pattern: Mapped[str | None]
    """A regular expression; what it matches in a text is replaced."""
    attribute: Mapped[str | None]
    """An attribute's name, or its beginning and `*`; its whole value is replaced."""
    replacement: Mapped[str]
    is_on: Mapped[bool]
    created_at: Mapped[datetime] = mapped_column(default=now)
    created_by: Mapped[str]
