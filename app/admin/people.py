"""People: accounts, passwords, who is an operator."""

from __future__ import annotations

from typing import Any

from flask import redirect, request
from flask_admin import expose
from wtforms import BooleanField, EmailField, PasswordField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from app.admin.access_actions import Deactivate, Reactivate, SignOutEverywhere
from app.admin.base import NounView
from app.admin.columns import Column
from app.admin.forms import Form, done
from app.admin.guard import caller, parsed_id, within_slug
from app.admin.member_actions import RemoveMember, SetRole
from app.admin.projects import ProjectField, project_slugs
from app.admin.tabs import Tab
from app.db import transaction
from app.models import User
from app.models.access import ROLES
from app.services import lists
from app.services.access import identities, members, passwords, people
from app.services.lists import LISTINGS, Asked
from app.web.settings import settings_of_app


class NewPersonForm(Form):
    email = EmailField("E-mail address", [InputRequired("Where can they be reached?")])
    name = StringField("Name", [InputRequired("How shall we call them?")])
    is_operator = BooleanField("Operator", description="May use this panel, and do all of it.")
    project = ProjectField("Project")
    role = SelectField(
        "Role in this project",
        choices=[SelectChoice("", "None: no member yet"), *map(SelectChoice, ROLES)],
        default="",
        description="More projects can be added on the person's own page.",
    )
    password = PasswordField(
        "First password",
        description="12 characters or more. Left empty, you get a link to set one.",
    )


class EditPersonForm(Form):
    name = StringField("Name", [InputRequired("How shall we call them?")])
    is_operator = BooleanField("Operator", description="May use this panel, and do all of it.")


class PersonView(NounView):
    listing = LISTINGS["people"]
    actions = (SetRole(), Deactivate(), Reactivate(), SignOutEverywhere(), RemoveMember())
    noun, plural, icon = "person", "people", "people"
    search_words = "Name, address or id"
    new_words = "New person"
    tones = {"active": "ok", "waiting": "warn", "off": ""}
    tabs = (
        Tab("Operators", "role=operator&state=active"),
        Tab("Cannot sign in yet", "state=waiting"),
        Tab("Deactivated", "state=off"),
    )
    columns = (
        Column("name", "Name", "link", order="name", place="name"),
        Column("email", "E-mail address", order="email", place="more"),
        Column("state", "State", "state", place="state"),
        Column("is_operator", "Operator", "yes"),
        Column("projects", "Projects", "number", numeric=True),
        Column("sessions", "Sessions", "number", numeric=True),
        Column("last_sign_in_at", "Last sign-in", "time", place="time"),
        Column("created_at", "Created", "time", order="created"),
        Column("deactivated_at", "Deactivated", "time", shown=False),
        Column("id", "Id", "mono", shown=False),
    )
    can_create = can_edit = True
    details_template = "admin/people/details.html"
    form_class = NewPersonForm

    def get_edit_form(self) -> type[Form]:
        return EditPersonForm

    def get_one(self, id: Any) -> User:
        return people.get_person(id)

    def create(self, form: Any) -> User:
        person = people.create_person(
            caller(),
            email=form.email.data,
            name=form.name.data,
            password=form.password.data or None,
            is_operator=form.is_operator.data,
        )
        if role := form.role.data:
            members.set_role(within_slug(form.project.data), person.id, role)
        return person

    def update(self, form: Any, row: User) -> User:
        return people.update_person(
            caller(), row.id, name=form.name.data, is_operator=form.is_operator.data
        )

    def after_create(self, made: User) -> Any:
        if made.password_hash is None:
            return self.show_link(made), 201
        done(f"{made.name} can sign in now.")
        return redirect(self.row_url(made))

    @expose("/link/", methods=("POST",))
    def link_view(self) -> Any:
        """A new one-time link for setting a password; earlier ones stay good until one is used."""
        return self.show_link(self.get_one(parsed_id(request.form.get("id"), self.noun)))

    def show_link(self, person: User) -> str:
        settings = settings_of_app()
        with transaction():
            token = passwords.make_password_link(caller(), person.id, settings.secret_key)
        heading = f"A link for {person.name}"
        return self.render(
            "admin/once.html",
            heading=heading,
            lead="Hand it over yourself. It works once, for three days, and is shown only now.",
            secrets=[(heading, f"{settings.public_url}/admin/set-password?token={token}")],
            back=self.row_url(person),
        )

    def project_slugs(self) -> list[str]:
        """For the page that asks in which project somebody is to have a role."""
        return project_slugs()

    def details(self, row: User) -> dict[str, Any]:
        listing, asked = LISTINGS["sessions"], Asked(chosen={"person": (str(row.id),)}, limit=20)
        return {
            "sessions": lists.page(caller(), listing, asked).rows,
            "number_of_sessions": lists.total(caller(), listing, asked),
            "done_to": self.done_to(row),
            "homes": members.memberships_of(row.id),
            "identities": identities.identities_of(row.id),
        }
