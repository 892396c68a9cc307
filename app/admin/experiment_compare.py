"""Experiments beside each other, item by item, and what goes out as a file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from string import ascii_uppercase
from typing import Any
from uuid import UUID

from flask import request
from flask_admin import expose
from markupsafe import Markup, escape

from app.admin.experiment_page import summaries
from app.admin.guard import NothingThere, caller, number_asked, parsed_id, within
from app.diff import words_between
from app.models import Experiment, ExperimentEvaluator
from app.models.experiments import COMPARED_ITEMS, FEWEST_COMPARED, MOST_COMPARED
from app.services import experiments
from app.services.access.projects import get_project
from app.services.experiments import exporting_side_by_side
from app.services.experiments.cells import said
from app.services.experiments.exporting import MIMETYPES
from app.services.experiments.side_by_side import compare_many
from app.services.looking import look_at_experiments, look_at_those_beside
from app.services.policy import Caller
from app.web.attachments import attachment

LONGEST = 600
"""Characters of an output in a row."""
FILTERS = {name: name.capitalize() for name in COMPARED_ITEMS}
TONES = {"better": "ok", "worse": "bad"}


class ExperimentComparison:
    """The page of two to five experiments, and the files of one or several."""

    render: Callable[..., str]

    @expose("/compare/")
    def compare_view(self) -> str:
        """Of a single one: which others it can be compared with."""
        looked = look_at_experiments(caller(), ids_asked())
        rows = [row for row, _ in looked]
        first = rows[0]
        ids = [row.id for row in rows]
        shown: dict[str, Any] = {
            "experiments": list(zip(ascii_uppercase, rows, strict=False)),
            "project": get_project(first.project_id),
            "ids": ids,
        }
        if len(rows) < FEWEST_COMPARED:
            others = look_at_those_beside(first)
            return self.render("admin/experiments/beside.html", others=others, **shown)
        sides = compare_many(
            within_one(rows),
            ids,
            evaluator=request.args.get("evaluator") or None,
            filter=filter_asked(),
            cursor=number_asked("after"),
        )
        return self.render(
            "admin/experiments/compare.html",
            **shown,
            sides=sides,
            which=filter_asked(),
            filters=FILTERS,
            tones=TONES,
            means=means_of(looked, sides.evaluators),
            said=shortly,
            marked=marked,
        )

    @expose("/file/")
    def give(self) -> Any:
        """Of one its results, of several their items beside each other."""
        ids = ids_asked()
        here = within_one([row for row, _ in look_at_experiments(caller(), ids)])
        kind = request.args.get("format", "csv")
        if kind not in MIMETYPES:
            raise NothingThere(f"Experiments are exported as {', '.join(MIMETYPES)}.")
        if len(ids) == 1:
            _, file = experiments.spooled(here, ids[0], kind)
            return attachment(file, MIMETYPES[kind], f"experiment-{ids[0]}.{kind}")
        asked = {"evaluator": request.args.get("evaluator") or None, "filter": filter_asked()}
        _, file = exporting_side_by_side.spooled(here, ids, kind, **asked)
        return attachment(file, MIMETYPES[kind], f"comparison.{kind}")


def ids_asked() -> list[UUID]:
    """In their order, each once."""
    ids = [parsed_id(text, "experiment") for text in dict.fromkeys(request.args.getlist("id"))]
    if not 1 <= len(ids) <= MOST_COMPARED:
        raise NothingThere(f"Choose {FEWEST_COMPARED} to {MOST_COMPARED} experiments to compare.")
    return ids


def filter_asked() -> str:
    which = request.args.get("filter", COMPARED_ITEMS[0])
    if which not in FILTERS:
        raise NothingThere(f"Items are shown as {', '.join(FILTERS)}.")
    return which


def within_one(rows: Sequence[Any]) -> Caller:
    if len({row.project_id for row in rows}) > 1:
        raise NothingThere("They are of different projects, so they have no items in common.")
    return within(rows[0].project_id)


def means_of(
    looked: list[tuple[Experiment, list[ExperimentEvaluator]]], evaluators: list[str]
) -> list[Any]:
    """By evaluator in common, what each experiment came to."""
    found = [
        {one.evaluator.name: one for one in summaries(judging, row.totals)}
        for row, judging in looked
    ]
    return [(name, [one[name] for one in found]) for name in evaluators]


def shortly(output: Any) -> str:
    words = said(output) or ""
    return words if len(words) <= LONGEST else f"{words[: LONGEST - 1]}…"


def marked(before: Any, output: Any) -> Markup:
    """With the words marked that the first one has not."""
    words = shortly(output)
    segments = words_between(shortly(before), words)
    if segments is None:
        return escape(words)
    return Markup("").join(
        Markup("<mark>{}</mark>").format(text) if differs else escape(text)
        for text, differs in segments[1]
    )
