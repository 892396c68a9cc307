"""Keeping what became of items: results, their scores, and every call as a run with its trace."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from operator import attrgetter
from typing import Any
from uuid import uuid4

from app.db import compact_json, db, driver_cursor, now, uuid7
from app.models import Run
from app.models.experiments import OPEN
from app.models.runs import CANCELLED, FAILED, SUCCEEDED
from app.otlp.bounds import clean
from app.providers import Completion, ProviderFailed
from app.services.experiments.calling import Done, Made, judged_of
from app.services.experiments.claiming import Item, count_retries, place_of, state_of
from app.services.experiments.scoring import Score, failed, score_by
from app.services.experiments.taking_up import Work
from app.services.masking import Masks, masks_of
from app.services.prices import price_book
from app.services.runs.cleaning import cleaned
from app.services.runs.describing import describe
from app.services.runs.ending import put_answer
from app.services.runs.masking import mask_by
from app.services.runs.retrying import pause_s
from app.services.runs.tracing import trace_of
from app.services.traces import store_spans
from app.services.traces.costs import models_of, work_out_costs

LONGEST_S = 15 * 60.0

OURS = """
    SELECT result.item_id, result.trial, result.attempts, result.ctid::text
    FROM experiment_results AS result
    WHERE result.project_id = %(project_id)s AND result.experiment_id = %(experiment_id)s
      AND result.item_id = ANY (%(items)s) AND result.status = 'running'
    ORDER BY result.item_id, result.trial
    FOR UPDATE
"""
# Rows that are locked stay where they are, which every plan finds them by at once.
GIVE_BACK = """
    UPDATE experiment_results AS result
    SET status = 'waiting', due_at = clock_timestamp() + make_interval(secs => given.pause),
        error = coalesce(given.error, result.error),
        error_kind = coalesce(given.error_kind, result.error_kind)
    FROM unnest(%(places)s::tid[], %(pauses)s::float8[], %(errors)s::text[], %(kinds)s::text[])
         AS given (place, pause, error, error_kind)
    WHERE result.ctid = given.place
"""
END = """
    UPDATE experiment_results AS result
    SET status = given.status, due_at = NULL, output = given.output::json, error = given.error,
        error_kind = given.error_kind, run_id = given.run_id, trace_id = given.trace_id,
        latency_ms = given.latency_ms, cost_usd = given.cost_usd,
        input_tokens = given.input_tokens, output_tokens = given.output_tokens,
        ended_at = given.ended_at
    FROM unnest(%(place)s::tid[], %(status)s::text[], %(output)s::text[], %(error)s::text[],
                %(error_kind)s::text[], %(run_id)s::uuid[], %(trace_id)s::uuid[],
                %(latency_ms)s::float8[], %(cost_usd)s::numeric[], %(input_tokens)s::int[],
                %(output_tokens)s::int[], %(ended_at)s::timestamptz[])
         AS given (place, status, output, error, error_kind, run_id, trace_id, latency_ms,
                   cost_usd, input_tokens, output_tokens, ended_at)
    WHERE result.ctid = given.place
"""
ENDED = (
    *("place", "status", "output", "error", "error_kind", "run_id", "trace_id"),
    *("latency_ms", "cost_usd", "input_tokens", "output_tokens", "ended_at"),
)
ADD_SCORES = """
    INSERT INTO result_scores (experiment_id, project_id, evaluator, value, passed, reason, error,
                               item_id, trial)
    SELECT %(experiment_id)s, %(project_id)s, given.*
    FROM unnest(%(evaluator)s::int[], %(value)s::float8[], %(passed)s::bool[], %(reason)s::text[],
                %(error)s::text[], %(item_id)s::uuid[], %(trial)s::int[]) AS given
"""
COUNT = """
    UPDATE experiments
    SET done_count = done_count + %(done)s, failed_count = failed_count + %(failed)s,
        cost_usd = cost_usd + %(cost_usd)s
    WHERE project_id = %(project_id)s AND id = %(experiment_id)s
"""
NOTHING = Decimal(0)
parts_of = attrgetter("evaluator", "value", "passed", "reason", "error")


@dataclass(frozen=True)
class Kept:
    """A result that is over: its columns, its scores."""

    columns: dict[str, Any]
    scores: list[Score]


def keep(work: Work, arrived: Sequence[Done]) -> None:
    """Those that are still this worker's. What failed and may succeed later is given back.

    In one transaction: a result is readable if and only if its run, trace and scores are.
    """
    experiment = state_of(work)
    if experiment is None:
        return
    ours = still_ours(work, [done.item for done in arrived])
    mine = [done for done in arrived if done.item in ours]
    again = [(done, pause) for done in mine if (pause := pause_of(done)) is not None]
    waits = {done.item for done, _ in again}
    over = [done for done in mine if done.item not in waits]
    give_back(ours, again)
    # Of an experiment that was cancelled the calls are kept, though nobody waits for the results.
    late = [] if experiment.status in OPEN else [d for d in arrived if d.item not in ours]
    masks = masks_of(work.caller.project_id)
    made = calls_of([*over, *late])
    runs = runs_of(work, made, masks)
    kept = [kept_of(work, done, runs, masks) for done in over]
    keep_results(work, kept, [ours[done.item] for done in over], cost_of(runs))
    count_retries(work, retries_in(made))


def keep_calls(work: Work, calls: Sequence[tuple[Item, Made]]) -> None:
    """Of an experiment that nobody waits for any more, whether they had ended or not."""
    if calls and state_of(work) is not None:
        runs = runs_of(work, calls, masks_of(work.caller.project_id))
        add_scores(work, [], cost_of(runs))


def retries_in(calls: Iterable[tuple[Item, Made]]) -> Counter[str]:
    """Of judges, by connection: an item that the model failed is taken up again instead."""
    retries: Counter[str] = Counter()
    for _, made in calls:
        if made.judge is not None:
            retries[made.asking.connection] += made.attempts - 1
    return retries


def cost_of(runs: dict[int, Run]) -> Decimal:
    return sum((run.cost_usd or NOTHING for run in runs.values()), NOTHING)


def let_go(work: Work, items: Sequence[Item]) -> None:
    """Back for another worker to begin anew, at once."""
    if state_of(work) is not None:
        ours = still_ours(work, list(items))
        give_back(ours, [(Done(item), 0.0) for item in ours])


def still_ours(work: Work, items: Sequence[Item]) -> dict[Item, str]:
    """Those of them that are, locked, with where their rows stand."""
    values = {**place_of(work), "items": list({item.item_id for item in items})}
    with driver_cursor() as cursor:
        found = {row[:3]: row[3] for row in cursor.execute(OURS, values)}
    mine = [item for item in items if (*item.place, item.attempt) in found]
    return {item: found[*item.place, item.attempt] for item in mine}


def pause_of(done: Done) -> float | None:
    """Until the next try; None if it is over."""
    if done.failure is None or done.made is None:
        return None
    return pause_s(done.failure, done.item.attempt, LONGEST_S)


def give_back(ours: dict[Item, str], again: Sequence[tuple[Done, float]]) -> None:
    """For the next try, of whichever worker."""
    if not again:
        return
    failures = [done.failure for done, _ in again]
    values = {
        "places": [ours[done.item] for done, _ in again],
        "pauses": [pause for _, pause in again],
        "errors": [clean(failure.message) if failure else None for failure in failures],
        "kinds": [failure.kind if failure else None for failure in failures],
    }
    with driver_cursor() as cursor:
        cursor.execute(GIVE_BACK, values)


def calls_of(dones: Iterable[Done]) -> list[tuple[Item, Made]]:
    return [
        (done.item, made)
        for done in dones
        for made in (done.made, *(made for _, made in done.judgements))
        if made is not None
    ]


def runs_of(work: Work, calls: Sequence[tuple[Item, Made]], masks: Masks) -> dict[int, Run]:
    """A run for each call, by the call's identity, and their traces; priced, then masked."""
    runs = {id(made): run_of(work, item, made) for item, made in calls}
    if not runs:
        return {}
    spans = [trace_of(run)[0] for run in runs.values()]
    book = price_book(work.caller.project_id, models_of(spans))
    prices = work_out_costs(book, spans)
    for run, span, price in zip(runs.values(), spans, prices, strict=True):
        run.price, run.cost_usd = price, span.cost_usd
        mask_by(masks, run)
        describe(run)
    db.session.add_all(runs.values())
    db.session.flush()
    store_spans(work.caller, [trace_of(run)[0] for run in runs.values()])
    return runs


def run_of(work: Work, item: Item, made: Made) -> Run:
    facts = {
        "experiment": str(work.experiment_id),
        "item": item.key,
        "trial": item.trial,
        "evaluator": made.judge,
    }
    run = Run(
        id=uuid7(),
        project_id=work.caller.project_id,
        source="experiment",
        group_id=work.experiment_id,
        trace_id=uuid4(),
        environment="default",
        messages=made.messages,
        variables=made.variables,
        attempts=made.attempts,
        metadata_={name: value for name, value in facts.items() if value is not None},
        latency_ms=made.latency_ms,
        created_at=made.began_at,
        started_at=made.began_at,
        ended_at=made.ended_at or now(),
        created_by=work.created_by,
        **made.asking.columns,
    )
    match made.outcome:
        case Completion() as answer:
            run.status = SUCCEEDED
            put_answer(run, answer)
        case ProviderFailed() as error:
            run.status, run.error_kind, run.error = FAILED, error.kind, clean(error.message)
        case None:
            run.status = CANCELLED
    return run


def kept_of(work: Work, done: Done, runs: dict[int, Run], masks: Masks) -> Kept:
    """Judged by what was said, and kept without what masking takes out."""
    run = runs.get(id(done.made)) if done.made else None
    scores = scores_of(work, done, run)
    if masks.patterns:
        scores = [masked(score, masks) for score in scores]
    columns: dict[str, Any] = {
        "item_id": done.item.item_id,
        "trial": done.item.trial,
        "status": FAILED if done.failure else SUCCEEDED,
        "error": None,
        "error_kind": None,
        "ended_at": now(),
    }
    if done.failure is not None:
        columns["error"] = masks.text(clean(done.failure.message))
        columns["error_kind"] = done.failure.kind
    if run is not None:
        output = run.output
        columns |= {"run_id": run.id, "trace_id": run.trace_id, "ended_at": run.ended_at}
        columns |= {
            name: getattr(run, name)
            for name in ("latency_ms", "cost_usd", "input_tokens", "output_tokens")
        }
    else:
        output = cleaned(done.output)
        columns |= {
            name: getattr(done.item, name) for name in ("latency_ms", "cost_usd", "output_tokens")
        }
    columns["output"] = None if output is None else compact_json(output)
    return Kept(columns, scores)


def scores_of(work: Work, done: Done, run: Run | None) -> list[Score]:
    if done.failure is not None:
        why = f"There is no output ({done.failure.kind}): {done.failure.message}"
        return [failed(one.position, why) for one in work.judging]
    judged = judged_of(done.item, done, run.cost_usd if run else None)
    by_code = [one for one in work.judging if one.asking is None]
    return [
        *(score_by(one.evaluator, one.position, judged) for one in by_code),
        *(score for score, _ in done.judgements),
    ]


def masked(score: Score, masks: Masks) -> Score:
    reason = masks.text(score.reason) if score.reason else None
    error = masks.text(score.error) if score.error else None
    return Score(score.evaluator, score.value, score.passed, reason, error)


def keep_results(work: Work, kept: Sequence[Kept], places: list[str], cost_usd: Decimal) -> None:
    """Results that are over with their scores, and what they add to the experiment."""
    if kept:
        ended = {name: [one.columns.get(name) for one in kept] for name in ENDED}
        with driver_cursor() as cursor:
            cursor.execute(END, {**ended, "place": places})
    add_scores(work, kept, cost_usd)


def add_scores(work: Work, kept: Sequence[Kept], cost_usd: Decimal = NOTHING) -> None:
    """Of results that are over, and what they add to the experiment."""
    place = place_of(work)
    scored = [
        (*parts_of(score), one.columns["item_id"], one.columns["trial"])
        for one in kept
        for score in one.scores
    ]
    names = ("evaluator", "value", "passed", "reason", "error", "item_id", "trial")
    by_column = zip(*scored, strict=True) if scored else [()] * len(names)
    scores = {name: list(column) for name, column in zip(names, by_column, strict=True)}
    counts = {
        "done": len(kept),
        "failed": sum(one.columns["status"] == FAILED for one in kept),
        "cost_usd": cost_usd + told_cost(kept),
    }
    with driver_cursor() as cursor:
        if scored:
            cursor.execute(ADD_SCORES, {**place, **scores})
        if kept or counts["cost_usd"]:
            cursor.execute(COUNT, {**place, **counts})


def told_cost(kept: Sequence[Kept]) -> Decimal:
    """Of recorded outputs, whose runs happened elsewhere."""
    costs = (one.columns.get("cost_usd") for one in kept if one.columns.get("run_id") is None)
    return sum((cost for cost in costs if cost is not None), NOTHING)
