"""Connections: a project's ways to reach models, made, changed and tried here."""

from __future__ import annotations

from typing import Any

from flask import redirect, request
from flask_admin import expose
from wtforms import BooleanField, HiddenField, IntegerField, PasswordField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Optional

from app.admin.base import NounView
from app.admin.columns import Column
from app.admin.connection_actions import Delete, MakeDefault
from app.admin.forms import Form, done
from app.admin.guard import NothingThere, caller, parsed_id, within, within_slug
from app.admin.projects import ProjectField
from app.db import transaction
from app.errors import Conflict
from app.models import Connection
from app.providers import PROVIDERS
from app.services import connections
from app.services.access.names import put_authors
from app.services.access.projects import get_project
from app.services.chosen import chosen_connections
from app.services.lists import LISTINGS
from app.web.settings import settings_of_app


class KeyField(PasswordField):
    """A key as it is typed; no page ever shows it, not even the one that refuses it."""

    raw = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.type = "PasswordField"


# In the order in which the forms show them.
NAME = StringField("Name", [InputRequired("How do runs name it?")])
PROJECT = ProjectField("Project")
PROVIDER = SelectField(
    "Provider", choices=[SelectChoice(name) for name in PROVIDERS], default="openai"
)
BASE_URL = StringField(
    "Base URL",
    description="Of an OpenAI-compatible API, such as https://llm.example.org/v1."
    " Left empty, OpenAI's own.",
)
NEW_KEY = KeyField("Key", description="Stored encrypted, and never shown again.")
OTHER_KEY = KeyField("Key", description="Left empty, the key stays as it is.")
REMOVE_KEY = BooleanField("Remove the key")
MODEL = StringField("Model", description="Used where a prompt names none, such as gpt-5-mini.")
TIMEOUT = IntegerField(
    "Time limit", default=60, description="In seconds, for a whole call: from 1 to 600."
)
AT_ONCE = IntegerField(
    "Calls at once",
    [Optional()],
    description="Of all experiments together. Left empty, any number.",
)
A_MINUTE = IntegerField(
    "Calls a minute",
    [Optional()],
    description="Of all experiments together. Left empty, any number.",
)
IS_DEFAULT = BooleanField("Use it where a run names no connection")


class NewConnectionForm(Form):
    name, project, provider, base_url, api_key = NAME, PROJECT, PROVIDER, BASE_URL, NEW_KEY
    default_model, timeout_s = MODEL, TIMEOUT
    max_concurrency, requests_per_minute, is_default = AT_ONCE, A_MINUTE, IS_DEFAULT


class EditConnectionForm(Form):
    etag = HiddenField()
    name, base_url, api_key, remove_key = NAME, BASE_URL, OTHER_KEY, REMOVE_KEY
    default_model, timeout_s = MODEL, TIMEOUT
    max_concurrency, requests_per_minute, is_default = AT_ONCE, A_MINUTE, IS_DEFAULT


class ConnectionView(NounView):
    listing = LISTINGS["connections"]
    noun, plural, icon = "connection", "connections", "connections"
    search_words = "Name, base URL, model or id"
    new_words = "New connection"
    empty_words = "Without one, runs answer by the built-in echo, which calls no model."
    tones = {"default": "ok", "other": ""}
    actions = (MakeDefault(), Delete())
    columns = (
        Column("name", "Name", "mono_link", order="name", place="name"),
        Column("state", "Used", "state", place="state"),
        Column("provider", "Provider", place="more"),
        Column("base_url", "Base URL", "mono"),
        Column("default_model", "Model", "mono"),
        Column("project", "Project"),
        Column("timeout_s", "Time limit, s", "number", numeric=True),
        Column("created_at", "Created", "time", order="created", place="time"),
        Column("key_hint", "Key ends", "mono", shown=False),
        Column("created_by", "Created by", "actor", shown=False),
        Column("updated_at", "Changed", "time", shown=False),
        Column("id", "Id", "mono", shown=False),
    )
    can_create = can_edit = True
    details_template = "admin/connections/details.html"
    form_class = NewConnectionForm

    def get_edit_form(self) -> type[Form]:
        return EditConnectionForm

    def edit_form(self, obj: Any = None) -> Any:
        form = super().edit_form(obj)
        if request.method == "GET":
            form.etag.data = connections.etag_of(obj)
        return form

    def get_one(self, id: Any) -> Connection:
        found = chosen_connections(caller(), [id])
        if not found:
            raise NothingThere(f"There is no connection {id}.")
        return found[0][0]

    def create(self, form: Any) -> Connection:
        return connections.create_connection(
            within_slug(form.project.data),
            settings_of_app(),
            provider=form.provider.data,
            api_key=form.api_key.data or None,
            **written(form),
        )

    def update(self, form: Any, row: Connection) -> Connection:
        fields = written(form)
        if form.api_key.data or form.remove_key.data:
            fields["api_key"] = None if form.remove_key.data else form.api_key.data
        return connections.update_connection(
            within(row.project_id),
            settings_of_app(),
            row.id,
            if_match=[form.etag.data],
            **fields,
        )

    @expose("/test/", methods=("POST",))
    def test_view(self) -> Any:
        """Make a short call, and say what came of it."""
        row = self.get_one(parsed_id(request.form.get("id"), self.noun))
        try:
            with transaction():
                trial = connections.prepare_trial(within(row.project_id), settings_of_app(), row.id)
        except Conflict as error:
            done(error.message, tone="bad")
            return redirect(self.row_url(row))
        outcome = connections.carry_out(trial)
        if outcome.ok:
            done(f"{row.name} answered after {outcome.latency_ms:,.0f} ms.")
        else:
            done(outcome.message or "", tone="bad")
        return redirect(self.row_url(row))

    def details(self, row: Connection) -> dict[str, Any]:
        put_authors([row])
        return {"project": get_project(row.project_id), "done_to": self.done_to(row)}


def written(form: Any) -> dict[str, Any]:
    """What both forms ask for, as the service takes it."""
    return {
        "name": form.name.data.strip(),
        "base_url": (form.base_url.data or "").strip() or None,
        "default_model": (form.default_model.data or "").strip() or None,
        "timeout_s": form.timeout_s.data,
        "max_concurrency": form.max_concurrency.data,
        "requests_per_minute": form.requests_per_minute.data,
        "is_default": form.is_default.data,
    }
