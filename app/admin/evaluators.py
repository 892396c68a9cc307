"""Evaluators: the list, and one with the configuration of each of its versions."""

from __future__ import annotations

from typing import Any

from flask import request

from app.admin.base import NounView
from app.admin.columns import Column
from app.admin.guard import NothingThere, caller, number_asked
from app.admin.tabs import Tab
from app.services.access.projects import get_project
from app.services.lists import LISTINGS
from app.services.looking import Looked, look_at_evaluator, versions_of_evaluator

PAGES = ("versions", "history")


class EvaluatorView(NounView):
    listing = LISTINGS["evaluators"]
    noun, plural, icon = "evaluator", "evaluators", "evaluators"
    search_words = "Name, description or id"
    empty_words = "An evaluator says how good an output is: by a rule, or by asking a model."
    tones = {"open": "ok", "archived": ""}
    tabs = (
        Tab("In use", "state=open"),
        Tab("Judges", "kind=judge"),
        Tab("Archived", "state=archived"),
    )
    columns = (
        Column("name", "Name", "of_prompt", order="name", place="name"),
        Column("state", "State", "state", place="state"),
        Column("kind", "Kind", "mono", place="more"),
        Column("latest_version", "Version", "version"),
        Column("description", "Description", "free"),
        Column("project", "Project"),
        Column("created_at", "Made", "time", order="created", place="time"),
        Column("updated_at", "Changed", "time", shown=False),
        Column("created_by", "Made by", "actor", shown=False),
        Column("archived_at", "Archived", "time", shown=False),
        Column("id", "Id", "mono", shown=False),
    )
    details_template = "admin/evaluators/details.html"

    def get_one(self, id: Any) -> Looked:
        return look_at_evaluator(caller(), id)

    def details(self, row: Looked) -> dict[str, Any]:
        evaluator, tab = row.row, request.args.get("tab", "versions")
        if tab not in PAGES:
            raise NothingThere(f"An evaluator has no page {tab[:20]!r}.")
        shown = {"evaluator": evaluator, "project": get_project(evaluator.project_id), "tab": tab}
        if tab == "history":
            return {**shown, "done_to": self.done_to(evaluator)}
        return {**shown, "page": versions_of_evaluator(evaluator, number_asked("after"))}
