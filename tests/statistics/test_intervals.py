"""Intervals of rates and means, against scipy and statsmodels."""

from __future__ import annotations

import math
import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.proportion import proportion_confint

from app.statistics.intervals import bootstrap_mean, wilson, z_of
from app.statistics.samples import NotFinite, Sample

LEVELS = st.sampled_from([0.5, 0.8, 0.9, 0.95, 0.99, 0.999])
EXACT = 1e-9


@given(st.integers(1, 10**6), st.floats(0, 1), LEVELS)
def test_wilson_agrees_with_statsmodels_and_scipy(n, share, level):
    successes = round(share * n)

    mine = wilson(successes, n, level)

    theirs = proportion_confint(successes, n, 1 - level, method="wilson")
    assert (mine.low, mine.high) == pytest.approx(theirs, abs=EXACT)
    others = stats.binomtest(successes, n).proportion_ci(level, method="wilson")
    assert (mine.low, mine.high) == pytest.approx((others.low, others.high), abs=EXACT)


def test_wilson_of_nothing_is_everything():
    assert wilson(0, 0) == wilson(0, 0, 0.5)
    assert (wilson(0, 0).low, wilson(0, 0).high) == (0, 1)


@pytest.mark.parametrize(("successes", "n"), [(-1, 3), (4, 3)])
def test_impossible_counts_are_refused(successes, n):
    with pytest.raises(ValueError, match="between none and all"):
        wilson(successes, n)


@pytest.mark.parametrize("level", [0, 1, -1, 2, math.nan])
def test_impossible_levels_are_refused(level):
    with pytest.raises(ValueError, match="level"):
        z_of(level)


DRAWS = {
    "normal": lambda random, n: random.normal(3, 2, size=n),
    "skew": lambda random, n: random.exponential(size=n),
    "five values": lambda random, n: random.integers(0, 5, size=n) / 4,
    "pass or fail": lambda random, n: (random.random(n) < 0.8).astype(float),
}


@pytest.mark.parametrize("n", [12, 50, 400])
@pytest.mark.parametrize("drawn", DRAWS)
def test_the_bootstrap_agrees_with_scipy(drawn, n):
    numbers = DRAWS[drawn](np.random.default_rng(n), n)

    mine = bootstrap_mean(Sample.of(numbers))

    theirs = stats.bootstrap(
        (numbers,), np.mean, n_resamples=20_000, method="percentile", rng=1
    ).confidence_interval
    # The 2.5 % quantile of 4,999 resamples has a standard error of 0.0375 standard errors.
    close = 4 * 0.042 * numbers.std() / math.sqrt(n) + 0.51 * step(numbers) / n
    assert (mine.low, mine.high) == pytest.approx((theirs.low, theirs.high), abs=close)


def step(numbers):
    """Means of resamples lie so far apart, times n, if there are few values."""
    values = np.unique(numbers)
    return np.diff(values).min() if len(values) <= 5 else 0


@pytest.mark.parametrize("n", [2_001, 3_000])
@pytest.mark.parametrize("drawn", ["normal", "skew"])
def test_its_limit_agrees_with_scipy(drawn, n):
    numbers = DRAWS[drawn](np.random.default_rng(n), n)

    mine = bootstrap_mean(Sample.of(numbers))

    theirs = stats.bootstrap(
        (numbers,), np.mean, n_resamples=4_999, method="percentile", rng=1, batch=500
    ).confidence_interval
    close = 4 * 0.0375 * numbers.std() / math.sqrt(n)
    assert (mine.low, mine.high) == pytest.approx((theirs.low, theirs.high), abs=close)


def test_the_same_numbers_give_the_same_interval_in_whatever_order():
    numbers = np.random.default_rng(1).normal(size=300)

    assert bootstrap_mean(Sample.of(numbers)) == bootstrap_mean(Sample.of(numbers[::-1]))


def test_a_hundred_thousand_scores_of_few_values_take_milliseconds():
    sample = Sample.of(np.random.default_rng(1).integers(0, 5, size=100_000) / 4)
    began = time.process_time()

    bootstrap_mean(sample)

    assert time.process_time() - began < 0.1


@pytest.mark.parametrize("numbers", [[], [0.5]])
def test_fewer_than_two_have_no_interval(numbers):
    assert bootstrap_mean(Sample.of(numbers)) is None


@pytest.mark.parametrize("n", [2, 3, 10, 12_345])
def test_equal_numbers_have_no_width(n):
    interval = bootstrap_mean(Sample.of(np.full(n, 0.1)))

    assert (interval.low, interval.high) == (0.1, 0.1)


@pytest.mark.parametrize("bad", [math.nan, math.inf, -math.inf])
def test_what_is_no_number_is_refused(bad):
    with pytest.raises(NotFinite):
        Sample.of([0.5, bad])


@settings(max_examples=30, deadline=None)
@given(st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=40))
def test_the_interval_lies_within_the_numbers(numbers):
    interval = bootstrap_mean(Sample.of(numbers))

    room = 1e-9 * max(1, *map(abs, numbers))
    assert min(numbers) - room <= interval.low <= interval.high <= max(numbers) + room


@given(st.lists(st.floats(-1e3, 1e3), min_size=3, max_size=40))
def test_moments_agree_with_scipy(numbers):
    sample = Sample.of(numbers)

    assert sample.n == len(numbers)
    assert sample.mean == pytest.approx(np.mean(numbers), abs=1e-9)
    assert sample.variance == pytest.approx(np.var(numbers), rel=1e-9, abs=1e-9)
    if np.std(numbers) > 0.01:
        assert sample.skewness == pytest.approx(stats.skew(numbers), rel=1e-6, abs=1e-6)
