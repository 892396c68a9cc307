"""Runs: what was asked of a model, what it answered, and what that took."""

from __future__ import annotations

from typing import Any

from app.admin.base import NounView
from app.admin.bodies import bodies_of
from app.admin.columns import Column
from app.admin.guard import caller
from app.admin.run_actions import CancelRun
from app.admin.tabs import Tab
from app.services.access.projects import get_project
from app.services.lists import LISTINGS
from app.services.lists.runs import DRAFT
from app.services.looking import Looked, look_at_run

TITLES = {
    "messages": "Sent",
    "output": "Answered",
    "variables": "Filled in",
    "parameters": "Parameters",
    "metadata_": "Metadata",
}


class RunView(NounView):
    listing = LISTINGS["runs"]
    actions = (CancelRun(),)
    noun, plural, icon = "run", "runs", "runs"
    search_words = "Text, prompt or id"
    empty_words = "A run is an execution of a prompt: by the worker, or reported by an application."
    tones = {
        "queued": "off",
        "running": "here",
        "succeeded": "ok",
        "failed": "bad",
        "cancelled": "",
    }
    tabs = (
        Tab("Failed", "state=failed"),
        Tab("Waiting and running", "state=queued&state=running"),
        Tab("Playground", "source=playground"),
    )
    columns = (
        Column("name", "Prompt", "of_prompt", place="name"),
        Column("prompt_version", "Version", "version"),
        Column("state", "State", "state", place="state"),
        Column("model", "Model", "mono"),
        Column("total_tokens", "Tokens", "grouped", numeric=True),
        Column("cost_usd", "Cost, USD", "usd", numeric=True),
        Column("latency_ms", "Took", "took", place="more", numeric=True),
        Column("project", "Project"),
        Column("created_at", "Asked for", "time", order="created", place="time"),
        Column("source", "Source", "label", shown=False),
        Column("error", "Error", "free", shown=False),
        Column("connection", "Connection", shown=False),
        Column("environment", "Environment", shown=False),
        Column("user_id", "User", shown=False),
        Column("session_id", "Session", shown=False),
        Column("created_by", "Asked by", "actor", shown=False),
        Column("trace_id", "Trace", "mono", shown=False),
        Column("id", "Id", "mono", shown=False),
    )
    details_template = "admin/runs/details.html"

    def get_one(self, id: Any) -> Looked:
        return look_at_run(caller(), id)

    def details(self, row: Looked) -> dict[str, Any]:
        run = row.row
        return {
            "run": run,
            "name": run.prompt_name or DRAFT,
            "project": get_project(run.project_id),
            "bodies": bodies_of(row.bodies, TITLES),
            "has_trace": row.has_trace,
        }
