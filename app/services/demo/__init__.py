"""Filling a registry with examples, so that no page is empty."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.db import compact_json, db, now, transaction
from app.models import Prompt, Trace
from app.otlp import Span
from app.services import (
    datasets,
    evaluators,
    experiments,
    policy,
    prompts,
    releases,
    scores,
    traces,
)
from app.services.datasets.read import named_so
from app.services.demo import evaluations
from app.services.demo.examples import EXAMPLES, Example, Move, Step
from app.services.demo.traffic import traffic
from app.services.experiments.executing import Wishes, work_at
from app.services.gates import rules
from app.services.pointers import PRODUCTION
from app.services.policy import Caller
from app.services.prompts import NoSuchPrompt
from app.services.scores import Given, Target
from app.services.transfer import import_lines
from app.settings import Settings

ANSWERED, SERVED, TRIED = "support/draft-reply", 2, 3
"""The example that is reported about: the version that was served, and the one tried in staging."""


def fill(caller: Caller) -> Iterator[str]:
    """Add the examples whose name is free, and tell these names as they come.

    Their past is imported, as if a team had worked for some weeks. The newest releases are made
    now, because what was imported can be looked at but not rolled back.
    """
    policy.require(caller, policy.RELEASE)
    moment = now()
    with transaction():
        missing = [example for example in EXAMPLES if not exists(caller, example.name)]
    lines = [compact_json(line_of(example, moment)).encode() for example in missing]
    for example, result in zip(missing, import_lines(caller, lines), strict=True):
        if result.outcome == "created":
            with transaction():
                release(caller, example)
            yield example.name


def report(caller: Caller) -> int:
    """Two weeks of traces of one example, and scores on some. How many; none if there are any."""
    policy.require(caller, policy.INGEST)
    prompt = prompts.find_prompt(caller, ANSWERED)
    if db.session.scalar(select(Trace.trace_id).limit(1)) or prompt.latest_version < TRIED:
        return 0
    spans = list(traffic(ANSWERED, SERVED, TRIED, now()))
    roots = [span for span in spans if span.parent_span_id is None]
    with transaction():
        traces.store_spans(caller, spans)
        judged = [judgement(root) for root in roots[::3]]
        for first in range(0, len(judged), scores.MOST_AT_ONCE):
            scores.give_scores(caller, judged[first : first + scores.MOST_AT_ONCE])
    return len(roots)


def evaluate(caller: Caller, settings: Settings) -> int:
    """Tickets, evaluators, what two versions of an example answered, scored here and now, and a
    gate that asks for it. How many experiments; none if the dataset is there.
    """
    policy.require(caller, policy.ADMIN)
    prompt = prompts.find_prompt(caller, evaluations.TRIAGED)
    if named_so(caller, evaluations.DATASET) or prompt.latest_version < evaluations.AFTER:
        return 0
    with transaction():
        made = [evaluated(caller, version) for version in prepared(caller, prompt)]
    for experiment in made:
        work_at(caller.project_id, experiment, settings, Wishes())
    return len(made)


def prepared(caller: Caller, prompt: Prompt) -> tuple[int, ...]:
    """What the experiments need, and the gate that will ask for them; the versions to evaluate."""
    dataset = datasets.create_dataset(
        caller, name=evaluations.DATASET, description=evaluations.DESCRIPTION
    )
    datasets.put_items(caller, dataset.id, evaluations.items())
    judging = [
        evaluators.create_evaluator(caller, name=name, kind=kind, description=about, config=config)
        for name, kind, about, config in evaluations.EVALUATORS
    ]
    rules.create_gate(
        caller,
        label=PRODUCTION,
        prompt_name=prompt.name,
        dataset_id=dataset.id,
        evaluator_id=judging[0].id,
        minimum=0.8,
        accept_recorded=True,
        description="A ticket that goes to the wrong team waits a day longer.",
    )
    return evaluations.BEFORE, evaluations.AFTER


def evaluated(caller: Caller, version: int) -> UUID:
    answered = experiments.numbered(evaluations.outputs(version))
    return experiments.score_outputs(
        caller,
        experiments.read_outputs(caller, answered, dataset=evaluations.DATASET),
        evaluators=[{"name": name} for name, *_ in evaluations.EVALUATORS],
        prompt_name=evaluations.TRIAGED,
        version=version,
        model="small",
    ).id


def judgement(root: Span) -> Given:
    """Whoever got an answer found it helpful, but for one in five."""
    is_helpful = root.output is not None and root.trace_id.int % 5 > 0
    return Given("helpful", is_helpful, Target(trace_id=root.trace_id), created_at=root.ended_at)


def exists(caller: Caller, name: str) -> bool:
    try:
        prompts.find_prompt(caller, name)
    except NoSuchPrompt:
        return False
    return True


def line_of(example: Example, moment: datetime) -> dict[str, Any]:
    """The prompt as an export would tell it, with the days counted back from a moment."""
    first = example.steps[0]
    moves = [Move(1, first.author, None, first.days_ago), *example.past]
    return {
        "name": example.name,
        "description": example.description,
        "tags": example.tags,
        "created_by": first.author,
        "created_at": at(moment, first.days_ago),
        "active_version": moves[-1].version,
        "versions": [version_of(step, moment) for step in example.steps],
        "releases": [
            {
                "from_version": before.version if before else None,
                "to_version": move.version,
                "reason": move.reason,
                "actor": move.author,
                "created_at": at(moment, move.days_ago),
            }
            for before, move in zip([None, *moves], moves, strict=False)
        ],
    }


def version_of(step: Step, moment: datetime) -> dict[str, Any]:
    return {
        "content" if isinstance(step.body, str) else "messages": step.body,
        "parameters": step.parameters,
        "message": step.message,
        "created_by": step.author,
        "created_at": at(moment, step.days_ago),
    }


def at(moment: datetime, days_ago: float) -> str:
    return (moment - timedelta(days=days_ago)).isoformat()


def release(caller: Caller, example: Example) -> None:
    prompt = prompts.find_prompt(caller, example.name)
    for move in example.now:
        author = replace(caller, actor=move.author)
        if move.is_rollback:
            releases.roll_back(author, prompt.id, reason=move.reason)
        else:
            releases.activate(author, prompt.id, move.version, reason=move.reason)
