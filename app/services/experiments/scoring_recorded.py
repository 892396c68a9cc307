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
    WITH taken AS MATERIALIZED (
        SELECT item_id, trial, item_key, position, attempts, output, error, error_kind,
               latency_ms, cost_usd, output_tokens, ctid::text AS place
        FROM experiment_results
        WHERE project_id = %(project_id)s AND experiment_id = %(experiment_id)s
          AND status IN ('waiting', 'running') AND due_at <= statement_timestamp()
        ORDER BY due_at, position
        LIMIT %(most)s FOR UPDATE SKIP LOCKED
    )
    SELECT taken.item_id, taken.trial, taken.item_key, taken.position, taken.attempts,
           taken.attempts, taken.output, taken.error, taken.error_kind, taken.latency_ms,
           taken.cost_usd, taken.output_tokens,
           item.id IS NOT NULL, item.input, item.expected, item.metadata, taken.place
    FROM taken LEFT JOIN dataset_items AS item
      ON item.project_id = %(project_id)s AND item.id = taken.item_id
"""
# Rows that are locked stay where they are, which every plan finds them by at once.
END = """
    UPDATE experiment_results AS result
    SET status = given.status, due_at = NULL, attempts = 1, error = given.error,
        error_kind = given.error_kind, ended_at = clock_timestamp()
    FROM unnest(%(places)s::tid[], %(statuses)s::text[], %(errors)s::text[], %(kinds)s::text[])
         AS given (place, status, error, error_kind)
    WHERE result.ctid = given.place
"""


def score_some(work: Work) -> int | None:
    """How many were scored; None if there is nothing to do any more."""
    experiment = state_of(work)
    if experiment is None or experiment.status not in OPEN:
        return None
    with driver_cursor() as cursor:
        values = {**place_of(work), "most": AT_ONCE}
        rows = cursor.execute(TAKE, values).fetchall()
    if rows:
        kept = judged(work, [Item(*row[:-1]) for row in rows])
        end(kept, [row[-1] for row in rows])
        add_scores(work, kept)
    return len(rows)


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


def end(kept: Sequence[Kept], places: list[str]) -> None:
    values = {
        "places": places,
        "statuses": [one.columns["status"] for one in kept],
        "errors": [one.columns["error"] for one in kept],
        "kinds": [one.columns["error_kind"] for one in kept],
    }
    with driver_cursor() as cursor:
        cursor.execute(END, values)
