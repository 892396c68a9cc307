"""Drawing a sample again and again from itself: the bootstrap (Efron & Tibshirani 1993, ch. 6)."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from app.statistics.samples import Floats, Sample

RESAMPLES = 4_999
"""With the sample itself 5,000, so that 5, 1 and 10 % of them are whole numbers."""
SEED = 19_930_515
"""The same numbers give the same answer, today and on every machine."""
FEW_VALUES = 100
"""Of so few distinct values their counts are drawn, whatever the number of all."""
MOST_DRAWN = 2_000
"""More numbers than this, and many values: the closed form, which it has come close to by then."""
DRAWS_FOR_A_COUNT = 10
"""So many single numbers are drawn in the time of one count."""
AT_ONCE = 1_000_000
"""Numbers drawn together: a few times 8 MB."""


def can_resample(sample: Sample) -> bool:
    return len(sample.values) <= FEW_VALUES or sample.n <= MOST_DRAWN


def deviations(sample: Sample) -> Floats:
    """How far the mean of each resample lies from the mean of the sample."""
    random = np.random.Generator(np.random.PCG64(SEED))
    if len(sample.values) * DRAWS_FOR_A_COUNT > sample.n:
        return np.concatenate(list(by_numbers(sample, random)))
    return by_counts(sample, random)


def by_counts(sample: Sample, random: np.random.Generator) -> Floats:
    """How often each value is drawn is one multinomial draw."""
    shares = sample.counts / sample.n
    counts = random.multinomial(sample.n, shares / shares.sum(), size=RESAMPLES)
    means: Floats = counts @ (sample.values - sample.mean) / sample.n
    return means


def by_numbers(sample: Sample, random: np.random.Generator) -> Iterator[Floats]:
    """Every number is drawn, for as many resamples at once as there is room for."""
    numbers = sample.spread_out() - sample.mean
    rows = max(1, AT_ONCE // sample.n)
    for start in range(0, RESAMPLES, rows):
        shape = (min(rows, RESAMPLES - start), sample.n)
        drawn = random.integers(0, sample.n, size=shape, dtype=np.int32)
        yield numbers[drawn].mean(axis=1)
