"""Gates: what a version must have shown before a label may point at it."""

from __future__ import annotations

from typing import Any

from app.admin.columns import Column
from app.admin.rules import RuleView
from app.admin.tabs import Tab
from app.services.lists import LISTINGS


class GateView(RuleView):
    listing = LISTINGS["gates"]
    noun, plural, icon = "gate", "gates", "gates"
    search_words = "Prompt, tag, dataset, evaluator or id"
    empty_words = "A gate keeps versions off a label until an experiment shows that they are fit."
    tones = {"open": "ok", "archived": ""}
    tabs = (Tab("In use", "state=open"), Tab("Archived", "state=archived"))
    columns = (
        Column("name", "Guards", "mono_link", place="name"),
        Column("state", "State", "state", place="state"),
        Column("label", "Label", "mono"),
        Column("evaluator", "By", "measured", place="more"),
        Column("minimum", "Asks for", "asks"),
        Column("dataset", "On", "on_dataset"),
        Column("connection", "Connection", "mono"),
        Column("project", "Project"),
        Column("created_at", "Made", "time", order="created", place="time"),
        Column("max_drop", "At most worse by", "measure", shown=False, numeric=True),
        Column("trials", "Trials", "grouped", shown=False, numeric=True),
        Column("accept_recorded", "Recorded outputs count", "yes", shown=False),
        Column("starts_by_itself", "Starts by itself", "yes", shown=False),
        Column("description", "Description", "free", shown=False),
        Column("created_by", "Made by", "actor", shown=False),
        Column("id", "Id", "mono", shown=False),
    )
    details_template = "admin/gates/details.html"

    def asks(self, row: Any) -> str:
        """Of the mean, in words."""
        word = "at most" if row.direction == "lower" else "at least"
        least = [] if row.minimum is None else [f"{word} {row.minimum:.6g}"]
        drop = [] if row.max_drop is None else [f"at most {row.max_drop:.6g} worse than active"]
        return ", ".join([*least, *drop])
