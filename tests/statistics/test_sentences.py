"""What comparisons say."""

from __future__ import annotations

import numpy as np
import pytest

from app.statistics.paired import bootstrap_pairs, mcnemar
from app.statistics.sentences import p_in_words, sentence, verdict_of


def said(paired, direction="higher"):
    return sentence(paired, "version 3", "version 2", direction)


def test_more_items_right():
    paired = mcnemar(900, 100, 155, 164)

    assert verdict_of(paired) == "better"
    assert said(paired) == (
        "Version 3 answers 4.2 points more items right than version 2"
        " (95 %: 1.8 to 6.5, p < 0.001, 1,319 items)."
    )


def test_fewer_items_right():
    assert verdict_of(mcnemar(80, 15, 2, 3)) == "worse"
    assert "answers 13.0 points fewer items right than version 2" in said(mcnemar(80, 15, 2, 3))


def test_no_difference_shown():
    paired = mcnemar(50, 8, 9, 33)

    assert verdict_of(paired) == "no difference shown"
    assert said(paired) == (
        "No difference shown between version 3 and version 2 (95 %: -7.2 to 9.2, p = 1, 100 items)."
    )


def test_all_the_same():
    assert said(mcnemar(50, 0, 0, 50)) == ("No difference shown: all 100 items came out the same.")


def test_too_few_items():
    assert verdict_of(mcnemar(1, 0, 7, 1)) == "not enough data"
    assert said(mcnemar(1, 0, 7, 1)) == (
        "Not enough data: 9 items can be compared; it takes at least 10."
    )
    assert said(mcnemar(1, 0, 0, 0)).startswith("Not enough data: 1 item can")


def test_too_few_that_differ():
    assert said(mcnemar(1000, 0, 5, 0)) == (
        "Not enough data: of 1,005 items only 5 came out differently;"
        " it takes at least 6 for a difference to show."
    )


LOWER = bootstrap_pairs(np.random.default_rng(1).normal(-0.5, 1, size=100))


@pytest.mark.parametrize(("direction", "verdict"), [("higher", "worse"), ("lower", "better")])
def test_the_direction_says_what_is_better(direction, verdict):
    assert verdict_of(LOWER, direction) == verdict
    assert said(LOWER, direction).startswith("Version 3 scores 0.5")


def test_more_that_is_worse_says_so():
    higher = bootstrap_pairs(np.random.default_rng(1).normal(0.5, 1, size=100))

    assert "higher than version 2, which is worse" in said(higher, "lower")
    assert "which" not in said(higher)


@pytest.mark.parametrize(
    ("p", "words"),
    [
        *((1.0, "p = 1"), (0.344, "p = 0.34"), (0.012, "p = 0.012"), (0.01, "p = 0.01")),
        *((0.0009, "p < 0.001"), (0.04996, "p < 0.05"), (0.05, "p = 0.05")),
    ],
)
def test_p_is_written_as_read(p, words):
    assert p_in_words(p) == words
