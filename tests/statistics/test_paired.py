"""Two measurements of the same items, against scipy and statsmodels."""

from __future__ import annotations

import math
import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.contingency_tables import mcnemar as their_mcnemar
from statsmodels.stats.proportion import proportion_confint

from app.statistics.paired import (
    bootstrap_pairs,
    compare_pairs,
    even_chances,
    mcnemar,
    newcombe,
    widening,
)
from app.statistics.samples import NotFinite

COUNTS = st.integers(0, 400)
EXACT = 1e-9


@given(COUNTS, COUNTS, COUNTS, COUNTS)
def test_mcnemar_agrees_with_statsmodels(both, lost, gained, neither):
    if both + lost + gained + neither < 10:
        return

    mine = mcnemar(both, lost, gained, neither)

    theirs = their_mcnemar([[both, lost], [gained, neither]], exact=True)
    assert mine.p == pytest.approx(theirs.pvalue if lost + gained else 1.0, abs=EXACT)
    assert mine.effect == (gained - lost) / mine.n


@given(st.integers(0, 250_000), st.floats(0.45, 0.55))
def test_its_p_agrees_with_scipy_for_many(n, share):
    one = round(share * n)

    p = even_chances(one, n - one)

    theirs = stats.binomtest(one, n).pvalue if n else 1.0
    assert p == pytest.approx(theirs, abs=EXACT, rel=1e-6)


@given(COUNTS, COUNTS, COUNTS, COUNTS)
def test_newcombe_puts_wilsons_intervals_together(both, lost, gained, neither):
    n = both + lost + gained + neither
    if not n:
        return

    mine = newcombe(both, lost, gained, neither)

    theirs = method_10(both, gained, lost, neither)
    assert (mine.low, mine.high) == pytest.approx(theirs, abs=EXACT)
    assert -1 - EXACT <= mine.low <= mine.high <= 1 + EXACT


def method_10(e, f, g, h):
    """With the paper's own letters: e both, f the first alone, g the second alone, h neither."""
    n = e + f + g + h
    (l2, u2), (l3, u3) = (proportion_confint(k, n, 0.05, method="wilson") for k in (e + f, e + g))
    margins = (e + f) * (g + h) * (e + g) * (f + h)
    above = e * h - f * g
    if above > 0:
        above = max(above - n / 2, 0)
    phi = above / math.sqrt(margins) if margins else 0
    p2, p3 = (e + f) / n, (e + g) / n
    dl2, du2, dl3, du3 = p2 - l2, u2 - p2, p3 - l3, u3 - p3
    return (
        (f - g) / n - math.sqrt(max(0, dl2**2 - 2 * phi * dl2 * du3 + du3**2)),
        (f - g) / n + math.sqrt(max(0, du2**2 - 2 * phi * du2 * dl3 + dl3**2)),
    )


def test_newcombes_own_example():
    interval = newcombe(36, 2, 12, 0)

    assert (interval.low, interval.high) == pytest.approx((0.0569, 0.3404), abs=5e-5)


@pytest.mark.parametrize("n", [10, 11, 15, 50, 1_000])
@pytest.mark.parametrize("level", [0.9, 0.95, 0.99])
def test_the_widening_is_that_of_students_t(n, level):
    tail = (1 + level) / 2

    theirs = stats.t.ppf(tail, n - 1) / stats.norm.ppf(tail) * math.sqrt(n / (n - 1))

    assert widening(n, level) == pytest.approx(theirs, rel=3e-3 if level > 0.95 else 5e-4)


@pytest.mark.parametrize("n", [20, 200, 1_500, 2_500])
def test_the_bootstrap_agrees_with_scipy(n):
    differences = np.random.default_rng(n).normal(0.2, 1, size=n)

    mine = bootstrap_pairs(differences)

    theirs = stats.bootstrap(
        (differences,), np.mean, n_resamples=9_999, method="basic", rng=1, batch=500
    ).confidence_interval
    reach = (theirs.high - theirs.low) / 2 * widening(n, 0.95)
    mean, close = differences.mean(), 4 * 0.042 * differences.std() / math.sqrt(n)
    assert (mine.interval.low, mine.interval.high) == pytest.approx(
        (mean - reach, mean + reach), abs=close
    )


PASS_OR_FAIL = "pass or fail"
NULLS = {
    "normal": lambda random, n: random.normal(size=(2, n)),
    "towards the ends": lambda random, n: random.beta(0.5, 0.5, size=(2, n)),
    "long-tailed": lambda random, n: random.lognormal(size=(2, n)),
    "of one trial in common": lambda random, n: random.random(n) + random.random((2, n)) / 5,
    "of three trials": lambda random, n: random.binomial(3, 0.7, size=(2, n)) / 3,
    PASS_OR_FAIL: lambda random, n: (random.random((2, n)) < 0.6).astype(float),
}
CONTINUOUS = list(NULLS)[:4]
ITEMS = [50, pytest.param(200, marks=pytest.mark.more), pytest.param(1_000, marks=pytest.mark.more)]


@pytest.mark.parametrize("n", ITEMS)
@pytest.mark.parametrize("drawn", NULLS)
def test_where_there_is_no_difference_one_shows_in_one_of_twenty(drawn, n):
    random = np.random.default_rng(2026)

    compared = [compare_pairs(*NULLS[drawn](random, n)) for _ in range(1_000)]

    share = sum(one.p < 0.05 for one in compared) / len(compared)
    assert share <= 0.07
    assert share >= 0.03 or drawn not in CONTINUOUS
    assert sum(one.is_shown for one in compared) <= share * len(compared)


@given(st.lists(st.floats(-1, 1), min_size=10, max_size=60))
def test_p_and_the_interval_say_the_same(differences):
    if differences.count(differences[0]) == len(differences):
        return

    compared = bootstrap_pairs(np.array(differences))

    outside = not compared.interval.low <= 0 <= compared.interval.high
    assert (compared.p < 0.05) == outside


def test_a_difference_that_there_is_shows():
    random = np.random.default_rng(1)
    old = random.random(200)

    compared = compare_pairs(old, old + random.normal(0.1, 0.2, size=200))

    assert compared.is_shown
    assert 0.05 < compared.interval.low < compared.effect < compared.interval.high < 0.15


def test_many_that_rise_alike_but_one_show_it_narrowly():
    compared = bootstrap_pairs(np.array([0.5] * 49 + [0.0]))

    assert compared.p < 0.001
    assert compared.interval.low > 0.4


def test_all_that_rise_by_the_same_are_told_by_their_sign():
    compared = bootstrap_pairs(np.full(12, 0.1))

    assert compared.p == pytest.approx(stats.binomtest(0, 12).pvalue)
    assert (compared.interval.low, compared.interval.high) == (0.1, 0.1)


def test_all_equal_show_no_difference():
    compared = compare_pairs(np.full(30, 0.25), np.full(30, 0.25))

    assert (compared.effect, compared.p, compared.is_enough, compared.is_shown) == (
        0,
        1,
        True,
        False,
    )


@pytest.mark.parametrize("values", [(0.0, 1.0), (0.0, 0.5)])
def test_nine_pairs_are_not_enough_and_ten_are(values):
    first, second = (np.full(10, value) for value in values)

    assert not compare_pairs(first[:9], second[:9]).is_enough
    assert compare_pairs(first[:9], second[:9]).interval is None
    assert compare_pairs(first, second).is_shown


@pytest.mark.parametrize(("differ", "enough"), [(0, True), (1, False), (5, False), (6, True)])
@pytest.mark.parametrize("value", [1.0, 0.5])
def test_five_that_differ_are_not_enough_and_six_are(differ, enough, value):
    second = np.array([value] * differ + [0.0] * (100 - differ))

    compared = compare_pairs(np.zeros(100), second)

    assert compared.is_enough is enough
    assert compared.is_shown is (differ == 6)


def test_no_pairs_are_compared_to_nothing():
    compared = compare_pairs(np.array([]), np.array([]))

    assert (compared.n, compared.effect, compared.p, compared.is_enough) == (0, 0, None, False)


@pytest.mark.parametrize("bad", [math.nan, math.inf])
def test_what_is_no_number_is_refused(bad):
    with pytest.raises(NotFinite):
        compare_pairs(np.array([bad] * 20), np.zeros(20))


@pytest.mark.parametrize("continuous", [True, False])
def test_a_hundred_thousand_pairs_take_little_time(continuous):
    random = np.random.default_rng(1)
    pairs = random.random((2, 100_000)) if continuous else random.integers(0, 5, (2, 100_000)) / 4
    began = time.process_time()

    compare_pairs(*pairs)

    assert time.process_time() - began < 0.15
