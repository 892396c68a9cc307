"""API keys: made here, shown once, revoked."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import Any
from uuid import UUID

from wtforms import DateField, IntegerField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Optional

from app.admin.access_actions import RevokeKey, RotateKey
from app.admin.actions import Action, Change
from app.admin.base import NounView
from app.admin.columns import Column
from app.admin.forms import Form, comma_separated
from app.admin.guard import NothingThere, caller, within_slug
from app.admin.projects import ProjectField
from app.admin.tabs import Tab
from app.models import ApiKey
from app.models.access import SCOPES
from app.services.access import keys
from app.services.access.names import put_authors
from app.services.access.projects import get_project
from app.services.chosen import chosen_keys
from app.services.lists import LISTINGS

COPY_IT = "Copy it now. It is kept as a hash only, and cannot be shown again."
COPY_THEM = "Copy them now. They are kept as hashes only, and cannot be shown again."


class CheckList(SelectMultipleField):
    """Several choices, each with a box of its own."""


class NewKeyForm(Form):
    name = StringField(
        "Name",
        [InputRequired("What will use it?")],
        description="What will use it, such as ci-deploy.",
    )
    project = ProjectField("Project")
    scopes = CheckList(
        "Rights",
        choices=[SelectChoice(scope) for scope in SCOPES],
        default=["read"],
        description="An application that only fetches needs read.",
    )
    labels = StringField(
        "Labels",
        description="Which labels it may move, such as production, staging-*. Left empty, all.",
    )
    rate_limit = IntegerField(
        "Requests a minute", [Optional()], description="Left empty, there is no limit."
    )
    expires_at = DateField("Last day", [Optional()], description="Left empty, it has no expiry.")


class KeyView(NounView):
    listing = LISTINGS["keys"]
    actions = (RotateKey(), RevokeKey())
    noun, plural, icon = "API key", "API keys", "keys"
    search_words = "Name, prefix or id"
    new_words = "New API key"
    empty_words = "Programs sign in with a key. Make one for each program."
    tones = {"active": "ok", "expired": "warn", "revoked": ""}
    tabs = (
        Tab("Active", "state=active"),
        Tab("Without expiry", "state=active&expiry=never"),
        Tab("Unused for 90 days", "unused=90"),
        Tab("Revoked", "state=revoked"),
    )
    columns = (
        Column("name", "Name", "mono_link", order="name", place="name"),
        Column("state", "State", "state", place="state"),
        Column("prefix", "Begins with", "mono", place="more"),
        Column("scopes", "Rights", "list"),
        Column("project", "Project"),
        Column("used_at", "Last used", "time", place="time"),
        Column("expires_at", "Expires", "time"),
        Column("created_at", "Created", "time", order="created"),
        Column("labels", "Labels", "list", shown=False),
        Column("rate_limit", "Requests a minute", "text", shown=False, numeric=True),
        Column("created_by", "Created by", "actor", shown=False),
        Column("revoked_at", "Revoked", "time", shown=False),
        Column("id", "Id", "mono", shown=False),
    )
    can_create = True
    details_template = "admin/keys/details.html"
    form_class = NewKeyForm

    def get_one(self, id: Any) -> ApiKey:
        found = chosen_keys(caller(), [id])
        if not found:
            raise NothingThere(f"There is no API key {id}.")
        return found[0][0]

    def create(self, form: Any) -> tuple[ApiKey, str]:
        day = form.expires_at.data
        return keys.create_key(
            within_slug(form.project.data),
            form.name.data,
            scopes=form.scopes.data,
            labels=comma_separated(form.labels.data) or None,
            rate_limit=form.rate_limit.data,
            expires_at=datetime.combine(day, time(23, 59, 59), UTC) if day else None,
        )

    def after_create(self, made: tuple[ApiKey, str]) -> Any:
        key, token = made
        return self.show_once([(key.id, key.name, token)]), 201

    def finish(self, action: Action, doing: list[Change]) -> Any:
        made = [change.made for change in doing if change.made]
        return (self.show_once(made), 201) if made else super().finish(action, doing)

    def show_once(self, made: list[tuple[UUID, str, str]]) -> str:
        """Ids, names and secrets of keys that were just made."""
        id_, name, _ = made[0]
        one = len(made) == 1
        return self.render(
            "admin/once.html",
            heading=f"The API key {name}" if one else f"{len(made)} API keys",
            lead=COPY_IT if one else COPY_THEM,
            secrets=[(f"The API key {name}", token) for _, name, token in made],
            back=self.get_url(".details_view", id=id_) if one else self.get_url(".index_view"),
        )

    def details(self, row: ApiKey) -> dict[str, Any]:
        put_authors([row])
        return {
            "is_alive": keys.is_alive(row),
            "project": get_project(row.project_id),
            "done_to": self.done_to(row),
        }
