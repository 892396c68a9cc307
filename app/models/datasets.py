"""Datasets: versioned sets of inputs with what is expected of them."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Model, now, uuid7

ITEM_CHANGES = ("added", "changed", "removed")
FILE_FORMATS = ("jsonl", "csv")


class Dataset(Model):
    """A stable identity. Its items change from version to version; every version stays readable."""

    __tablename__ = "datasets"
    __table_args__ = (
        UniqueConstraint("project_id", "name"),
        UniqueConstraint("project_id", "id"),
        Index("ix_datasets_project_id_created_at_id", "project_id", "created_at", "id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    project_id: Mapped[UUID] = mapped_column(ForeignKey("projects.id"))
    name: Mapped[str]
    description: Mapped[str | None]
    tags: Mapped[list[str]] = mapped_column(default=list)
    input_schema: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    """A JSON Schema that every input written from now on must fulfil."""
    expected_schema: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    metadata_: Mapped[dict[str, Any] | None] = mapped_column("metadata")
    latest_version: Mapped[int] = mapped_column(default=0)
    """0 while nothing was ever in it."""
    item_count: Mapped[int] = mapped_column(default=0)
    """Of the newest version."""
    created_at: Mapped[datetime] = mapped_column(default=now)
    updated_at: Mapped[datetime] = mapped_column(default=now)
    created_by: Mapped[str]
    archived_at: Mapped[datetime | None]


class DatasetVersion(Model):
    """One write: items added, changed and removed at once."""

    __tablename__ = "dataset_versions"
    __table_args__ = (
        ForeignKeyConstraint(
            ["project_id", "dataset_id"],
            ["datasets.project_id", "datasets.id"],
            ondelete="CASCADE",
        ),
    )

    dataset_id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[UUID]
    item_count: Mapped[int]
    added: Mapped[int] = mapped_column(default=0)
    changed: Mapped[int] = mapped_column(default=0)
    removed: Mapped[int] = mapped_column(default=0)
    message: Mapped[str | None]
    created_at: Mapped[datetime] = mapped_column(default=now)
    created_by: Mapped[str]


class DatasetItem(Model):
    """One state of an item. Version n holds those with `added_in` <= n < `removed_in`.

    A changed item is a new row under the same key and at the same position.
    """

    __tablename__ = "dataset_items"
    __table_args__ = (
        ForeignKeyConstraint(
            ["project_id", "dataset_id"],
            ["datasets.project_id", "datasets.id"],
            ondelete="CASCADE",
        ),
        CheckConstraint("added_in >= 1", name="added_in_counted"),
        CheckConstraint("removed_in > added_in", name="removed_after_added"),
        Index(
            "uq_dataset_items_key",
            *("dataset_id", "key"),
            unique=True,
            postgresql_where=text("removed_in IS NULL"),
        ),
        Index("ix_dataset_items_position", "dataset_id", "position", "added_in"),
        Index("ix_dataset_items_project_key", "project_id", "key"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    project_id: Mapped[UUID]
    dataset_id: Mapped[UUID]
    key: Mapped[str]
    """The client's, or one made of the input; what recorded outputs name."""
    position: Mapped[int] = mapped_column(BigInteger)
    """Items are listed in this order: that in which they came."""
    input: Mapped[Any] = mapped_column(JSON)
    expected: Mapped[Any | None] = mapped_column(JSON(none_as_null=True))
    metadata_: Mapped[dict[str, Any] | None] = mapped_column("metadata", JSON(none_as_null=True))
    tags: Mapped[list[str]] = mapped_column(default=list)
    source_run_id: Mapped[UUID | None]
    source_trace_id: Mapped[UUID | None]
    source_span_id: Mapped[bytes | None]
    checksum: Mapped[str]
    """SHA-256 of input, expected, metadata and tags: an equal item is not written again."""
    added_in: Mapped[int]
    removed_in: Mapped[int | None]
    created_at: Mapped[datetime] = mapped_column(default=now)
    created_by: Mapped[str]
