"""Evaluators: the list, and one with the configuration of each of its versions."""

from __future__ import annotations

from typing import Any

from flask import redirect, request
from flask_admin import expose
from wtforms import HiddenField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Optional

from app.admin.base import NounView
from app.admin.columns import Column
from app.admin.evaluation_actions import ArchiveEvaluator, RestoreEvaluator
from app.admin.evaluator_try import EvaluatorTry
from app.admin.forms import Form, JsonField, TextField, attempt, done
from app.admin.guard import NothingThere, caller, number_asked, within, within_slug
from app.admin.projects import ProjectField
from app.admin.tabs import Tab
from app.evaluators import KINDS
from app.models import Evaluator
from app.services import evaluators
from app.services.access.projects import get_project
from app.services.lists import LISTINGS
from app.services.lists.evaluators import TITLES
from app.services.looking import Looked, look_at_evaluator, versions_of_evaluator

PAGES = ("versions", "history")


class VersionForm(Form):
    config = JsonField(
        "Configuration", of=dict, description="What its kind asks for, as an object."
    )
    message = StringField("What changed", description="For those who read the history.")

    def values(self) -> dict[str, Any]:
        message = (self.message.data or "").strip() or None
        return {"config": self.config.data or {}, "message": message}


class NewEvaluatorForm(Form):
    project = ProjectField("Project")
    name = StringField("Name", [InputRequired("Give it a name.")])
    kind = SelectField(
        "Kind",
        choices=[SelectChoice(kind, title) for kind, title in TITLES.items()],
        description="It stays.",
    )
    config = JsonField(
        "Configuration", of=dict, description="What its kind asks for, as an object."
    )
    description = TextField("Description", [Optional()])


class EditEvaluatorForm(Form):
    etag = HiddenField()
    name = StringField("Name", [InputRequired("Give it a name.")])
    description = TextField("Description", [Optional()])


class EvaluatorView(EvaluatorTry, NounView):
    listing = LISTINGS["evaluators"]
    actions = (ArchiveEvaluator(), RestoreEvaluator())
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
        Column("kind", "Kind", "label", place="more"),
        Column("latest_version", "Version", "version"),
        Column("description", "Description", "free"),
        Column("project", "Project"),
        Column("created_at", "Made", "time", order="created", place="time"),
        Column("updated_at", "Changed", "time", shown=False),
        Column("created_by", "Made by", "actor", shown=False),
        Column("archived_at", "Archived", "time", shown=False),
        Column("id", "Id", "mono", shown=False),
    )
    can_create = can_edit = True
    new_words = "New evaluator"
    form_class = NewEvaluatorForm
    details_template = "admin/evaluators/details.html"

    def get_edit_form(self) -> type[Form]:
        return EditEvaluatorForm

    def get_one(self, id: Any) -> Looked:
        return look_at_evaluator(caller(), id)

    def create(self, form: Any) -> Evaluator:
        return evaluators.create_evaluator(
            within_slug(form.project.data),
            name=form.name.data,
            kind=form.kind.data,
            config=form.config.data or {},
            description=form.description.data or None,
        )

    def edit_form(self, obj: Any = None) -> Any:
        if request.method == "POST":
            return EditEvaluatorForm(request.form)
        form = EditEvaluatorForm(obj=obj.row)
        form.etag.data = evaluators.etag_of(obj.row)
        return form

    def update(self, form: Any, row: Looked) -> Evaluator:
        return evaluators.update_evaluator(
            within(row.row.project_id),
            row.row.id,
            if_match=[form.etag.data],
            name=form.name.data,
            description=form.description.data or None,
        )

    @expose("/version/", methods=("GET", "POST"))
    def version_view(self) -> Any:
        """The next version, beginning with the newest one's configuration."""
        evaluator = self.asked_for().row
        newest = evaluators.get_version(evaluator)
        form = VersionForm(request.form if request.method == "POST" else None)
        if request.method == "GET":
            form.config.data = newest.config
        elif self.validate_form(form) and (saved := self.save_version(form, evaluator)):
            version, is_new = saved
            done(
                f"Saved v{version} of {evaluator.name}."
                if is_new
                else f"Nothing was saved: this is v{version} as it stands."
            )
            return redirect(self.row_url(evaluator))
        return self.form_page("admin/evaluators/version.html", form, row=evaluator)

    def save_version(self, form: Any, evaluator: Evaluator) -> tuple[int, bool] | None:
        def save() -> tuple[int, bool]:
            here = within(evaluator.project_id)
            version, is_new = evaluators.add_version(here, evaluator.id, **form.values())
            return version.version, is_new

        return attempt(form, save)

    def title_of(self, row: Any) -> str:
        return str(row.row.name if isinstance(row, Looked) else row.name)

    def row_url(self, row: Any) -> str:
        return super().row_url(row.row if isinstance(row, Looked) else row)

    def details(self, row: Looked) -> dict[str, Any]:
        evaluator, tab = row.row, request.args.get("tab", "versions")
        if tab not in PAGES:
            raise NothingThere(f"An evaluator has no page {tab[:20]!r}.")
        shown = {"evaluator": evaluator, "project": get_project(evaluator.project_id), "tab": tab}
        if tab == "history":
            return {**shown, "done_to": self.done_to(evaluator)}
        made = KINDS.get(evaluator.kind)
        return {
            **shown,
            "page": versions_of_evaluator(evaluator, number_asked("after")),
            "meaning": made.meaning if made else "",
        }
