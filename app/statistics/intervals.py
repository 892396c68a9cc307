"""Intervals for a rate and for a mean."""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from app.statistics.resampling import can_resample, deviations
from app.statistics.samples import Sample

LEVEL = 0.95
NORMAL = NormalDist()


@dataclass(frozen=True)
class Interval:
    """`method` says how it was found: `wilson`, `bootstrap`, `newcombe`, …"""

    low: float
    high: float
    method: str


def z_of(level: float) -> float:
    """How many standard errors to either side hold `level` of a normal distribution."""
    if not 0 < level < 1:
        raise ValueError("A level lies between 0 and 1.")
    return NORMAL.inv_cdf((1 + level) / 2)


def wilson(successes: int, n: int, level: float = LEVEL) -> Interval:
    """The score interval of a rate (Wilson 1927, JASA 22:209-212). Of nothing it is all of 0 to 1.

    It never leaves 0 to 1, and does not shrink to a point at either end.
    """
    if not 0 <= successes <= n:
        raise ValueError("Successes are between none and all.")
    if n == 0:
        return Interval(0.0, 1.0, "wilson")
    z, rate = z_of(level), successes / n
    middle = (rate + z * z / (2 * n)) / (1 + z * z / n)
    reach = z / (1 + z * z / n) * math.sqrt(rate * (1 - rate) / n + z * z / (4 * n * n))
    low = 0.0 if successes == 0 else max(0.0, middle - reach)
    high = 1.0 if successes == n else min(1.0, middle + reach)
    return Interval(low, high, "wilson")


def bootstrap_mean(sample: Sample, level: float = LEVEL) -> Interval | None:
    """The percentile interval of a mean (Efron & Tibshirani 1993, ch. 13); None of fewer than two.

    For many numbers of many values it is taken from what the resamples' means come close to, by
    the first terms of Cornish & Fisher (1938): normal, but for a skewness of 1/sqrt(n) of theirs.
    """
    if sample.n < 2:
        return None
    if sample.variance == 0:
        return Interval(sample.mean, sample.mean, "bootstrap")
    if not can_resample(sample):
        return limit_of_percentiles(sample, level)
    tail = (1 - level) / 2
    low, high = np.quantile(deviations(sample), (tail, 1 - tail), method="averaged_inverted_cdf")
    return Interval(sample.mean + float(low), sample.mean + float(high), "bootstrap")


def limit_of_percentiles(sample: Sample, level: float) -> Interval:
    z = z_of(level)
    error = math.sqrt(sample.variance / sample.n)
    lean = (z * z - 1) * sample.skewness / (6 * math.sqrt(sample.n))
    return Interval(sample.mean + error * (lean - z), sample.mean + error * (lean + z), "bootstrap")
