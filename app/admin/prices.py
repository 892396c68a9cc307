"""Prices: what a project pays for a model, from a moment on."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import Any

from wtforms import DateField, DecimalField, HiddenField, StringField
from wtforms.validators import InputRequired, Optional

from app.admin.columns import Column
from app.admin.forms import Form
from app.admin.guard import within, within_slug
from app.admin.projects import ProjectField
from app.admin.rule_actions import DeletePrice
from app.admin.rules import RuleView
from app.admin.tabs import Tab
from app.models import Price
from app.services import prices
from app.services.lists import LISTINGS

USD = "US dollars a million tokens."


class EditPriceForm(Form):
    etag = HiddenField()
    input_usd = DecimalField("Input", [InputRequired("What does it cost?")], description=USD)
    output_usd = DecimalField("Output", [InputRequired("What does it cost?")], description=USD)
    cached_usd = DecimalField(
        "Cached input", [Optional()], description="Left empty, as other input."
    )
    valid_from = DateField(
        "Valid from", [Optional()], description="Its first day, UTC. Left empty, from now on."
    )

    def amounts(self) -> dict[str, Any]:
        return {name: self[name].data for name in ("input_usd", "output_usd", "cached_usd")}

    def began(self) -> datetime | None:
        day = self.valid_from.data
        return datetime.combine(day, time(), UTC) if day else None


class NewPriceForm(EditPriceForm):
    project = ProjectField("Project")
    model = StringField(
        "Model",
        [InputRequired("Which model?")],
        description="As it is called in spans, or the beginning of that and *.",
    )


class PriceView(RuleView):
    listing = LISTINGS["prices"]
    actions = (DeletePrice(),)
    noun, plural, icon = "price", "prices", "prices"
    search_words = "Model or id"
    empty_words = "Models cost what the list says that comes with Promptside. Prices here go first."
    new_words = "New price"
    tones = {"now": "ok", "later": "off", "past": ""}
    tabs = (Tab("In force", "state=now"), Tab("To come", "state=later"))
    columns = (
        Column("model", "Model", "mono_link", order="model", place="name"),
        Column("state", "State", "state", place="state"),
        Column("input_usd", "Input, USD a million", "usd", numeric=True),
        Column("output_usd", "Output, USD a million", "usd", numeric=True),
        Column("cached_usd", "Cached, USD a million", "usd", numeric=True),
        Column("valid_from", "Valid from", "time", order="valid_from", place="time"),
        Column("project", "Project", place="more"),
        Column("created_at", "Made", "time", order="created", shown=False),
        Column("created_by", "Made by", "actor", shown=False),
        Column("id", "Id", "mono", shown=False),
    )

    can_create = can_edit = True
    form_class = NewPriceForm

    def get_edit_form(self) -> type[Form]:
        return EditPriceForm

    def create(self, form: Any) -> Price:
        here = within_slug(form.project.data)
        moment = form.began()
        return prices.add_price(here, model=form.model.data, valid_from=moment, **form.amounts())

    def update(self, form: Any, row: Any) -> Price:
        """A day that was left as it is keeps its hour."""
        fields, moment = form.amounts(), form.began()
        if moment is not None and moment.date() != row.valid_from.date():
            fields["valid_from"] = moment
        return prices.update_price(
            within(row.project_id), row.id, if_match=[form.etag.data], **fields
        )

    def etag_of(self, row: Any) -> str:
        return prices.etag_of(prices.get_price(within(row.project_id), row.id))

    def title_of(self, row: Any) -> str:
        return str(row.model)
