"""Datasets: the list, one dataset with its items and versions, and one item in full."""

from __future__ import annotations

from typing import Any

from flask import request
from flask_admin import expose

from app.admin.base import NounView
from app.admin.bodies import bodies_of
from app.admin.columns import Column
from app.admin.guard import NothingThere, caller, number_asked, parsed_id
from app.admin.tabs import Tab
from app.services.access.projects import get_project
from app.services.lists import LISTINGS
from app.services.looking import (
    Looked,
    items_in,
    look_at_dataset,
    look_at_item,
    versions_of_dataset,
)
from app.web.settings import settings_of_app

SCHEMAS = {
    "input_schema": "What an input must fulfil",
    "expected_schema": "What is expected must fulfil",
    "metadata_": "Metadata",
}
TITLES = {"input": "Input", "expected": "Expected", "metadata_": "Metadata"}
PAGES = ("items", "versions", "history")


class DatasetView(NounView):
    listing = LISTINGS["datasets"]
    noun, plural, icon = "dataset", "datasets", "datasets"
    search_words = "Name, description, tag or id"
    empty_words = "A dataset holds inputs with what is expected of them, for experiments."
    tones = {"open": "ok", "empty": "off", "archived": ""}
    tabs = (Tab("In use", "state=open&state=empty"), Tab("Archived", "state=archived"))
    columns = (
        Column("name", "Name", "of_prompt", order="name", place="name"),
        Column("state", "State", "state", place="state"),
        Column("latest_version", "Version", "of_none"),
        Column("item_count", "Items", "grouped", place="more", numeric=True),
        Column("tags", "Tags", "tags"),
        Column("description", "Description", "free"),
        Column("project", "Project"),
        Column("created_at", "Made", "time", order="created", place="time"),
        Column("updated_at", "Changed", "time", shown=False),
        Column("created_by", "Made by", "actor", shown=False),
        Column("archived_at", "Archived", "time", shown=False),
        Column("id", "Id", "mono", shown=False),
    )
    details_template = "admin/datasets/details.html"

    def get_one(self, id: Any) -> Looked:
        return look_at_dataset(caller(), id)

    def details(self, row: Looked) -> dict[str, Any]:
        dataset, tab = row.row, request.args.get("tab", "items")
        if tab not in PAGES:
            raise NothingThere(f"A dataset has no page {tab[:20]!r}.")
        shown = {"dataset": dataset, "project": get_project(dataset.project_id), "tab": tab}
        if tab == "history":
            return {**shown, "done_to": self.done_to(dataset)}
        if tab == "versions":
            before = number_asked("after")
            return {**shown, "page": versions_of_dataset(dataset, before)}
        version = number_asked("version", dataset.latest_version)
        return {
            **shown,
            "version": version,
            "page": items_in(dataset, version, number_asked("after", 0)),
            "bodies": bodies_of(row.bodies, SCHEMAS),
            "page_url": f"{settings_of_app().public_url}/datasets/{dataset.id}",
        }

    @expose("/item/")
    def item_view(self) -> str:
        """All there is of one item."""
        dataset, looked, states = look_at_item(
            caller(), parsed_id(request.args.get("id"), "item of a dataset")
        )
        return self.render(
            "admin/datasets/item.html",
            dataset=dataset,
            item=looked.row,
            states=states,
            project=get_project(dataset.project_id),
            bodies=bodies_of(looked.bodies, TITLES),
        )
