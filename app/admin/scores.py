"""Scores: judgements of runs, spans, traces, sessions and results of experiments."""

from __future__ import annotations

from typing import Any

from flask import request

from app.admin.base import NounView
from app.admin.bodies import bodies_of
from app.admin.columns import Column
from app.admin.guard import caller, parsed_key
from app.admin.rule_actions import KEY, RemoveScore
from app.admin.tabs import Tab
from app.services.access.projects import get_project
from app.services.lists import LISTINGS
from app.services.looking import Looked, look_at_score


class ScoreView(NounView):
    listing = LISTINGS["scores"]
    actions = (RemoveScore(),)
    noun, plural, icon = "score", "scores", "scores"
    search_words = "Name, session or id"
    empty_words = "People give scores on the pages, programs and evaluators by the API."
    tabs = (Tab("By people", "source=person"), Tab("By evaluators", "source=evaluator"))
    columns = (
        Column("name", "Name", "link", place="name"),
        Column("value", "Value", place="state"),
        Column("target", "Of", "label", place="more"),
        Column("source", "Given by", "label"),
        Column("created_by", "Who", "actor"),
        Column("comment", "Comment", "free"),
        Column("project", "Project"),
        Column("created_at", "Given", "time", order="created", place="time"),
        Column("type", "Kind", "label", shown=False),
        Column("environment", "Environment", shown=False),
        Column("run_id", "Run", "mono", shown=False),
        Column("trace_id", "Trace", "mono", shown=False),
        Column("span_id", "Span", "mono", shown=False),
        Column("session_id", "Session", shown=False),
        Column("experiment_id", "Experiment", "mono", shown=False),
        Column("item_id", "Item", "mono", shown=False),
        Column("trial", "Trial", shown=False),
        Column("score_id", "Id", "mono", shown=False),
    )
    details_template = "admin/scores/details.html"

    def asked_for(self) -> Looked:
        return self.get_one(request.args.get("id"))

    def get_one(self, id: Any) -> Looked:
        key = parsed_key(id, *KEY, noun=self.noun)
        return look_at_score(caller(), *key)

    def details(self, row: Looked) -> dict[str, Any]:
        score = row.row
        return {
            "score": score,
            "project": get_project(score.project_id),
            "bodies": bodies_of(row.bodies, {"metadata_": "Metadata"}),
            "has_trace": row.has_trace,
        }
