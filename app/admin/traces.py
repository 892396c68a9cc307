"""Traces: what applications did, with their spans as a tree."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import request
from flask_admin import expose

from app.admin.base import NounView
from app.admin.bodies import bodies_of
from app.admin.columns import Column
from app.admin.guard import caller, parsed_key
from app.admin.run_actions import DeleteTrace
from app.admin.span_tree import tree_of
from app.admin.tabs import Tab
from app.services.access.projects import get_project
from app.services.lists import LISTINGS
from app.services.looking import LookedTrace, look_at_span, look_at_trace
from app.web.settings import settings_of_app

TITLES = {
    "input": "Went in",
    "output": "Came out",
    "parameters": "Parameters",
    "attributes": "Other attributes",
    "events": "Events",
    "links": "Links",
    "resource": "Sent by",
}


class TraceView(NounView):
    listing = LISTINGS["traces"]
    actions = (DeleteTrace(),)
    noun, plural, icon = "trace", "traces", "traces"
    search_words = "Name, user, session or id"
    empty_words = "Point an OpenTelemetry exporter at this server; its traces are listed here."
    tones = {"error": "bad", "warning": "warn", "default": "ok", "debug": ""}
    tabs = (Tab("With errors", "level=error"), Tab("Today", "when=1d"))
    columns = (
        Column("name", "Name", "link", place="name"),
        Column("level", "Level", "state", place="state"),
        Column("span_count", "Spans", "grouped", numeric=True),
        Column("models", "Models", "list"),
        Column("total_tokens", "Tokens", "grouped", numeric=True),
        Column("cost_usd", "Cost, USD", "usd", numeric=True),
        Column("latency_ms", "Took", "took", place="more", numeric=True),
        Column("project", "Project"),
        Column("started_at", "Began", "time", order="started", place="time"),
        Column("environment", "Environment", shown=False),
        Column("error_count", "Errors", "grouped", shown=False, numeric=True),
        Column("user_id", "User", shown=False),
        Column("session_id", "Session", shown=False),
        Column("release", "Release", shown=False),
        Column("tags", "Tags", "tags", shown=False),
        Column("input", "Went in", "free", shown=False),
        Column("output", "Came out", "free", shown=False),
        Column("trace_id", "Id", "hex", shown=False),
    )
    details_template = "admin/traces/details.html"

    def asked_for(self) -> LookedTrace:
        return self.get_one(request.args.get("id"))

    def get_one(self, id: Any) -> LookedTrace:
        return look_at_trace(caller(), *parsed_key(id, UUID, UUID, noun=self.noun))

    def details(self, row: LookedTrace) -> dict[str, Any]:
        trace = row.trace
        return {
            "trace": trace,
            "project": get_project(trace.project_id),
            "branches": tree_of(row.spans),
            "page_url": f"{settings_of_app().public_url}/traces/{trace.trace_id.hex}",
        }

    @expose("/span/")
    def span_view(self) -> str:
        """All that was sent of one span."""
        key = parsed_key(request.args.get("id"), UUID, UUID, bytes.fromhex, noun="span")
        trace, looked = look_at_span(caller(), *key)
        return self.render(
            "admin/traces/span.html",
            trace=trace,
            span=looked.row,
            project=get_project(trace.project_id),
            bodies=bodies_of(looked.bodies, TITLES),
        )
