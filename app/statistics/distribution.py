"""How numbers lie: percentiles, and how many fall where."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from app.statistics.samples import Sample

BINS = 20


@dataclass(frozen=True)
class Histogram:
    """`counts[i]` lie from `edges[i]` on and before `edges[i + 1]`; the last edge belongs to it."""

    edges: list[float]
    counts: list[int]


def percentiles(sample: Sample, wanted: Sequence[float]) -> list[float] | None:
    """Between two numbers on the straight line (Hyndman & Fan 1996, type 7); None of nothing."""
    if not sample.n:
        return None
    return [float(one) for one in np.percentile(sample.spread_out(), wanted)]


def histogram(
    sample: Sample, low: float | None = None, high: float | None = None, bins: int = BINS
) -> Histogram | None:
    """Equal bins from `low` to `high`, or between the smallest and greatest; None of nothing.

    What lies outside widens it, so that all are counted. Equal numbers are one bin.
    """
    if not sample.n:
        return None
    least = min(float(sample.values[0]), float(sample.values[0]) if low is None else low)
    greatest = max(float(sample.values[-1]), float(sample.values[-1]) if high is None else high)
    if least == greatest:
        return Histogram([least, greatest], [sample.n])
    counts, edges = np.histogram(
        sample.values, bins=bins, range=(least, greatest), weights=sample.counts
    )
    return Histogram([float(edge) for edge in edges], [int(count) for count in counts])
