"""What an experiment's results add up to."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any
from uuid import UUID

import numpy as np
from sqlalchemy import select, update

from app.db import db, driver_cursor
from app.models import Experiment, ExperimentEvaluator
from app.services.experiments.bounds import Bounds, bounds_of
from app.services.units import NO_EVALUATOR, Scored, Units, keep_units, load_scored
from app.statistics.distribution import histogram, percentiles
from app.statistics.intervals import Interval, bootstrap_mean, wilson
from app.statistics.samples import Sample

DECILES = (10, 50, 90)
SPENT = """
    SELECT count(*), count(*) FILTER (WHERE status = 'failed'), sum(cost_usd)::float8,
           sum(input_tokens), sum(output_tokens),
           string_agg(float8send(latency_ms), '') FILTER (WHERE latency_ms IS NOT NULL)
    FROM experiment_results
    WHERE experiment_id = %(experiment)s AND status IN ('succeeded', 'failed')
"""


def write_totals(experiment_id: UUID) -> None:
    """As of now, into the row, for those who look at it. The wall must stand."""
    write(experiment_id, totals_of(experiment_id))


def write_last_totals(experiment: Experiment) -> None:
    """Of one that is over, with its scores by item for those who compare it."""
    units: dict[int, Units] = {}
    write(experiment.id, totals_of(experiment.id, units))
    keep_units(experiment, units)


def write(experiment_id: UUID, totals: dict[str, Any]) -> None:
    db.session.execute(
        update(Experiment).where(Experiment.id == experiment_id).values(totals=totals)
    )


def totals_of(experiment_id: UUID, units: dict[int, Units] | None = None) -> dict[str, Any]:
    """Of the results that are over, as JSON; what it was made of goes to `units`, by evaluator.
    The wall must stand.
    """
    query = select(ExperimentEvaluator).where(ExperimentEvaluator.experiment_id == experiment_id)
    judging = {
        one.position: one
        for one in db.session.scalars(query.order_by(ExperimentEvaluator.position))
    }
    wanted = [*judging] if units is None else [NO_EVALUATOR, *judging]
    summaries = []
    for position, scored in zip(wanted, load_scored(experiment_id, wanted), strict=True):
        if units is not None:
            units[position] = scored.units
        if one := judging.get(position):
            summaries.append(
                {
                    "position": position,
                    "name": one.name,
                    "version": one.version,
                    "kind": one.kind,
                    **summary(scored, bounds_of(one)),
                }
            )
    return {**spent(experiment_id), "evaluators": summaries}


def spent(experiment_id: UUID) -> dict[str, Any]:
    with driver_cursor() as cursor:
        cursor.execute(SPENT, {"experiment": experiment_id})
        row: Any = cursor.fetchone()
    count, failed, cost_usd, sent, received, latencies = row
    sample = Sample.of(np.frombuffer(latencies or b"", ">f8"))
    p50, p95 = percentiles(sample, (50, 95)) or (None, None)
    return {
        "count": count,
        "failed": failed,
        "cost_usd": cost_usd or 0.0,
        "input_tokens": int(sent or 0),
        "output_tokens": int(received or 0),
        "latency": {"p50": p50, "p95": p95, "mean": sample.mean if sample.n else None},
    }


def summary(scored: Scored, bounds: Bounds) -> dict[str, Any]:
    """`mean`, `interval` and percentiles are of the items, errors as the worst value; the
    histogram is of the single values that there are.
    """
    units = scored.units
    means = units.means(bounds.worst)
    sample = Sample.of(means[~np.isnan(means)])
    low, middle, high = percentiles(sample, DECILES) or (None, None, None)
    low_edge, high_edge = finite(bounds.low), finite(bounds.high)
    bars = histogram(Sample.of(scored.values), low_edge, high_edge)
    return {
        "count": int(units.over.sum()),
        "items": sample.n,
        "errors": units.errors,
        "errors_count_as": bounds.worst,
        "direction": bounds.direction,
        "scale": [low_edge, high_edge],
        "mean": sample.mean if sample.n else None,
        "mean_without_errors": float(scored.values.mean()) if len(scored.values) else None,
        "interval": as_json(interval_of(sample)),
        "p10": low,
        "p50": middle,
        "p90": high,
        **pass_rate(units),
        "histogram": asdict(bars) if bars else None,
    }


def interval_of(sample: Sample) -> Interval | None:
    """Wilson's if every item either passed or did not, else the bootstrap's."""
    if sample.n and sample.is_pass_or_fail:
        return wilson(sample.count_of(1.0), sample.n)
    return bootstrap_mean(sample) if sample.n else None


def pass_rate(units: Units) -> dict[str, Any]:
    """Of all results that are over: what could not be judged did not pass."""
    if not units.judged.any():
        return {"pass_rate": None, "pass_interval": None}
    rates = Sample.of(units.passed / units.over)
    return {"pass_rate": rates.mean, "pass_interval": as_json(interval_of(rates))}


def as_json(interval: Interval | None) -> dict[str, Any] | None:
    return asdict(interval) if interval else None


def finite(edge: float) -> float | None:
    return edge if np.isfinite(edge) else None
