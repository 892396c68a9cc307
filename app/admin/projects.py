"""Projects: the walls between teams."""

from __future__ import annotations

from typing import Any

from wtforms import StringField
from wtforms.validators import InputRequired

from app.admin.base import NounView
from app.admin.columns import Column
from app.admin.forms import Form
from app.admin.guard import caller
from app.models import Project
from app.services.access import projects
from app.services.history import history_of
from app.services.lists import LISTINGS


class NewProjectForm(Form):
    slug = StringField(
        "Slug",
        [InputRequired("Programs carry it.")],
        description="Lower-case letters, digits and hyphens. It stays, since programs carry it.",
    )
    name = StringField("Name", [InputRequired("How is it called?")])


class EditProjectForm(Form):
    name = StringField("Name", [InputRequired("How is it called?")])


class ProjectView(NounView):
    listing = LISTINGS["projects"]
    noun, plural, icon = "project", "projects", "projects"
    search_words = "Slug, name or id"
    new_words = "New project"
    columns = (
        Column("slug", "Slug", "mono_link", order="slug", place="name"),
        Column("name", "Name", place="state"),
        Column("prompts", "Prompts", "number", numeric=True, place="more"),
        Column("keys", "Living keys", "number", numeric=True),
        Column("created_at", "Created", "time", order="created", place="time"),
        Column("revision", "Revision", "number", shown=False, numeric=True),
        Column("id", "Id", "mono", shown=False),
    )
    can_create = can_edit = True
    details_template = "admin/projects/details.html"
    form_class = NewProjectForm

    def get_edit_form(self) -> type[Form]:
        return EditProjectForm

    def get_one(self, id: Any) -> Project:
        return projects.get_project(id)

    def create(self, form: Any) -> Project:
        return projects.create_project(caller(), slug=form.slug.data, name=form.name.data)

    def update(self, form: Any, row: Project) -> Project:
        return projects.update_project(caller(), row.id, name=form.name.data)

    def details(self, row: Project) -> dict[str, Any]:
        return {"done_to": history_of(caller(), row.id)}
