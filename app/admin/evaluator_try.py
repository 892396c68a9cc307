"""Trying an evaluator out: what its newest version says of an output as one types it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import request
from flask_admin import expose
from wtforms import FloatField, IntegerField
from wtforms.validators import InputRequired, Optional

from app.admin.forms import Form, JsonField, TextField
from app.admin.guard import within
from app.errors import DomainError
from app.evaluators import Verdict
from app.models import Evaluator
from app.services import evaluators


class TryForm(Form):
    output = TextField("Output", [InputRequired("What is to be judged?")])
    expected = JsonField(
        "Expected",
        of=object,
        description="As JSON: a text stands in quotation marks. Empty: nothing.",
    )
    input = JsonField("Input", of=object, description="As JSON, where the evaluator looks at it.")
    latency_ms = FloatField("Took, ms", [Optional()])
    cost_usd = FloatField("Cost, USD", [Optional()])
    output_tokens = IntegerField("Tokens out", [Optional()])


class JudgeForm(Form):
    answer = TextField(
        "Answer",
        [InputRequired("What did the model answer?")],
        description="What a model answered to the judge's prompt: it is read as an experiment"
        " would read it.",
    )


class EvaluatorTry:
    """The page where an evaluator is tried. Nothing is saved."""

    asked_for: Callable[..., Any]
    validate_form: Callable[[Any], bool]
    render: Callable[..., str]

    @expose("/try/", methods=("GET", "POST"))
    def try_view(self) -> Any:
        evaluator: Evaluator = self.asked_for().row
        made = JudgeForm if evaluator.kind == "judge" else TryForm
        form = made(request.form if request.method == "POST" else None)
        verdict = None
        if request.method == "POST" and self.validate_form(form):
            verdict = verdict_on(evaluator, form)
        refused = request.method == "POST" and verdict is None
        page = self.render("admin/evaluators/try.html", form=form, row=evaluator, verdict=verdict)
        return page, 422 if refused else 200


def verdict_on(evaluator: Evaluator, form: Form) -> Verdict | None:
    """None if it is refused: then the form says why."""
    config = evaluators.get_version(evaluator).config
    told = {field.name: field.data for field in form if field.name != "csrf_token"}
    here = within(evaluator.project_id)
    try:
        if isinstance(form, JudgeForm):
            told["output"] = ""
        return evaluators.try_out(here, kind=evaluator.kind, config=config, **told)
    except DomainError as error:
        form.refuse(error)
        return None
