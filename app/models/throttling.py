"""What is counted so that nobody guesses or asks too often. It tells of no project's things."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ARRAY, DateTime, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Model


class SignInAttempt(Model):
    """When passwords of one account, or from one address, were tried lately."""

    __tablename__ = "sign_in_attempts"

    subject: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    """A keyed hash: neither e-mail addresses nor those of machines are kept."""
    tries: Mapped[list[datetime]] = mapped_column(ARRAY(DateTime(timezone=True)))
    told_at: Mapped[datetime | None]
    """When the audit last learned that there was no place left."""
    expires_at: Mapped[datetime] = mapped_column(index=True)


class RateWindow(Model):
    """How many requests a key has made in its present minute.

    Unlogged: written at every request of a limited key, and after a crash a new minute begins.
    """

    __tablename__ = "rate_windows"
    __table_args__ = {"prefixes": ["UNLOGGED"]}

    key_id: Mapped[UUID] = mapped_column(primary_key=True)
    began_at: Mapped[datetime]
    requests: Mapped[int]
