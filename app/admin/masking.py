"""Masking rules: what is taken out of spans before they are stored."""

from __future__ import annotations

from typing import Any

from wtforms import BooleanField, HiddenField, StringField
from wtforms.validators import InputRequired, Optional

from app.admin.columns import Column
from app.admin.forms import Form
from app.admin.guard import within, within_slug
from app.admin.projects import ProjectField
from app.admin.rule_actions import DeleteRule
from app.admin.rules import RuleView
from app.admin.tabs import Tab
from app.models import MaskingRule
from app.services import masking
from app.services.lists import LISTINGS
from app.services.masking.changing import REPLACEMENT


class EditRuleForm(Form):
    etag = HiddenField()
    name = StringField("Name", [InputRequired("What is it for?")])
    pattern = StringField(
        "Pattern",
        [Optional()],
        description="A regular expression, looked for in every text. Either this or an attribute.",
    )
    attribute = StringField(
        "Attribute",
        [Optional()],
        description="An attribute's name, or its beginning and *; its whole value is replaced.",
    )
    replacement = StringField("Becomes", default=REPLACEMENT)
    is_on = BooleanField("On", default=True)

    def values(self) -> dict[str, Any]:
        return {
            "name": self.name.data,
            "pattern": self.pattern.data or None,
            "attribute": self.attribute.data or None,
            "replacement": self.replacement.data or "",
            "is_on": self.is_on.data,
        }


class NewRuleForm(EditRuleForm):
    project = ProjectField("Project")


class MaskingView(RuleView):
    listing = LISTINGS["masking"]
    actions = (DeleteRule(),)
    noun, plural, icon = "masking rule", "masking rules", "masking"
    search_words = "Name, pattern, attribute or id"
    empty_words = "A rule replaces what it finds in spans before they are stored."
    new_words = "New masking rule"
    tones = {"on": "ok", "off": "off"}
    tabs = (Tab("On", "state=on"), Tab("Off", "state=off"))
    columns = (
        Column("name", "Name", "link", order="name", place="name"),
        Column("state", "State", "state", place="state"),
        Column("kind", "Looks for", "label", place="more"),
        Column("looks_for", "Pattern or attribute", "mono"),
        Column("replacement", "Becomes", "mono"),
        Column("project", "Project"),
        Column("created_at", "Made", "time", order="created", place="time"),
        Column("created_by", "Made by", "actor", shown=False),
        Column("id", "Id", "mono", shown=False),
    )
    can_create = can_edit = True
    form_class = NewRuleForm

    def get_edit_form(self) -> type[Form]:
        return EditRuleForm

    def create(self, form: Any) -> MaskingRule:
        return masking.add_rule(within_slug(form.project.data), **form.values())

    def update(self, form: Any, row: Any) -> MaskingRule:
        return masking.update_rule(
            within(row.project_id), row.id, if_match=[form.etag.data], **form.values()
        )

    def etag_of(self, row: Any) -> str:
        return masking.etag_of(masking.get_rule(within(row.project_id), row.id))
