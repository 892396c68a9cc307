"""Datasets: the list, one dataset with its items and versions, and one item in full."""

from __future__ import annotations

from typing import Any

from flask import request
from flask_admin import expose
from wtforms import HiddenField, StringField
from wtforms.validators import InputRequired, Optional

from app.admin.base import NounView
from app.admin.bodies import bodies_of
from app.admin.columns import Column
from app.admin.dataset_files import DatasetFiles
from app.admin.evaluation_actions import ArchiveDataset, RestoreDataset
from app.admin.forms import Form, JsonField, TextField, comma_separated
from app.admin.guard import (
    NothingThere,
    caller,
    number_asked,
    parsed_id,
    within,
    within_slug,
)
from app.admin.projects import ProjectField
from app.admin.tabs import Tab
from app.models import Dataset
from app.services import datasets
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


class EditDatasetForm(Form):
    etag = HiddenField()
    name = StringField("Name", [InputRequired("Give it a name.")])
    description = TextField("Description", [Optional()])
    tags = StringField("Tags", description="Separated by commas.")
    input_schema = JsonField(
        "Schema of inputs",
        of=dict,
        description="A JSON Schema that every input written from now on must fulfil.",
    )
    expected_schema = JsonField(
        "Schema of what is expected",
        of=dict,
        description="The same for what is expected.",
    )

    def values(self) -> dict[str, Any]:
        return {
            "name": self.name.data,
            "description": self.description.data or None,
            "tags": comma_separated(self.tags.data),
            "input_schema": self.input_schema.data,
            "expected_schema": self.expected_schema.data,
        }


class NewDatasetForm(EditDatasetForm):
    project = ProjectField("Project")


class DatasetView(DatasetFiles, NounView):
    listing = LISTINGS["datasets"]
    actions = (ArchiveDataset(), RestoreDataset())
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
    can_create = can_edit = True
    new_words = "New dataset"
    form_class = NewDatasetForm
    details_template = "admin/datasets/details.html"

    def get_edit_form(self) -> type[Form]:
        return EditDatasetForm

    def get_one(self, id: Any) -> Looked:
        return look_at_dataset(caller(), id)

    def create(self, form: Any) -> Dataset:
        return datasets.create_dataset(within_slug(form.project.data), **form.values())

    def edit_form(self, obj: Any = None) -> Any:
        if request.method == "POST":
            return EditDatasetForm(request.form)
        dataset = datasets.get_dataset(within(obj.row.project_id), obj.row.id)
        form = EditDatasetForm(obj=dataset)
        form.tags.data, form.etag.data = ", ".join(dataset.tags), datasets.etag_of(dataset)
        return form

    def update(self, form: Any, row: Looked) -> Dataset:
        here = within(row.row.project_id)
        return datasets.update_dataset(here, row.row.id, if_match=[form.etag.data], **form.values())

    def title_of(self, row: Any) -> str:
        return str(row.row.name if isinstance(row, Looked) else row.name)

    def row_url(self, row: Any) -> str:
        return super().row_url(row.row if isinstance(row, Looked) else row)

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
