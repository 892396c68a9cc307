"""Percentiles and histograms, against numpy."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.statistics.distribution import histogram, percentiles
from app.statistics.samples import Sample

NUMBERS = st.lists(st.floats(-1e6, 1e6).map(lambda x: round(x, 3)), min_size=1, max_size=60)


@given(NUMBERS)
def test_percentiles_are_numpys(numbers):
    assert percentiles(Sample.of(numbers), [0, 10, 50, 95]) == pytest.approx(
        list(np.percentile(numbers, [0, 10, 50, 95]))
    )


@given(NUMBERS)
def test_all_numbers_are_counted(numbers):
    assert sum(histogram(Sample.of(numbers)).counts) == len(numbers)


def test_bins_reach_over_the_scale():
    found = histogram(Sample.of([0.5, 0.5, 1.0]), 0, 1, bins=4)

    assert found.edges == [0, 0.25, 0.5, 0.75, 1]
    assert found.counts == [0, 0, 2, 1]


def test_what_lies_beyond_the_scale_widens_it():
    assert histogram(Sample.of([2.0]), 0, 1, bins=2).edges == [0, 1, 2]


def test_equal_numbers_are_one_bin():
    found = histogram(Sample.of([3.0, 3.0]))

    assert (found.edges, found.counts) == ([3, 3], [2])


def test_nothing_has_neither():
    assert percentiles(Sample.of([]), [50]) is None
    assert histogram(Sample.of([])) is None
