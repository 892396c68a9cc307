"""Releases: every move of a pointer."""

from __future__ import annotations

from typing import Any

from app.admin.base import NounView
from app.admin.columns import Column
from app.admin.tabs import Tab
from app.services.lists import LISTINGS


class ReleaseView(NounView):
    listing = LISTINGS["releases"]
    noun, plural, icon = "release", "releases", "releases"
    search_words = "Prompt, reason or id"
    empty_words = "A release is written whenever a version is activated or rolled back."
    tabs = (
        Tab("Last 7 days", "when=7d"),
        Tab("Rolled back", "kind=rolled_back"),
        Tab("Gates overridden", "gate=overridden"),
    )
    columns = (
        Column("name", "Prompt", "of_prompt", place="name"),
        Column("to_version", "Moved", "move", place="state"),
        Column("kind", "How", "state"),
        Column("gate", "Gates", "gate"),
        Column("reason", "Why", "free", place="more"),
        Column("actor", "Who", "actor"),
        Column("project", "Project"),
        Column("created_at", "When", "time", order="time", place="time"),
        Column("from_version", "From", shown=False),
        Column("label", "Label", shown=False),
        Column("gates", "What gates said", "json", shown=False),
        Column("prompt_id", "Prompt id", "mono", shown=False),
        Column("id", "Id", "mono", shown=False),
    )
    tones = {
        **{"activated": "ok", "rolled_back": "warn", "imported": ""},
        **{"passed": "ok", "overridden": "bad"},
    }
    can_view_details = False
    details_view = None

    def row_url(self, row: Any) -> str:
        return self.get_url("admin_prompts.details_view", id=row.prompt_id, tab="releases")
