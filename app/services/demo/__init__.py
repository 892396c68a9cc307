"""Filling a registry with example prompts, so that no page is empty."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from app.db import compact_json, db, now, transaction
from app.models import Trace
from app.otlp import Span
from app.services import policy, prompts, releases, scores, traces
from app.services.demo.examples import EXAMPLES, Example, Move, Step
from app.services.demo.traffic import traffic
from app.services.policy import Caller
from app.services.prompts import NoSuchPrompt
from app.services.scores import Given, Target
from app.services.transfer import import_lines

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
