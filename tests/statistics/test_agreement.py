"""Agreement beyond chance, against statsmodels."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.inter_rater import cohens_kappa as theirs

from app.statistics.agreement import cohens_kappa


@given(st.integers(2, 5), st.integers(0, 2**32 - 1))
def test_it_agrees_with_statsmodels(answers, seed):
    table = np.random.default_rng(seed).integers(1, 40, size=(answers, answers))
    pairs = [(i, j) for (i, j), count in np.ndenumerate(table) for _ in range(count)]

    mine = cohens_kappa(pairs)

    other = theirs(table)
    assert mine.kappa == pytest.approx(other.kappa, abs=1e-9)
    if mine.n >= 10:
        expected = max(-1, other.kappa_low), min(1, other.kappa_upp)
        assert (mine.interval.low, mine.interval.high) == pytest.approx(expected, abs=1e-9)


def test_cohens_own_example():
    shares = {
        (1, 1): 88,
        (1, 2): 14,
        (1, 3): 18,
        (2, 1): 10,
        (2, 2): 40,
        (2, 3): 10,
        (3, 1): 2,
        (3, 2): 6,
        (3, 3): 12,
    }

    agreed = cohens_kappa([pair for pair, count in shares.items() for _ in range(count)])

    assert agreed.observed == pytest.approx(0.70)
    assert agreed.kappa == pytest.approx(0.492, abs=5e-4)


def test_all_alike_agree_and_chance_explains_nothing():
    agreed = cohens_kappa([(True, True), (False, False)] * 20)

    assert (agreed.observed, agreed.kappa) == (1, 1)
    assert (agreed.interval.low, agreed.interval.high) == (1, 1)


def test_one_and_the_same_answer_has_no_kappa():
    agreed = cohens_kappa([(True, True)] * 20)

    assert (agreed.observed, agreed.kappa, agreed.interval) == (1, None, None)


def test_nobody_agrees_on_nothing():
    assert cohens_kappa([]).observed is None


def test_nine_are_not_enough_for_an_interval():
    pairs = [(True, True), (False, False), (True, False)] * 3

    assert cohens_kappa(pairs).interval is None
    assert cohens_kappa(pairs + pairs[:1]).interval is not None
