"""Comparing two measurements of the same items."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.statistics.intervals import LEVEL, NORMAL, Interval, wilson, z_of
from app.statistics.resampling import RESAMPLES, can_resample, deviations
from app.statistics.samples import NotFinite, Sample

MCNEMAR, BOOTSTRAP = "mcnemar", "bootstrap"
FEWEST_PAIRS = 10
"""Of fewer nothing is said but the difference itself."""
FEWEST_DIFFERENT = 6
"""Five that differ all to one side have p = 0.0625: they cannot show anything at 95 %."""
SHOWN = 0.05
"""A difference is said to show below this p."""
SMALL = 1_000
"""Up to here binomial coefficients are added up as whole numbers."""


@dataclass(frozen=True)
class Paired:
    """The second measurement against the first: `effect` is how much greater its mean is.

    `gained` and `lost` count the items whose value rose and fell. Interval and p are None of fewer
    than `FEWEST_PAIRS`.
    """

    n: int
    effect: float
    interval: Interval | None
    p: float | None
    method: str
    gained: int
    lost: int

    @property
    def is_enough(self) -> bool:
        """Whether a difference could have shown; that all items are equal does say something."""
        differ = self.gained + self.lost
        return self.n >= FEWEST_PAIRS and not 0 < differ < FEWEST_DIFFERENT

    @property
    def is_shown(self) -> bool:
        return self.is_enough and self.p is not None and self.p < SHOWN


def compare_pairs(first: NDArray[Any], second: NDArray[Any], level: float = LEVEL) -> Paired:
    """By McNemar's test if every number is 0 or 1, else by the bootstrap of the differences.

    Raises `NotFinite`. Of no pairs the effect is 0.
    """
    a, b = np.asarray(first, dtype=np.float64), np.asarray(second, dtype=np.float64)
    if a.shape != b.shape or a.ndim != 1:
        raise ValueError("Pairs have two sides.")
    if not (np.isfinite(a).all() and np.isfinite(b).all()):
        raise NotFinite("Every number must be finite.")
    if not len(a):
        return Paired(0, 0.0, None, None, BOOTSTRAP, 0, 0)
    if is_pass_or_fail(a) and is_pass_or_fail(b):
        both, lost = int((a * b).sum()), int((a * (1 - b)).sum())
        gained = int((b * (1 - a)).sum())
        return mcnemar(both, lost, gained, len(a) - both - lost - gained, level)
    return bootstrap_pairs(b - a, level)


def is_pass_or_fail(numbers: NDArray[Any]) -> bool:
    return bool(((numbers == 0) | (numbers == 1)).all())


def mcnemar(both: int, lost: int, gained: int, neither: int, level: float = LEVEL) -> Paired:
    """McNemar's test (1947, Psychometrika 12:153-157) in its exact form: of the items that differ,
    each would rise or fall with even chances. The interval of the difference is Newcombe's.
    """
    if min(both, lost, gained, neither) < 0:
        raise ValueError("Counts are not negative.")
    n = both + lost + gained + neither
    if not n:
        return Paired(0, 0.0, None, None, MCNEMAR, 0, 0)
    enough = n >= FEWEST_PAIRS
    return Paired(
        n,
        (gained - lost) / n,
        newcombe(both, lost, gained, neither, level) if enough else None,
        even_chances(lost, gained) if enough else None,
        MCNEMAR,
        gained,
        lost,
    )


def even_chances(one: int, other: int) -> float:
    """The two-sided p of so uneven a split by a fair coin: twice the smaller tail, at most 1."""
    fewer, n = min(one, other), one + other
    if n <= SMALL:
        return min(1.0, 2 * sum(math.comb(n, k) for k in range(fewer + 1)) / int(2**n))
    log_last = math.lgamma(n + 1) - math.lgamma(fewer + 1) - math.lgamma(n - fewer + 1)
    # Each smaller one from the one above it: C(n, k - 1) = C(n, k) * k / (n - k + 1).
    k = np.arange(fewer, 0, -1, dtype=np.float64)
    below = float(np.cumprod(k / (n - k + 1)).sum())
    return min(1.0, 2 * math.exp(log_last - n * math.log(2)) * (1 + below))


def newcombe(both: int, lost: int, gained: int, neither: int, level: float = LEVEL) -> Interval:
    """The interval of a difference of paired rates, second less first: method 10 of Newcombe
    (1998, Statistics in Medicine 17:2635-2650), from Wilson's intervals of the two rates.
    """
    n = both + lost + gained + neither
    old, new = both + lost, both + gained
    of_old, of_new = wilson(old, n, level), wilson(new, n, level)
    below_new, above_new = new / n - of_new.low, of_new.high - new / n
    below_old, above_old = old / n - of_old.low, of_old.high - old / n
    phi = correlation(both, lost, gained, neither)
    down = below_new**2 - 2 * phi * below_new * above_old + above_old**2
    up = above_new**2 - 2 * phi * above_new * below_old + below_old**2
    effect = (gained - lost) / n
    return Interval(
        effect - math.sqrt(max(0.0, down)), effect + math.sqrt(max(0.0, up)), "newcombe"
    )


def correlation(both: int, lost: int, gained: int, neither: int) -> float:
    """Phi of the four, a positive one corrected for continuity as method 10 asks."""
    n = both + lost + gained + neither
    margins = (both + lost) * (gained + neither) * (both + gained) * (lost + neither)
    if not margins:
        return 0.0
    product = float(both * neither - lost * gained)
    if product > 0:
        product = max(product - n / 2, 0.0)
    return product / math.sqrt(margins)


def bootstrap_pairs(differences: NDArray[Any], level: float = LEVEL) -> Paired:
    """The bootstrap of the mean difference, as far to either side (Hall 1992, The Bootstrap and
    Edgeworth Expansion, 3.6) and widened for small samples. p < 1 - level just if 0 lies outside.

    Plain percentiles (Efron & Tibshirani 1993, ch. 13) of 50 items let a null difference show in
    6 to 7 of 100, studentised ones of long-tailed scores in fewer than 3; these in 4 to 6.
    """
    sample = Sample.of(differences)
    gained = int(sample.counts[sample.values > 0].sum())
    lost = int(sample.counts[sample.values < 0].sum())
    interval, p = around_mean(sample, level) if sample.n >= FEWEST_PAIRS else (None, None)
    return Paired(sample.n, sample.mean, interval, p, BOOTSTRAP, gained, lost)


def around_mean(sample: Sample, level: float) -> tuple[Interval, float]:
    if sample.variance == 0:
        # All differ alike: there is nothing to draw from, and their sign is all there is.
        sign = even_chances(0, sample.n) if sample.mean else 1.0
        return Interval(sample.mean, sample.mean, BOOTSTRAP), sign
    wider = widening(sample.n, level)
    if can_resample(sample):
        sizes = np.sort(np.abs(deviations(sample))) * wider
        beyond = RESAMPLES - int(np.searchsorted(sizes, abs(sample.mean), side="left"))
        p = (1 + beyond) / (RESAMPLES + 1)
        reach = float(sizes[RESAMPLES + 1 - round((1 - level) * (RESAMPLES + 1))])
    else:
        error = wider * math.sqrt(sample.variance / sample.n)
        p, reach = 2 * NORMAL.cdf(-abs(sample.mean) / error), z_of(level) * error
    return Interval(sample.mean - reach, sample.mean + reach, BOOTSTRAP), p


def widening(n: int, level: float) -> float:
    """Resamples vary by (n - 1)/n too little, and are normal where Student's t is due (Hesterberg
    2015, The American Statistician 69:371-386). The quantile of t is that of Abramowitz & Stegun
    26.7.5, good to four digits from ten numbers on.
    """
    z, v = z_of(level), n - 1
    t: float = (
        z
        + (z**3 + z) / (4 * v)
        + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * v**2)
        + (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / (384 * v**3)
    )
    return t / z * math.sqrt(n / v)
