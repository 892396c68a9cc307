"""`promptside eval` as it is typed."""

from __future__ import annotations

import json
import os
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any

import click

from promptside.api import Api
from promptside.errors import BadInput
from promptside.evaluating import Asked, Evaluation
from promptside.files import draft_in, opened
from promptside.junit import junit
from promptside.options import bounds_in, named, parameters_in, prompt_named
from promptside.report import Report, Rules, subject_of
from promptside.summary import summary
from promptside.table import table
from promptside.waiting import Progress

File = click.Path(dir_okay=False, path_type=Path)
say = partial(click.echo, err=True)


@click.command("eval")
@click.option("--url", envvar="PROMPTSIDE_URL", required=True, show_envvar=True)
@click.option(
    "--api-key",
    envvar="PROMPTSIDE_API_KEY",
    required=True,
    show_envvar=True,
    help="Of the project, with the right to write. Better in the environment than typed.",
)
@click.option(
    "--prompt",
    metavar="NAME[@VERSION|@LABEL]",
    help="What to run; `production` if only named. With --file or --outputs: what those are of.",
)
@click.option("--file", type=File, help="A draft to run, text or .json; it is never saved.")
@click.option("--outputs", type=File, help="JSON Lines to score instead: key, output.")
@click.option("--dataset", metavar="NAME[@VERSION]", required=True)
@click.option("--evaluator", metavar="NAME[@VERSION]", multiple=True, required=True)
@click.option(
    "--baseline",
    metavar="LABEL|VERSION|NAME@…|ID",
    help="To compare with: of the prompt, or an experiment. It is run if it was not yet.",
)
@click.option("--connection", help="By which the model is called; the default one if left out.")
@click.option(
    "--parameter",
    metavar="NAME=VALUE",
    multiple=True,
    help="For this and the baseline, in place of all that a version has of its own.",
)
@click.option("--trials", type=click.IntRange(1, 100), default=1, show_default=True)
@click.option("--concurrency", type=click.IntRange(1), help="Calls at once.")
@click.option("--budget", type=click.FloatRange(0, min_open=True), help="In US dollars.")
@click.option("--timeout", type=click.FloatRange(0, min_open=True), help="In seconds.")
@click.option(
    "--max-drop",
    metavar="[EVALUATOR=]NUMBER",
    multiple=True,
    help="How much worse than the baseline it may be.  [default: 0]",
)
@click.option(
    "--minimum",
    metavar="[EVALUATOR=]NUMBER",
    multiple=True,
    help="What it must reach; where less is better, what it must not pass.",
)
@click.option("--as-gate", is_flag=True, help="Fail also where it is not shown to be no worse.")
@click.option("--name", help="Of the experiment.")
@click.option("--junit", "junit_file", type=File, help="Write JUnit XML there.")
@click.option("--summary", "summary_file", type=File, help="Write Markdown there.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table.")
def evaluate(
    url: str,
    api_key: str,
    as_json: bool,
    junit_file: Path | None,
    summary_file: Path | None,
    **typed: Any,
) -> int:
    """Run or score an experiment, and compare it with a baseline.

    Ends with 0 when all is well, 1 when it is a regression: worse than the baseline by more than
    --max-drop at 95 %, or below --minimum; and 2 when that could not be found out.
    """
    rules = Rules(
        bounds_in(typed["max_drop"], "--max-drop"),
        bounds_in(typed["minimum"], "--minimum"),
        typed["as_gate"],
    )
    asked = asked_by(**typed)
    check_names(rules, asked)
    report = Evaluation(Api(url, api_key), asked, say).report(rules, Progress())
    if junit_file:
        write(junit_file, junit(report))
    if summary_file:
        write(summary_file, summary(report).encode(), append=is_step_summary(summary_file))
    click.echo(json.dumps(facts_of(report), ensure_ascii=False) if as_json else table(report))
    return report.exit_code


def asked_by(
    *,
    prompt: str | None,
    file: Path | None,
    outputs: Path | None,
    dataset: str,
    evaluator: tuple[str, ...],
    parameter: tuple[str, ...],
    budget: float | None,
    timeout: float | None,
    **typed: Any,
) -> Asked:
    if file and outputs:
        raise BadInput("Give --file to run a draft, or --outputs to score what there is; not both.")
    if not (prompt or file or outputs):
        raise BadInput("What is to be evaluated? Give --prompt, --file or --outputs.")
    if outputs:
        with opened(outputs) as lines:
            if not lines.peek(1):
                raise BadInput(f"{outputs} holds no outputs.")
    dataset_name, dataset_version = named(dataset, "dataset")
    return Asked(
        dataset=dataset_name,
        dataset_version=dataset_version,
        evaluators=evaluator,
        prompt=prompt_named(prompt) if prompt else None,
        draft=draft_in(file) if file else None,
        outputs=outputs,
        parameters=parameters_in(parameter),
        budget_usd=budget,
        timeout_s=timeout,
        **{
            name: typed[name]
            for name in ("baseline", "connection", "trials", "concurrency", "name")
        },
    )


def check_names(rules: Rules, asked: Asked) -> None:
    """A rule for an evaluator that does not judge would pass silently."""
    known = {named(text, "evaluator")[0] for text in asked.evaluators}
    for name in (*rules.max_drop, *rules.minimum):
        if name is not None and name not in known:
            raise BadInput(f"There is no --evaluator {name}, which a rule is for.")


def is_step_summary(path: Path) -> bool:
    """GitHub's file collects what all steps have to say."""
    theirs = os.environ.get("GITHUB_STEP_SUMMARY")
    return bool(theirs) and path.absolute() == Path(theirs or "").absolute()


def write(path: Path, content: bytes, append: bool = False) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("ab" if append else "wb") as file:
            file.write(content)
    except OSError as error:
        raise BadInput(f"{path} cannot be written: {error.strerror}.") from error


def facts_of(report: Report) -> dict[str, Any]:
    """The report for programs; the items' outputs are the server's to tell."""
    baseline = report.baseline
    return {
        "exit_code": report.exit_code,
        "experiment": {"id": report.experiment["id"], "subject": report.subject},
        "baseline": {"id": baseline["id"], "subject": subject_of(baseline)} if baseline else None,
        "dataset": report.dataset,
        "evaluators": [asdict(row) for row in report.rows],
    }
