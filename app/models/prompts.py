"""Prompts, their immutable versions, and the text they are found by."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    UniqueConstraint,
    and_,
)
from sqlalchemy.orm import Mapped, foreign, mapped_column, relationship, remote

from app.db import Model, now, uuid7
from app.rendering import variables_in

TEXT, CHAT = "text", "chat"
KINDS = (TEXT, CHAT)


class Prompt(Model):
    """A stable identity: a name unique in its project, and a kind for life."""

    __tablename__ = "prompts"
    __table_args__ = (
        UniqueConstraint("project_id", "name"),
        UniqueConstraint("project_id", "id"),
        ForeignKeyConstraint(
            ["id", "active_version"],
            ["prompt_versions.prompt_id", "prompt_versions.version"],
            name="fk_prompts_active_version",
            deferrable=True,
            initially="DEFERRED",
            use_alter=True,
        ),
        CheckConstraint("kind IN ('text', 'chat')", name="kind_known"),
        CheckConstraint("latest_version >= 1", name="latest_version_counted"),
        Index(
            "ix_prompts_project_id_created_at_id",
            "project_id",
            "created_at",
            "id",
            postgresql_include=["archived_at"],
        ),
        Index("ix_prompts_project_id_updated_at_id", "project_id", "updated_at", "id"),
        Index("ix_prompts_tags", "tags", postgresql_using="gin"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    project_id: Mapped[UUID] = mapped_column(ForeignKey("projects.id"))
    name: Mapped[str]
    description: Mapped[str | None]
    kind: Mapped[str]
    tags: Mapped[list[str]] = mapped_column(default=list)
    active_version: Mapped[int | None]
    latest_version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(default=now)
    updated_at: Mapped[datetime] = mapped_column(default=now)
    created_by: Mapped[str]
    archived_at: Mapped[datetime | None]

    newest: Mapped[PromptVersion] = relationship(
        primaryjoin=lambda: and_(
            Prompt.id == foreign(remote(PromptVersion.prompt_id)),
            Prompt.latest_version == foreign(remote(PromptVersion.version)),
        ),
        viewonly=True,
        lazy="raise_on_sql",
    )
    search: Mapped[PromptSearch] = relationship(
        primaryjoin=lambda: Prompt.id == foreign(remote(PromptSearch.prompt_id)),
        viewonly=True,
        lazy="raise_on_sql",
    )

    if TYPE_CHECKING:  # no columns: put there by whoever shows a prompt
        shown: list[PromptVersion]
        newest_shown: PromptVersion

    @property
    def labels(self) -> dict[str, int]:
        """Label → version: `latest` always, `production` while a version is active."""
        active = {} if self.active_version is None else {"production": self.active_version}
        return {"latest": self.latest_version, **active}


class PromptVersion(Model):
    """An immutable body, numbered 1, 2, 3 … without gap or reuse within its prompt."""

    __tablename__ = "prompt_versions"
    __table_args__ = (
        UniqueConstraint("prompt_id", "version"),
        ForeignKeyConstraint(
            ["project_id", "prompt_id"],
            ["prompts.project_id", "prompts.id"],
            ondelete="CASCADE",
        ),
        CheckConstraint("version >= 1", name="version_counted"),
        CheckConstraint("(content IS NULL) <> (messages IS NULL)", name="one_body"),
        Index("ix_prompt_versions_project_id_created_at_id", "project_id", "created_at", "id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    project_id: Mapped[UUID]
    prompt_id: Mapped[UUID]
    version: Mapped[int]
    content: Mapped[str | None]
    messages: Mapped[list[dict[str, Any]] | None] = mapped_column(JSON(none_as_null=True))
    parameters: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    checksum: Mapped[str]
    message: Mapped[str | None]
    created_at: Mapped[datetime] = mapped_column(default=now)
    created_by: Mapped[str]

    if TYPE_CHECKING:  # no columns: put there by whoever reads a version for showing
        author: str
        labels: list[str]
        listed: Any

    @property
    def kind(self) -> str:
        return TEXT if self.messages is None else CHAT

    @property
    def variables(self) -> list[str]:
        return variables_in(self.content if self.messages is None else self.messages)


class PromptSearch(Model):
    """What a prompt is found by. Derived from it and its newest version; may be rebuilt."""

    __tablename__ = "prompt_search"
    __table_args__ = (
        ForeignKeyConstraint(
            ["project_id", "prompt_id"],
            ["prompts.project_id", "prompts.id"],
            ondelete="CASCADE",
        ),
        Index(
            "ix_prompt_search_text",
            "text",
            postgresql_using="gin",
            postgresql_ops={"text": "gin_trgm_ops"},
        ),
        Index(
            "ix_prompt_search_heading",
            "heading",
            postgresql_using="gin",
            postgresql_ops={"heading": "gin_trgm_ops"},
        ),
    )

    prompt_id: Mapped[UUID] = mapped_column(primary_key=True)
    project_id: Mapped[UUID]
    heading: Mapped[str]
    """The name, then the tags, a line each: all that one or two characters are looked for in."""
    text: Mapped[str]
    snippet: Mapped[str]
    variables: Mapped[list[str]]
