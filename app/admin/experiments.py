"""Experiments: the list, one with what it came to and its results, and one result in full."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import request
from flask_admin import expose

from app.admin.base import NounView
from app.admin.bodies import bodies_of
from app.admin.columns import Column
from app.admin.evaluation_actions import (
    CancelExperiment,
    CompareExperiments,
    DeleteExperiment,
)
from app.admin.experiment_compare import ExperimentComparison
from app.admin.experiment_form import NewExperimentForm, at_its_field
from app.admin.experiment_page import progress_of, summaries
from app.admin.guard import NothingThere, caller, parsed_key, within_slug
from app.admin.tabs import Tab
from app.errors import NotFound
from app.models import Experiment
from app.services import experiments
from app.services.access.projects import get_project
from app.services.lists import LISTINGS
from app.services.lists.experiments import DRAFT
from app.services.looking import (
    SHOWN,
    LookedExperiment,
    look_at_experiment,
    look_at_result,
    results_in,
    scores_of_results,
)
from app.web.handing_over import hand_over_experiment
from app.web.settings import settings_of_app

TITLES = {
    "content": "Text",
    "messages": "Messages",
    "parameters": "Parameters",
    "metadata_": "Metadata",
}
PAGES = ("results", "history")
LARGEST = 2**31
RESULT_STATUSES = {
    "waiting": "Waiting",
    "running": "Running",
    "succeeded": "Succeeded",
    "failed": "Failed",
}
RESULT_TONES = {"waiting": "off", "running": "here", "succeeded": "ok", "failed": "bad"}


class ExperimentView(ExperimentComparison, NounView):
    listing = LISTINGS["experiments"]
    actions = (CompareExperiments(), CancelExperiment(), DeleteExperiment())
    noun, plural, icon = "experiment", "experiments", "experiments"
    search_words = "Name, prompt, dataset or id"
    empty_words = "An experiment runs a version over a dataset, or scores outputs that one has."
    tones = {
        "queued": "off",
        "running": "here",
        "finished": "ok",
        "failed": "bad",
        "cancelled": "",
    }
    tabs = (
        Tab("Waiting and running", "state=queued&state=running"),
        Tab("Finished", "state=finished"),
        Tab("Failed", "state=failed"),
    )
    columns = (
        Column("name", "Name", "link", place="name"),
        Column("state", "State", "state", place="state"),
        Column("done_count", "Done", "done", place="more", numeric=True),
        Column("subject", "Prompt", "subject"),
        Column("dataset_name", "Dataset", "dataset"),
        Column("model", "Model", "mono"),
        Column("failed_count", "Errors", "grouped", numeric=True),
        Column("cost_usd", "Cost, USD", "usd", numeric=True),
        Column("project", "Project"),
        Column("created_at", "Asked for", "time", order="created", place="time"),
        Column("source", "Outputs", "label", shown=False),
        Column("trials", "Trials", "grouped", shown=False, numeric=True),
        Column("connection", "Connection", shown=False),
        Column("stop_reason", "Stopped by", "free", shown=False),
        Column("created_by", "Asked by", "actor", shown=False),
        Column("started_at", "Started", "time", shown=False),
        Column("ended_at", "Ended", "time", shown=False),
        Column("id", "Id", "mono", shown=False),
    )
    new_words = "New experiment"
    can_create = True
    form_class = NewExperimentForm
    details_template = "admin/experiments/details.html"

    def create(self, form: Any) -> Experiment:
        """The first of a group, if several prompts are tried."""
        try:
            made = experiments.create_experiments(within_slug(form.project.data), **form.values())
        except NotFound as error:
            raise at_its_field(error) from None
        for one in made:
            hand_over_experiment(one)
        return made[0]

    def get_one(self, id: Any) -> LookedExperiment:
        return look_at_experiment(caller(), id)

    def details(self, row: LookedExperiment) -> dict[str, Any]:
        experiment, tab = row.row, request.args.get("tab", "results")
        if tab not in PAGES:
            raise NothingThere(f"An experiment has no page {tab[:20]!r}.")
        shown = {
            "experiment": experiment,
            "project": get_project(experiment.project_id),
            "tab": tab,
            "subject": experiment.prompt_name or DRAFT,
        }
        if tab == "history":
            return {**shown, "done_to": self.done_to(experiment)}
        which = request.args.get("show", "all")
        if which not in SHOWN:
            raise NothingThere(f"Results are shown as {', '.join(SHOWN)}.")
        page = results_in(experiment, which, place_asked())
        return {
            **shown,
            "which": which,
            "page": page,
            "scores": scores_of_results(row.evaluators, page.rows),
            "progress": progress_of(experiment),
            "summaries": summaries(row.evaluators, experiment.totals),
            "bodies": bodies_of(row.looked.bodies, TITLES),
            "statuses": statuses_of(experiment),
            "status_tones": RESULT_TONES,
            "page_url": f"{settings_of_app().public_url}/experiments/{experiment.id}",
        }

    @expose("/result/")
    def result_view(self) -> str:
        """All that is kept of one result."""
        key = parsed_key(request.args.get("id"), UUID, UUID, trial_of, noun="result")
        found = look_at_result(caller(), *key)
        bodies = bodies_of(found.looked.bodies, {"output": "Output"})
        asked = bodies_of(found.item.bodies, {"input": "Input"}) if found.item else []
        wanted = bodies_of(found.item.bodies, {"expected": "Expected"}) if found.item else []
        return self.render(
            "admin/experiments/result.html",
            found=found,
            experiment=found.experiment,
            result=found.looked.row,
            project=get_project(found.experiment.project_id),
            bodies=[*asked, *bodies, *wanted],
            statuses=statuses_of(found.experiment),
            status_tones=RESULT_TONES,
        )


def statuses_of(experiment: Experiment) -> dict[str, str]:
    """What its results' are called: nothing comes to what still waits when it is over."""
    return RESULT_STATUSES | ({"waiting": "Not run"} if experiment.is_over else {})


def trial_of(text: str) -> int:
    if not text.isdecimal() or not text.isascii() or not 0 < int(text[:10]) < LARGEST:
        raise ValueError(text)
    return int(text[:10])


def place_asked() -> tuple[int, int]:
    """After which position and trial the results begin."""
    text = request.args.get("after", "")
    if not text:
        return 0, 0
    try:
        position, trial = map(trial_of, text.split("."))
    except ValueError:
        raise NothingThere(f"There is no place {text[:40]!r} in these results.") from None
    return position, trial
