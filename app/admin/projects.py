"""Projects: the walls between teams."""

from __future__ import annotations

from typing import Any

from flask import redirect, request
from flask_admin import expose
from wtforms import IntegerField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Optional, ValidationError

from app.admin.base import NounView
from app.admin.columns import Column
from app.admin.forms import Form, done
from app.admin.guard import caller, parsed_id, within, within_slug
from app.admin.member_actions import RevokeInvitation
from app.db import transaction
from app.errors import Invalid, NotFound
from app.models import Project
from app.services.access import invitations, members, people, projects
from app.services.access.names import put_authors
from app.services.access.projects import DEFAULT
from app.services.lists import LISTINGS
from app.web.settings import settings_of_app


def project_slugs() -> list[str]:
    return [project.slug for project in projects.list_projects(caller())]


def project_choices() -> list[SelectChoice]:
    return [SelectChoice(slug) for slug in project_slugs()]


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
    retention_days = IntegerField(
        "Days kept",
        [Optional()],
        description="Runs, traces and scores older than that are deleted. Left empty, none is.",
    )


class ProjectView(NounView):
    listing = LISTINGS["projects"]
    noun, plural, icon = "project", "projects", "projects"
    search_words = "Slug, name or id"
    new_words = "New project"
    columns = (
        Column("slug", "Slug", "mono_link", order="slug", place="name"),
        Column("name", "Name", place="state"),
        Column("prompts", "Prompts", "number", numeric=True, place="more"),
        Column("members", "Members", "number", numeric=True),
        Column("keys", "Living keys", "number", numeric=True),
        Column("created_at", "Created", "time", order="created", place="time"),
        Column("retention_days", "Days kept", "grouped", shown=False, numeric=True),
        Column("revision", "Revision", "number", shown=False, numeric=True),
        Column("id", "Id", "mono", shown=False),
    )
    actions = (RevokeInvitation(),)
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
        days = form.retention_days.data
        return projects.update_project(caller(), row.id, name=form.name.data, retention_days=days)

    @expose("/member/")
    def member_view(self) -> Any:
        """On to the page that asks whether somebody with an account shall have this role."""
        row, email = self.asked_for(), request.args.get("email", "")
        person = people.look_up(caller(), email.replace("\0", ""))
        if person is None:
            done(f"Nobody has an account with the address {email[:80]!r}; invite them.", tone="bad")
            return redirect(self.row_url(row))
        asked = {"do": "set_role", "id": person.id, "project": row.slug, "back": self.row_url(row)}
        role = request.args.get("role", "")
        return redirect(self.get_url("admin_people.action_view", role=role, **asked))

    @expose("/invite/", methods=("POST",))
    def invite_view(self) -> Any:
        """A one-time link into a project, shown now and never again."""
        row = self.get_one(parsed_id(request.form.get("id"), self.noun))
        role, note = request.form.get("role", ""), request.form.get("note")
        try:
            with transaction():
                _, token = invitations.invite(within(row.id), role=role, note=note)
        except Invalid as error:
            done(error.message, tone="bad")
            return redirect(self.row_url(row))
        heading = f"An invitation into {row.slug}"
        page = self.render(
            "admin/once.html",
            heading=heading,
            lead="Hand it over yourself. It works once, for three days, and is shown only now.",
            secrets=[(heading, f"{settings_of_app().public_url}/invitation#{token}")],
            back=self.row_url(row),
        )
        return page, 201

    def details(self, row: Project) -> dict[str, Any]:
        here = within(row.id)
        done_to = self.done_to(row)
        found = invitations.list_invitations(here)
        put_authors(found.rows)
        return {
            "members": members.list_members(here),
            "invitations": found.rows,
            "more_invitations": found.next is not None,
            "done_to": done_to,
        }
