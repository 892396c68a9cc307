"""From what was asked for to a report: run or score, wait, compare."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from promptside.api import Api
from promptside.baselines import SEARCHED, newest_like, version_of
from promptside.errors import BadInput
from promptside.files import opened
from promptside.options import evaluator_named, is_id, named, prompt_named
from promptside.report import Report, Rules, report_of, subject_of
from promptside.waiting import OPEN, Progress, Unfinished, cancel, require_finished, wait_for

Body = dict[str, Any]
JSON_LINES = "application/x-ndjson"


@dataclass(frozen=True)
class Asked:
    """What to evaluate: a prompt's version, a draft, or outputs there are already."""

    dataset: str
    dataset_version: int | None
    evaluators: tuple[str, ...]
    """Each `NAME` or `NAME@VERSION`."""
    prompt: Body | None = None
    draft: Body | None = None
    outputs: Path | None = None
    baseline: str | None = None
    name: str | None = None
    connection: str | None = None
    parameters: Body | None = None
    trials: int = 1
    concurrency: int | None = None
    budget_usd: float | None = None
    timeout_s: float | None = None


class Evaluation:
    """One run of the command. What it started is cancelled unless it comes to its end."""

    def __init__(self, api: Api, asked: Asked, say: Callable[[str], None]) -> None:
        self.api = api
        self.asked = asked
        self.say = say
        self.started: list[Body] = []

    def report(self, rules: Rules, progress: Progress) -> Report:
        try:
            pair = self.begin()
            pair = wait_for(self.api, pair, progress, self.asked.timeout_s)
        except BaseException:
            for experiment in self.started:
                cancel(self.api, experiment, self.say)
            raise
        for experiment in pair:
            self.require_outputs(require_finished(experiment))
        experiment, *baselines = pair
        return self.compared(experiment, next(iter(baselines), None), rules)

    def begin(self) -> list[Body]:
        """This, and its baseline if there is one; each perhaps still going on."""
        # Address and key are looked at before a file is sent.
        self.api.get("/api/experiments", limit=1)
        told = self.asked.baseline
        if told is None:
            return [self.start_this()]
        if is_id(told):
            baseline = self.api.get(f"/api/experiments/{told}")
            require_judged(baseline, self.asked.evaluators)
            experiment = self.start_this(dataset_version=baseline["dataset_version"])
            return [experiment, comparable(baseline, experiment)]
        prompt = baseline_prompt(told, self.asked.prompt)
        version = version_of(self.api, prompt)
        experiment = self.start_this(parameters=version.get("parameters"))
        pinned = {"prompt_name": prompt["prompt_name"], "version": version["version"]}
        return [experiment, self.baseline_of(pinned, version, experiment)]

    def start_this(
        self, dataset_version: int | None = None, parameters: Body | None = None
    ) -> Body:
        """On the baseline's items unless others are asked for, and a draft with its parameters."""
        asked = self.asked
        body: Body = {
            "name": asked.name,
            "dataset": asked.dataset,
            "dataset_version": asked.dataset_version or dataset_version,
            "evaluators": [evaluator_named(text) for text in asked.evaluators],
        }
        if asked.outputs is not None:
            return self.hand_in(asked.outputs, body)
        draft = dict(asked.draft or {})
        own = draft.pop("parameters", None)
        if asked.draft is not None:
            parameters = own if own is not None else parameters
            subject = draft
        else:
            parameters, subject = None, asked.prompt or {}
        return self.execute(body, subject, asked.parameters or parameters, asked.connection)

    def baseline_of(self, prompt: Body, version: Body, experiment: Body) -> Body:
        """The newest experiment of that version like this one; one is started if there is none."""
        parameters = self.asked.parameters or version.get("parameters")
        rows = self.api.pages(
            "/api/experiments",
            dataset=experiment["dataset_name"],
            prompt=prompt["prompt_name"],
            version=prompt["version"],
            status="finished",
            limit=100,
        )
        found = newest_like(islice(rows, SEARCHED), experiment, parameters)
        if found:
            self.say(f"Baseline: {subject_of(found)}, experiment {found['id']}.")
            return found
        if self.asked.outputs is not None and self.asked.connection is None:
            raise BadInput(
                f"{prompt['prompt_name']}@{prompt['version']} has no finished experiment on these"
                " items with these evaluators: name a --connection to run it by."
            )
        self.say(f"Baseline: {prompt['prompt_name']}@{prompt['version']}, run now.")
        body = {
            "dataset": experiment["dataset_name"],
            "dataset_version": experiment["dataset_version"],
            "evaluators": [
                {"name": row["name"], "version": row["version"]} for row in experiment["evaluators"]
            ],
        }
        connection = experiment.get("connection") or self.asked.connection
        return self.execute(body, prompt, self.asked.parameters, connection)

    def execute(
        self, body: Body, prompt: Body, parameters: Body | None, connection: str | None
    ) -> Body:
        means = {
            "prompts": [prompt],
            "parameters": parameters,
            "connection": connection,
            "trials": self.asked.trials,
            "concurrency": self.asked.concurrency,
            "budget_usd": self.asked.budget_usd,
        }
        asked = {n: v for n, v in {**body, **means}.items() if v is not None}
        self.started.append(self.api.post_once("/api/experiments", asked))
        return self.started[-1]

    def hand_in(self, outputs: Path, body: Body) -> Body:
        """The server names the lines that do not fit."""
        query = {**body, **(self.asked.prompt or {}), "evaluator": self.asked.evaluators}
        del query["evaluators"]
        query["trials"] = self.asked.trials if self.asked.trials > 1 else None
        with opened(outputs) as file:
            made = self.api.post_file("/api/experiments/recorded", file, JSON_LINES, **query)
        self.started.append(made)
        return self.started[-1]

    def require_outputs(self, experiment: Body) -> None:
        """Nothing but errors says that something is broken, and nothing about a prompt."""
        count = experiment.get("result_count")
        if count and experiment.get("failed_count") == count:
            first = next(self.results_of(experiment, limit=1), {})
            raise Unfinished(
                f"Nothing but errors in the experiment {experiment['id']}"
                f" ({subject_of(experiment)}): {first.get('error')}"
            )

    def results_of(self, experiment: Body, limit: int = 100) -> Iterator[Body]:
        return self.api.pages(f"/api/experiments/{experiment['id']}/results", limit=limit)

    def compared(self, experiment: Body, baseline: Body | None, rules: Rules) -> Report:
        comparisons = {}
        if baseline:
            ids = [baseline["id"], experiment["id"]]
            for row in experiment["evaluators"]:
                told = self.api.get(
                    "/api/experiments/compare", ids=ids, evaluator=row["name"], limit=1
                )
                comparisons[row["name"]] = told["compared"][0]
        results = self.results_of(experiment)
        return report_of(experiment, baseline, comparisons, results, rules)


def baseline_prompt(told: str, prompt: Body | None) -> Body:
    """`NAME@…` says all; a version or a label alone is of the prompt that is evaluated."""
    if "@" in told:
        return prompt_named(told)
    if prompt is None:
        raise BadInput(f"--baseline {told} of which prompt? Name it by --prompt NAME.")
    return prompt_named(f"{prompt['prompt_name']}@{told}")


def require_judged(baseline: Body, evaluators: Iterable[str]) -> None:
    """What could not be compared in the end is not begun."""
    if baseline["status"] not in OPEN:
        require_finished(baseline)
    known = {row["name"] for row in baseline["evaluators"]}
    known |= {row["evaluator_id"] for row in baseline["evaluators"]}
    for text in evaluators:
        if named(text, "evaluator")[0] not in known:
            raise BadInput(
                f"The baseline {baseline['id']} was not judged by {text}:"
                " leave that out, or take another baseline."
            )


def comparable(baseline: Body, experiment: Body) -> Body:
    for what in ("dataset_id", "dataset_version"):
        if baseline.get(what) != experiment.get(what):
            raise BadInput(
                f"The baseline is on {baseline['dataset_name']}@{baseline['dataset_version']},"
                f" this on {experiment['dataset_name']}@{experiment['dataset_version']}:"
                " take the same version of the same dataset."
            )
    return baseline
