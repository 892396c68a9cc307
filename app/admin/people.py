"""People: accounts, passwords, who is an operator."""

from __future__ import annotations

from typing import Any

from flask import redirect, request
from flask_admin import expose
from wtforms import BooleanField, EmailField, PasswordField, StringField
from wtforms.validators import InputRequired

from app.admin.access_actions import Deactivate, Reactivate, SignOutEverywhere
from app.admin.base import NounView
from app.admin.columns import Column
from app.admin.forms import Form, done
from app.admin.guard import caller, parsed_id
from app.admin.tabs import Tab
from app.db import transaction
from app.models import User
from app.services import lists
from app.services.access import people
from app.services.lists import LISTINGS, Asked
from app.web.identity import settings_of_app


class NewPersonForm(Form):
    email = EmailField("E-mail address", [InputRequired("Where can they be reached?")])
    name = StringField("Name", [InputRequired("How shall we call them?")])
    is_operator = BooleanField("Operator", description="May use this panel, and do all of it.")
    password = PasswordField(
        "First password",
        description="12 characters or more. Left empty, you get a link to set one.",
    )


class EditPersonForm(Form):
    name = StringField("Name", [InputRequired("How shall we call them?")])
    is_operator = BooleanField("Operator", description="May use this panel, and do all of it.")


class PersonView(NounView):
    listing = LISTINGS["people"]
    actions = (Deactivate(), Reactivate(), SignOutEverywhere())
    noun, plural, icon = "person", "people", "people"
    search_words = "Name, address or id"
    new_words = "New person"
    tones = {"active": "ok", "waiting": "warn", "off": ""}
    tabs = (
        Tab("Operators", "role=operator&state=active"),
        Tab("Without password", "state=waiting"),
        Tab("Deactivated", "state=off"),
    )
    columns = (
        Column("name", "Name", "link", order="name", place="name"),
        Column("email", "E-mail address", order="email", place="more"),
        Column("state", "State", "state", place="state"),
        Column("is_operator", "Operator", "yes"),
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
        return people.create_person(
            caller(),
            email=form.email.data,
            name=form.name.data,
            password=form.password.data or None,
            is_operator=form.is_operator.data,
        )

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
            token = people.make_password_link(caller(), person.id, settings.secret_key)
        return self.render(
            "admin/once.html",
            heading=f"A link for {person.name}",
            lead="Hand it over yourself. It works once, for three days, and is shown only now.",
            secret=f"{settings.public_url}/admin/set-password?token={token}",
            row=person,
        )

    def details(self, row: User) -> dict[str, Any]:
        listing, asked = LISTINGS["sessions"], Asked(chosen={"person": (str(row.id),)}, limit=20)
        return {
            "sessions": lists.page(caller(), listing, asked).rows,
            "number_of_sessions": lists.total(caller(), listing, asked),
            "done_to": self.done_to(row),
        }
