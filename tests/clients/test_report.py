"""When an evaluation is a regression."""

import pytest
from promptside.report import Rules, number, report_of

from tests.clients import answers


def report(means=(0.9,), comparisons=None, results=(), **rules):
    baseline = answers.experiment(6, means=(0.95,) * len(means)) if comparisons else None
    return report_of(
        answers.experiment(means=means), baseline, comparisons or {}, results, Rules(**rules)
    )


def test_without_rules_and_baseline_all_is_well():
    told = report()

    assert told.exit_code == 0
    assert (told.subject, told.dataset) == ("sums@7", "gsm8k@3")
    assert [row.value for row in told.rows] == [0.9]


@pytest.mark.parametrize(
    ("low", "high", "verdict", "max_drop", "code"),
    [
        pytest.param(-0.2, -0.01, "worse", 0.0, 1, id="it fell"),
        pytest.param(-0.2, 0.001, "worse", 0.0, 1, id="it fell by an exact test"),
        pytest.param(-0.2, 0.01, "no difference shown", 0.0, 0, id="it may as well have risen"),
        pytest.param(-0.2, -0.01, "not enough data", 0.0, 0, id="of too few nothing is said"),
        pytest.param(-0.2, -0.01, "worse", 0.05, 0, id="it may have fallen by what is allowed"),
        pytest.param(-0.2, -0.06, "worse", 0.05, 1, id="it fell by more than is allowed"),
        pytest.param(0.01, 0.2, "better", 0.0, 0, id="it rose"),
        pytest.param(0.0, 0.0, "no difference shown", 0.0, 0, id="it is the same"),
    ],
)
def test_a_drop_is_a_regression_once_it_is_shown(low, high, verdict, max_drop, code):
    told = answers.comparison((low + high) / 2, low, high, verdict=verdict)

    assert report(comparisons={"numeric": told}, max_drop={None: max_drop}).exit_code == code


def test_as_a_gate_it_has_to_be_shown_that_there_is_none():
    comparisons = {"numeric": answers.comparison(0.0, -0.08, 0.08)}

    assert report(comparisons=comparisons, max_drop={None: 0.05}).exit_code == 0
    assert report(comparisons=comparisons, max_drop={None: 0.05}, as_gate=True).exit_code == 1
    assert report(comparisons=comparisons, max_drop={None: 0.08}, as_gate=True).exit_code == 0


def test_without_an_interval_only_a_gate_refuses():
    comparisons = {"numeric": answers.comparison(None, None, None, verdict="not enough data")}

    assert report(comparisons=comparisons).exit_code == 0
    assert report(comparisons=comparisons, as_gate=True).exit_code == 1


def test_where_less_is_better_more_is_a_drop():
    rose = {"rude": answers.comparison(80, 20, 140, verdict="worse")}

    slower = report((0.9, 900.0), rose)
    allowed = report((0.9, 900.0), rose, max_drop={"rude": 30.0})

    assert [bool(row.failures) for row in slower.rows] == [False, True]
    assert allowed.exit_code == 0


@pytest.mark.parametrize(
    ("minimum", "failing"),
    [
        ({None: 0.9, "rude": 800}, []),
        ({"numeric": 0.91}, ["numeric"]),
        ({"rude": 799}, ["rude"]),
        ({None: 0.91}, ["numeric", "rude"]),
    ],
)
def test_the_minimum_is_a_maximum_where_less_is_better(minimum, failing):
    told = report((0.9, 800.0), minimum=minimum)

    assert [row.evaluator.name for row in told.rows if row.failures] == failing


def test_an_item_that_fell_says_why():
    results = [
        answers.result("a", answers.score(1.0, reason="is 8"), trial=1),
        answers.result("a", answers.score(0.0, reason="is 7, not 8"), trial=2),
        answers.result("b", error="The vendor is away."),
        answers.result("c", answers.score(None, error="No number.")),
        answers.result("d", answers.score(0.4, passed=None, reason="four of ten")),
    ]
    items = [answers.fallen(key) for key in "abcde"]
    told = {"numeric": answers.comparison(-0.5, -0.6, -0.4, regressed=items, regressed_count=9)}

    (row,) = report(comparisons=told, results=results).rows

    assert [item.reason for item in row.fallen] == [
        "is 7, not 8",
        "The vendor is away.",
        "No number.",
        "four of ten",
        "",
    ]
    assert row.fallen_count == 9


def test_no_value_reaches_no_minimum():
    assert report((None,)).exit_code == 0
    assert report((None,), minimum={None: 0.0}).exit_code == 1


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "–"),
        (0.9, "0.900"),
        (12.3456, "12.346"),
        (1234.5, "1,234"),
        (-0.0001, "0.000"),
    ],
)
def test_numbers_have_the_digits_that_are_worth_reading(value, text):
    assert number(value) == text
