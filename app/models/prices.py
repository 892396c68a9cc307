"""What model calls cost a project."""

from __future__ import annotations

import re
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Model, now, uuid7

NAME_OR_BEGINNING = re.compile(
    r"(?:[^\u0000-\u0020*\u007f](?:[^\u0000-\u001f*\u007f]*[^\u0000-\u0020*\u007f])?\*?|\*)"
)
"""What is matched whole, or with a closing `*` by its beginning."""


class Price(Model):
    """What a project pays for a model from a moment on, in US dollars a million tokens."""

    __tablename__ = "prices"
    __table_args__ = (UniqueConstraint("project_id", "model", "valid_from"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    project_id: Mapped[UUID] = mapped_column(ForeignKey("projects.id"))
    model: Mapped[str]
    """A model's name, or its beginning and `*`; the longest that fits counts."""
    input_usd: Mapped[Decimal]
    output_usd: Mapped[Decimal]
    cached_usd: Mapped[Decimal | None]
    """Null: as `input_usd`."""
    valid_from: Mapped[datetime]
    created_at: Mapped[datetime] = mapped_column(default=now)
    created_by: Mapped[str]
