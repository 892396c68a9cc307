"""The form that asks for an experiment: names and versions as one types them, a line each."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from wtforms import DecimalField, IntegerField, StringField
from wtforms.validators import InputRequired, Optional

from app.admin.forms import Form, TextField
from app.admin.projects import ProjectField
from app.errors import NotFound, invalid
from app.services.pointers import LATEST, PRODUCTION

FIELDS = {
    "no_such_dataset": "dataset",
    "no_such_dataset_version": "dataset_version",
    "no_such_prompt": "prompts",
    "no_such_version": "prompts",
    "no_such_evaluator": "evaluators",
    "no_such_evaluator_version": "evaluators",
    "no_such_connection": "connection",
}
"""Where it stands what is not there."""


class NewExperimentForm(Form):
    project = ProjectField("Project")
    dataset = StringField("Dataset", [InputRequired("Over which?")], description="Name or id.")
    dataset_version = IntegerField(
        "Dataset version", [Optional()], description="Left empty, the newest."
    )
    prompts = TextField(
        "Prompts",
        [InputRequired("Of which?")],
        description="A line each: name, name@3, name@latest. Without a version, what is served."
        " Several make a group.",
    )
    evaluators = TextField(
        "Evaluators", [Optional()], description="A line each: name, or name@2 for a version."
    )
    connection = StringField("Connection", description="Left empty, the project's default.")
    trials = IntegerField("Trials of each item", [Optional()], default=1)
    concurrency = IntegerField(
        "Calls at once", [Optional()], description="Left empty, as many as the connection allows."
    )
    budget_usd = DecimalField(
        "Budget, USD", [Optional()], description="Once it cost so much, no further item is begun."
    )
    name = StringField("Name", description="Left empty, what is tried and on what.")

    def values(self) -> dict[str, Any]:
        budget: Decimal | None = self.budget_usd.data
        return {
            "dataset": (self.dataset.data or "").strip(),
            "dataset_version": self.dataset_version.data,
            "prompts": [prompt_in(line) for line in lines_of(self.prompts.data)],
            "evaluators": [evaluator_in(line) for line in lines_of(self.evaluators.data)],
            "connection": (self.connection.data or "").strip() or None,
            "trials": 1 if self.trials.data is None else self.trials.data,
            "concurrency": self.concurrency.data,
            "budget_usd": budget,
            "name": (self.name.data or "").strip() or None,
        }


def lines_of(text: str | None) -> list[str]:
    return [line.strip() for line in (text or "").splitlines() if line.strip()]


def prompt_in(line: str) -> dict[str, Any]:
    name, at, version = line.rpartition("@")
    if not at:
        return {"prompt_name": line}
    if version in (PRODUCTION, LATEST):
        return {"prompt_name": name, "label": version}
    return {"prompt_name": name, "version": number_in(version, "prompts")}


def evaluator_in(line: str) -> dict[str, Any]:
    name, at, version = line.rpartition("@")
    return {"name": name, "version": number_in(version, "evaluators")} if at else {"name": line}


def number_in(text: str, field: str) -> int:
    if not re.fullmatch(r"v?\d{1,9}", text):
        raise invalid(field, f"What follows the @ is a version, not {text[:40]!r}.")
    return int(text.removeprefix("v"))


def at_its_field(error: NotFound) -> Exception:
    """What is not there is wrong with the field that names it, and no page that is missing."""
    return invalid(FIELDS.get(error.code, "dataset"), error.message)
