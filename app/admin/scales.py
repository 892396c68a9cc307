"""Scales: which values scores of a name may have, as people are offered them."""

from __future__ import annotations

from typing import Any

from wtforms import FloatField, HiddenField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Optional

from app.admin.columns import Column
from app.admin.forms import Form, JsonField, TextField
from app.admin.guard import within, within_slug
from app.admin.projects import ProjectField
from app.admin.rule_actions import ArchiveScale, RestoreScale
from app.admin.rules import RuleView
from app.admin.tabs import Tab
from app.models import Scale
from app.models.scores import SCALE_TYPES
from app.services import scales
from app.services.lists import LISTINGS
from app.services.lists.scores import TYPES

FIELDS = ("name", "minimum", "maximum", "categories")


class EditScaleForm(Form):
    etag = HiddenField()
    name = StringField(
        "Name",
        [InputRequired("Which scores are given on it?")],
        description="Scores of this name are given on it.",
    )
    minimum = FloatField("From", [Optional()], description="Of numbers. Left empty, any.")
    maximum = FloatField("To", [Optional()], description="Of numbers. Left empty, any.")
    categories = JsonField(
        "Categories",
        of=list,
        description='Of categories: [{"label": "good", "value": 1}, …], as they are offered.',
    )
    description = TextField("Description", [Optional()])

    def values(self) -> dict[str, Any]:
        found = {name: self[name].data for name in FIELDS}
        return {**found, "description": self.description.data or None}


class NewScaleForm(EditScaleForm):
    project = ProjectField("Project")
    type = SelectField(
        "Kind",
        choices=[SelectChoice(type_, TYPES[type_]) for type_ in SCALE_TYPES],
        description="It stays.",
    )


class ScaleView(RuleView):
    listing = LISTINGS["scales"]
    actions = (ArchiveScale(), RestoreScale())
    noun, plural, icon = "scale", "scales", "scales"
    search_words = "Name, description or id"
    empty_words = "A scale says which scores people are offered, and which values these may have."
    new_words = "New scale"
    tones = {"open": "ok", "archived": ""}
    tabs = (Tab("In use", "state=open"), Tab("Archived", "state=archived"))
    columns = (
        Column("name", "Name", "link", order="name", place="name"),
        Column("state", "State", "state", place="state"),
        Column("type", "Kind", "label", place="more"),
        Column("minimum", "From", "measure", numeric=True),
        Column("maximum", "To", "measure", numeric=True),
        Column("description", "Description", "free"),
        Column("project", "Project"),
        Column("created_at", "Made", "time", order="created", place="time"),
        Column("categories", "Categories", "json", shown=False),
        Column("created_by", "Made by", "actor", shown=False),
        Column("id", "Id", "mono", shown=False),
    )
    can_create = can_edit = True
    form_class = NewScaleForm

    def get_edit_form(self) -> type[Form]:
        return EditScaleForm

    def create(self, form: Any) -> Scale:
        here = within_slug(form.project.data)
        return scales.create_scale(here, type=form.type.data, **form.values())

    def update(self, form: Any, row: Any) -> Scale:
        return scales.update_scale(
            within(row.project_id), row.id, if_match=[form.etag.data], **form.values()
        )

    def etag_of(self, row: Any) -> str:
        return scales.etag_of(scales.get_scale(within(row.project_id), row.id))
