"""Spans added up: by the hour, by the day, by user; and which hours are to be added up again."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import BigInteger, Index, SmallInteger
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Model, uuid7


class Group:
    """What spans are added up by."""

    kind: Mapped[str]
    prompt_id: Mapped[UUID | None]
    prompt_name: Mapped[str | None]
    prompt_version: Mapped[int | None]
    model: Mapped[str | None]
    environment: Mapped[str]


class Sums:
    """What is added up. Costs are in US dollars."""

    calls: Mapped[int] = mapped_column(BigInteger)
    errors: Mapped[int] = mapped_column(BigInteger)
    input_tokens: Mapped[int] = mapped_column(BigInteger)
    output_tokens: Mapped[int] = mapped_column(BigInteger)
    cached_tokens: Mapped[int] = mapped_column(BigInteger)
    reasoning_tokens: Mapped[int] = mapped_column(BigInteger)
    total_tokens: Mapped[int] = mapped_column(BigInteger)
    cost_usd: Mapped[Decimal]
    latency_ms: Mapped[float]


class Histogram:
    """How often which latencies occurred: bucket b is from e^(b/10) ms on, to e^((b+1)/10) ms."""

    buckets: Mapped[list[int]] = mapped_column(ARRAY(SmallInteger))
    bucket_calls: Mapped[list[int]] = mapped_column(ARRAY(BigInteger))
    """How many calls were in each of `buckets`."""


class UsageHour(Group, Sums, Histogram, Model):
    """The spans of an hour (UTC); equal to the raw ones, but in hours that are marked as stale."""

    __tablename__ = "usage_hours"
    __table_args__ = (Index("ix_usage_hours_project_id_hour", "project_id", "hour"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    project_id: Mapped[UUID]
    hour: Mapped[datetime]


class UsageDay(Group, Sums, Histogram, Model):
    """The same by the day (UTC), for pages that look at weeks."""

    __tablename__ = "usage_days"
    __table_args__ = (Index("ix_usage_days_project_id_day", "project_id", "day"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    project_id: Mapped[UUID]
    day: Mapped[datetime]


class Dimension(Sums, Histogram):
    """The same sums by the keys of one dimension alone, so that a page reads little more than it
    shows.
    """

    dimension: Mapped[str]
    """What else than the kind tells its rows apart: none, prompt, version, model, environment. In
    days also `user`, the one row of which is of every user and has no histogram."""
    kind: Mapped[str]
    prompt_id: Mapped[UUID | None]
    prompt_name: Mapped[str | None]
    prompt_version: Mapped[int | None]
    model: Mapped[str | None]
    environment: Mapped[str | None]


class DimensionHour(Dimension, Model):
    """`usage_hours` by single dimensions."""

    __tablename__ = "dimension_hours"
    __table_args__ = (Index("ix_dimension_hours", "project_id", "dimension", "hour"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    project_id: Mapped[UUID]
    hour: Mapped[datetime]


class DimensionDay(Dimension, Model):
    """`usage_days` by single dimensions."""

    __tablename__ = "dimension_days"
    __table_args__ = (Index("ix_dimension_days", "project_id", "dimension", "day"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    project_id: Mapped[UUID]
    day: Mapped[datetime]


class UserHour(Sums, Model):
    """The model calls of each user in an hour, of which the days are made."""

    __tablename__ = "user_hours"

    project_id: Mapped[UUID] = mapped_column(primary_key=True)
    hour: Mapped[datetime] = mapped_column(primary_key=True)
    user_id: Mapped[str] = mapped_column(primary_key=True)


class UserDay(Sums, Model):
    """The model calls of each user of an application in a day (UTC)."""

    __tablename__ = "user_days"

    project_id: Mapped[UUID] = mapped_column(primary_key=True)
    day: Mapped[datetime] = mapped_column(primary_key=True)
    user_id: Mapped[str] = mapped_column(primary_key=True)


class StaleHour(Model):
    """Spans of this hour came or went since it was added up.

    A row for each transaction that says so: whoever adds up deletes the rows it saw, and what is
    not committed yet stays marked.
    """

    __tablename__ = "stale_hours"
    __table_args__ = (Index("ix_stale_hours_project_id_hour", "project_id", "hour"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    project_id: Mapped[UUID]
    hour: Mapped[datetime]
