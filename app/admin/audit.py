"""The audit log: who did what, field by field."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

from flask import url_for

from app import diff
from app.admin.asking import Asking
from app.admin.base import NounView
from app.admin.charts import histogram
from app.admin.columns import Column
from app.admin.guard import caller
from app.admin.tabs import Tab, Tabs
from app.models import AuditEvent
from app.services.history import get_event
from app.services.lists import LISTINGS, by_day

DAYS = 30


class AuditView(NounView):
    listing = LISTINGS["audit"]
    noun, plural, icon = "event", "events", "audit"
    search_words = "Object, reason, request id"
    tabs = (
        Tab("Changes", "changes=1"),
        Tab("Releases", "area=releases"),
        Tab("Failed sign-ins", "area=failed"),
        Tab("Refusals", "area=refused"),
        Tab("Keys and people", "area=access"),
    )
    columns = (
        Column("created_at", "Time", "stamp", order="time", place="time"),
        Column("actor", "Who", "actor", place="state"),
        Column("action", "Action", "happened", place="name"),
        Column("object_name", "Object", "object", place="more"),
        Column("changes", "Changed", "changed"),
        Column("request_id", "Request", "mono"),
        Column("project", "Project", shown=False),
        Column("reason", "Why", "free", shown=False),
        Column("address", "From", "mono", shown=False),
        Column("object_id", "Object id", "mono", shown=False),
        Column("id", "Id", "mono", shown=False),
        Column("seal", "Seal", "mono"),
        Column("hash", "Hash of the seal", "mono", shown=False),
    )
    list_template = "admin/audit/list.html"
    details_template = "admin/audit/details.html"

    def list_extras(self, asking: Asking, tabs: Tabs, problem: str | None) -> dict[str, Any]:
        if problem:
            return {}
        return {"chart": histogram(by_day(caller(), self.listing, asking.asked(), DAYS))}

    def get_one(self, id: Any) -> AuditEvent:
        return get_event(caller(), id)


def word_diff(pair: Any) -> tuple[diff.Segments, diff.Segments]:
    """Before and after of one field, what differs marked."""
    before, after = (as_text(side) for side in (pair if isinstance(pair, list) else [None, pair]))
    if not before or not after:
        return [(before or "none", False)], [(after or "none", False)]
    sides = diff.words_between(before, after)
    return sides or ([(before, True)], [(after, True)])


def as_text(value: Any) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def undo_url(event: Any) -> str | None:
    """Where an event can be taken back, if it can; whether it still can, that page says."""
    changes = event.changes or {}
    if event.action in ("prompt.activated", "prompt.rolled_back"):
        before, _ = changes.get("active_version") or (None, None)
        if before is None:
            return None
        asked = {"do": "activate", f"version.{event.object_id}": before}
        return action_url("prompts", event, asked)
    undoing = {
        "prompt.archived": ("prompts", "restore"),
        "prompt.restored": ("prompts", "archive"),
        "person.deactivated": ("people", "reactivate"),
        "person.reactivated": ("people", "deactivate"),
    }.get(event.action)
    if undoing:
        return action_url(undoing[0], event, {"do": undoing[1]})
    if event.action == "prompt.updated" and list(changes) == ["tags"]:
        old, new = (set(side or []) for side in changes["tags"])
        asked = {"do": "tag", "add": ", ".join(old - new), "remove": ", ".join(new - old)}
        return action_url("prompts", event, asked)
    return None


def action_url(noun: str, event: Any, asked: dict[str, Any]) -> str:
    return f"{url_for(f'admin_{noun}.action_view')}?{urlencode({**asked, 'id': event.object_id})}"
