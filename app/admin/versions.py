"""Versions of every prompt: to look at, never to change."""

from __future__ import annotations

from typing import Any

from app.admin.base import NounView
from app.admin.columns import Column
from app.admin.tabs import Tab
from app.services.lists import LISTINGS


class VersionView(NounView):
    listing = LISTINGS["versions"]
    noun, plural, icon = "version", "versions", "versions"
    search_words = "Prompt, text, message, checksum"
    empty_words = "A version is made whenever a prompt is saved."
    tones = {"active": "ok", "newer": "warn", "earlier": ""}
    tabs = (
        Tab("Active", "state=active"),
        Tab("Not released", "state=newer"),
        Tab("Waiting for 14 days", "waiting=14"),
    )
    columns = (
        Column("name", "Prompt", "of_prompt", place="name"),
        Column("version", "Version", "version", place="more"),
        Column("state", "State", "state", place="state"),
        Column("message", "What changed", "free"),
        Column("created_by", "By", "actor"),
        Column("project", "Project"),
        Column("created_at", "Saved", "time", order="saved", place="time"),
        Column("kind", "Kind", shown=False),
        Column("checksum", "Checksum", "mono", shown=False),
        Column("prompt_id", "Prompt id", "mono", shown=False),
        Column("id", "Id", "mono", shown=False),
    )
    can_view_details = False
    details_view = None

    def row_url(self, row: Any) -> str:
        return self.get_url(
            "admin_prompts.details_view", id=row.prompt_id, tab="versions", version=row.version
        )

    def title_of(self, row: Any) -> str:
        return f"{row.name} v{row.version}"
