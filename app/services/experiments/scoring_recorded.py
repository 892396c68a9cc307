"""Scoring outputs that there are already, a thousand at a time, by evaluators that need no model.

Each batch is one transaction: whoever is killed within it leaves it to others as it was.
"""

from __future__ import annotations

from collections.abc import Sequence

from app.db import driver_cursor
from app.models.experiments import FAILED, OPEN, SUCCEEDED
from app.services.experiments.calling import recorded
from app.services.experiments.claiming import Item, place_of, state_of
from app.services.experiments.keeping import Kept, add_scores, masked, scores_of
from app.services.experiments.taking_up import Work
from app.services.masking import masks_of

AT_ONCE = 1_000

TAKE = """
    SELECT result.item_id, result.trial, result.item_key, result.position, result.attempts,
           result.attempts, result.output, result.error, result.error_kind, result.latency_ms,
           result.cost_usd, result.output_tokens,
           item.id IS NOT NULL, item.input, item.expected, item.metadata
    FROM experiment_results AS result LEFT JOIN dataset_items AS item
      ON item.project_id = %(project_id)s AND item.id = result.item_id
    WHERE result.project_id = %(project_id)s AND result.experiment_id = %(experiment_id)s
      AND result.status IN ('waiting', 'running') AND result.due_at <= statement_timestamp()
    ORDER BY result.due_at, result.position
    LIMIT %(most)s FOR UPDATE OF result SKIP LOCKED
"""
END = """
    UPDATE experiment_results AS result
    SET status = given.status, due_at = NULL, attempts = 1, error = given.error,
        error_kind = given.error_kind, ended_at = clock_timestamp()
    FROM unnest(%(items)s::uuid[], %(trials)s::int[], %(statuses)s::text[], %(errors)s::text[],
                %(kinds)s::text[]) AS given (item_id, trial, status, error, error_kind)
    WHERE result.project_id = %(project_id)s AND result.experiment_id = %(experiment_id)s
      AND result.item_id = given.item_id AND result.trial = given.trial
"""


def score_some(work: Work) -> int | None:
    """How many were scored; None if there is nothing to do any more."""
    experiment = state_of(work)
    if experiment is None or experiment.status not in OPEN:
        return None
    with driver_cursor() as cursor:
        values = {**place_of(work), "most": AT_ONCE}
        items = [Item(*row) for row in cursor.execute(TAKE, values)]
    if items:
        kept = judged(work, items)
        end(work, kept)
        add_scores(work, kept)
    return len(items)


def judged(work: Work, items: Sequence[Item]) -> list[Kept]:
    masks, kept = masks_of(work.caller.project_id), []
    for item in items:
        done = recorded(item)
        scores = scores_of(work, done, None)
        if masks.patterns:
            scores = [masked(score, masks) for score in scores]
        columns = {
            "item_id": item.item_id,
            "trial": item.trial,
            "status": FAILED if done.failure else SUCCEEDED,
            "error": done.failure and done.failure.message,
            "error_kind": done.failure and done.failure.kind,
            "cost_usd": item.cost_usd,
        }
        kept.append(Kept(columns, scores))
    return kept


def end(work: Work, kept: Sequence[Kept]) -> None:
    values = {
        "items": [one.columns["item_id"] for one in kept],
        "trials": [one.columns["trial"] for one in kept],
        "statuses": [one.columns["status"] for one in kept],
        "errors": [one.columns["error"] for one in kept],
        "kinds": [one.columns["error_kind"] for one in kept],
    }
    with driver_cursor() as cursor:
        cursor.execute(END, {**place_of(work), **values})
