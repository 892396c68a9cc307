"""Projects: the walls between teams."""

from __future__ import annotations

from typing import Any

from wtforms import SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, ValidationError

from app.admin.base import NounView
from app.admin.columns import Column
from app.admin.forms import Form
from app.admin.guard import caller, within_slug
from app.errors import NotFound
from app.models import Project
from app.services.access import projects
from app.services.access.projects import DEFAULT
from app.services.lists import LISTINGS


def project_choices() -> list[SelectChoice]:
    return [SelectChoice(project.slug) for project in projects.list_projects(caller())]


class ProjectField(SelectField):
    """A project by its slug: of few all to choose from, of many some to begin with."""

    def __init__(self, label: str, **kwargs: Any) -> None:
        kwargs |= {"choices": project_choices, "default": DEFAULT, "validate_choice": False}
        super().__init__(label, **kwargs)

    def pre_validate(self, form: Any) -> None:
        try:
            within_slug(self.data or "")
        except NotFound:
            raise ValidationError("Not a valid choice: no project has this slug.") from None


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
        return {"done_to": self.done_to(row)}
