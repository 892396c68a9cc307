"""Gates: what a version must have shown before a label may point at it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import request
from wtforms import BooleanField, FloatField, HiddenField, IntegerField, StringField
from wtforms.validators import InputRequired, Optional

from app.admin.columns import Column
from app.admin.evaluation_actions import ArchiveGate, RestoreGate
from app.admin.forms import Form, TextField
from app.admin.guard import within, within_slug
from app.admin.projects import ProjectField
from app.admin.rules import RuleView
from app.admin.tabs import Tab
from app.errors import NotFound, invalid
from app.models import Gate
from app.services.datasets import find_dataset
from app.services.evaluators import find_evaluator
from app.services.gates import rules
from app.services.gates.fitting import title_of
from app.services.lists import LISTINGS
from app.services.pointers import PRODUCTION
from app.services.policy import Caller

TEXTS = ("prompt_name", "prompt_prefix", "tag", "connection")
NUMBERS = ("minimum", "max_drop", "evaluator_version")


class EditGateForm(Form):
    etag = HiddenField()
    prompt_name = StringField("Prompt", description="Its whole name. Or one of these two:")
    prompt_prefix = StringField("Prompts whose names begin with")
    tag = StringField("Prompts that carry the tag")
    dataset_id = StringField("Dataset", [InputRequired("On which?")], description="Name or id.")
    min_dataset_version = IntegerField(
        "Dataset version", [Optional()], default=1, description="The oldest one that counts."
    )
    evaluator_id = StringField("Evaluator", [InputRequired("By which?")], description="Name or id.")
    evaluator_version = IntegerField(
        "Evaluator version", [Optional()], description="Left empty, the newest, and it stays that."
    )
    minimum = FloatField(
        "Mean",
        [Optional()],
        description="At least; at most, if the evaluator's values are better the lower they are.",
    )
    max_drop = FloatField(
        "At most worse by",
        [Optional()],
        description="Than the active version, at 95 %. Left empty, they are not compared.",
    )
    connection = StringField(
        "Connection", description="By which the experiment ran. Left empty, outputs are recorded."
    )
    trials = IntegerField("Trials", [Optional()], default=1)
    accept_recorded = BooleanField("Recorded outputs count as well")
    starts_by_itself = BooleanField("Saving a version begins the experiment")
    description = TextField("Description", [Optional()])

    def values(self, here: Caller) -> dict[str, Any]:
        texts = {name: (self[name].data or "").strip() or None for name in TEXTS}
        return {
            **texts,
            **{name: self[name].data for name in NUMBERS},
            "dataset_id": id_of(find_dataset, here, "dataset_id", self.dataset_id.data),
            "evaluator_id": id_of(find_evaluator, here, "evaluator_id", self.evaluator_id.data),
            "min_dataset_version": self.min_dataset_version.data or 1,
            "trials": self.trials.data or 1,
            "accept_recorded": self.accept_recorded.data,
            "starts_by_itself": self.starts_by_itself.data,
            "description": self.description.data or None,
        }


class NewGateForm(EditGateForm):
    project = ProjectField("Project")


def id_of(find: Callable[[Caller, str], Any], here: Caller, field: str, named: str) -> UUID:
    """What is not there is wrong with the field, and no page that is missing."""
    try:
        found: UUID = find(here, named.strip()).id
    except NotFound as error:
        raise invalid(field, error.message) from None
    return found


class GateView(RuleView):
    listing = LISTINGS["gates"]
    actions = (ArchiveGate(), RestoreGate())
    noun, plural, icon = "gate", "gates", "gates"
    search_words = "Prompt, tag, dataset, evaluator or id"
    empty_words = "A gate keeps versions off a label until an experiment shows that they are fit."
    new_words = "New gate"
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
    can_create = can_edit = True
    form_class = NewGateForm
    details_template = "admin/gates/details.html"

    def get_edit_form(self) -> type[Form]:
        return EditGateForm

    def edit_form(self, obj: Any = None) -> Any:
        form = super().edit_form(obj)
        if request.method == "GET":
            form.dataset_id.data, form.evaluator_id.data = obj.dataset, obj.evaluator
        return form

    def create(self, form: Any) -> Gate:
        here = within_slug(form.project.data)
        return rules.create_gate(here, label=PRODUCTION, **form.values(here))

    def update(self, form: Any, row: Any) -> Gate:
        here = within(row.project_id)
        values = form.values(here)
        values["evaluator_version"] = values["evaluator_version"] or row.evaluator_version
        return rules.update_gate(here, row.id, if_match=[form.etag.data], **values)

    def etag_of(self, row: Any) -> str:
        return rules.etag_of(rules.get_gate(within(row.project_id), row.id))

    def title_of(self, row: Any) -> str:
        return title_of(row)

    def asks(self, row: Any) -> str:
        """Of the mean, in words."""
        word = "at most" if row.direction == "lower" else "at least"
        least = [] if row.minimum is None else [f"{word} {row.minimum:.6g}"]
        drop = [] if row.max_drop is None else [f"at most {row.max_drop:.6g} worse than active"]
        return ", ".join([*least, *drop])
