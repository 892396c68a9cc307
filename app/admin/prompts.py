"""Prompts: the list, one prompt with its tabs, and the forms that write it."""

from __future__ import annotations

from typing import Any

from flask import redirect, request
from flask_admin import expose
from wtforms import BooleanField, HiddenField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Optional

from app.admin.base import NounView
from app.admin.columns import Column
from app.admin.forms import Form, JsonField, TextField, attempt, comma_separated, done
from app.admin.guard import NothingThere, caller, within, within_slug
from app.admin.projects import ProjectField
from app.admin.prompt_actions import ACTIONS
from app.admin.prompt_page import PromptPage
from app.admin.tabs import Tab
from app.models import Prompt
from app.services import prompts
from app.services.lists import LISTINGS

WAITING_DAYS = 14


class BodyForm(Form):
    """What makes a version: a body of either kind, and parameters."""

    content = TextField("Text", description="{{ name }} is a variable.")
    messages = JsonField(
        "Messages",
        of=list,
        description="A list of objects with role and content.",
    )
    parameters = JsonField(
        "Parameters", of=dict, description="Model, temperature, tools … as an object."
    )
    message = StringField("What changed", description="For those who read the history.")

    def body(self, kind: str) -> dict[str, Any]:
        message = (self.message.data or "").strip() or None
        fields = {"parameters": self.parameters.data, "message": message}
        if kind == "chat":
            return {**fields, "messages": self.messages.data or []}
        return {**fields, "content": self.content.data or ""}


class NewPromptForm(BodyForm):
    project = ProjectField("Project")
    name = StringField("Name", [InputRequired("Give it a name.")])
    description = TextField("Description")
    tags = StringField("Tags", description="Separated by commas.")
    kind = SelectField("Kind", choices=[SelectChoice("text", "Text"), SelectChoice("chat", "Chat")])
    activate = BooleanField("Serve version 1 at once", default=True)


class NewVersionForm(BodyForm):
    expected_latest = HiddenField()
    activate = BooleanField("Serve it at once")


class EditPromptForm(Form):
    name = StringField("Name", [InputRequired("Give it a name.")])
    description = TextField("Description", [Optional()])
    tags = StringField("Tags", description="Separated by commas.")
    etag = HiddenField()


class PromptView(PromptPage, NounView):
    listing = LISTINGS["prompts"]
    actions = ACTIONS
    noun, plural, icon = "prompt", "prompts", "prompts"
    search_words = "Name, tag, text or id"
    new_words = "New prompt"
    empty_words = "No prompt is here yet. Make one, or import a file of them."
    tones = {"current": "ok", "behind": "warn", "none": "off", "archived": ""}
    tabs = (
        Tab("In production", "state=current&state=behind"),
        Tab(f"Behind for {WAITING_DAYS} days", f"state=behind&waiting={WAITING_DAYS}"),
        Tab("No active version", "state=none"),
        Tab("Archived", "state=archived"),
    )
    columns = (
        Column("name", "Name", "prompt", order="name", place="name"),
        Column("active_version", "Active", "active", place="state"),
        Column("tags", "Tags", "tags"),
        Column("project", "Project"),
        Column("updated_at", "Updated", "time", order="updated", place="time"),
        Column("kind", "Kind", shown=False),
        Column("description", "Description", "free", shown=False),
        Column("latest_version", "Versions", "number", shown=False, numeric=True),
        Column("created_at", "Created", "time", order="created", shown=False),
        Column("created_by", "Created by", "actor", shown=False),
        Column("archived_at", "Archived", "time", shown=False),
        Column("id", "Id", "mono", shown=False),
    )
    can_create = can_edit = True
    create_template = "admin/prompts/new.html"
    edit_template = "admin/prompts/edit.html"
    details_template = "admin/prompts/details.html"
    form_class = NewPromptForm

    def get_edit_form(self) -> type[Form]:
        return EditPromptForm

    def get_one(self, id: Any) -> Prompt:
        return prompts.get_prompt_anywhere(caller(), id)

    def create(self, form: Any) -> Prompt:
        here = within_slug(form.project.data)
        return prompts.create_prompt(
            here,
            name=form.name.data,
            description=form.description.data or None,
            tags=comma_separated(form.tags.data),
            kind=form.kind.data,
            activate=form.activate.data,
            **form.body(form.kind.data),
        )

    def edit_form(self, obj: Any = None) -> Any:
        if request.method == "POST":
            return EditPromptForm(request.form)
        form = EditPromptForm(obj=obj)
        form.tags.data, form.etag.data = ", ".join(obj.tags), prompts.etag_of(obj)
        return form

    def update(self, form: Any, row: Prompt) -> Prompt:
        return prompts.update_prompt(
            within(row.project_id),
            row.id,
            if_match=[form.etag.data],
            name=form.name.data,
            description=form.description.data or None,
            tags=comma_separated(form.tags.data),
        )

    @expose("/version/", methods=("GET", "POST"))
    def version_view(self) -> Any:
        """A new version, starting from any; refused if somebody saved another meanwhile."""
        prompt = self.asked_for()
        here = within(prompt.project_id)
        number = self.number("from") or prompt.latest_version
        base = prompts.get_versions(here, prompt, [number])[0]
        form = NewVersionForm(request.form if request.method == "POST" else None)
        if request.method == "GET":
            form.process(obj=base, message="", expected_latest=prompt.latest_version)
            form.message.data = ""
        elif self.validate_form(form) and (saved := self.save_version(form, prompt)):
            version, created = saved
            if created:
                done(f"Saved v{version} of {prompt.name}.")
            else:
                done(f"Nothing was saved: this is v{version} as it stands.")
            return redirect(self.get_url(".details_view", id=prompt.id, tab="versions"))
        return self.form_page("admin/prompts/version.html", form, row=prompt, base=base)

    def save_version(self, form: Any, prompt: Prompt) -> tuple[int, bool] | None:
        latest = form.expected_latest.data or ""

        def save() -> tuple[int, bool]:
            version, created = prompts.save_version(
                within(prompt.project_id),
                prompt.id,
                expected_latest=int(latest) if latest.isdecimal() and len(latest) < 9 else 0,
                labels=["production"] if form.activate.data else [],
                **form.body(prompt.kind),
            )
            return version.version, created

        return attempt(form, save)

    def number(self, name: str) -> int | None:
        text = request.args.get(name, "")
        if not text:
            return None
        if not text.isdecimal() or len(text) > 9 or not int(text):
            raise NothingThere(f"There is no version {text[:20]!r}.")
        return int(text)
