"""Jobs: what the worker did, does and will do."""

from __future__ import annotations

from typing import Any

from flask import request

from app.admin.base import NounView
from app.admin.columns import Column
from app.admin.guard import NothingThere, caller
from app.admin.tabs import Tab
from app.services.lists import LISTINGS
from app.services.queue_state import get_job


class JobView(NounView):
    listing = LISTINGS["jobs"]
    noun, plural, icon = "job", "jobs", "jobs"
    search_words = "Task or number"
    empty_words = "The worker queues its own jobs as soon as it runs."
    tones = {"succeeded": "ok", "doing": "here", "todo": "off", "failed": "bad", "aborted": "warn"}
    tabs = (
        Tab("Failed", "state=failed"),
        Tab("Waiting", "state=todo"),
        Tab("Running", "state=doing"),
    )
    columns = (
        Column("name", "Task", "mono_link", place="name"),
        Column("state", "State", "state", place="state"),
        Column("attempts", "Attempts", "number", numeric=True),
        Column("queue_name", "Queue"),
        Column("created_at", "Queued", "time", order="newest", place="time"),
        Column("changed_at", "Changed", "time"),
        Column("args", "Arguments", "json", shown=False),
        Column("id", "Number", "mono", place="more"),
    )
    details_template = "admin/jobs/details.html"

    def asked_for(self) -> Any:
        text = request.args.get("id", "")
        if not text.isdecimal() or len(text) > 18:
            raise NothingThere(f"There is no job {text[:40]!r}.")
        return self.get_one(int(text))

    def get_one(self, id: Any) -> Any:
        return get_job(caller(), id)
