"""What a terminal shows of an evaluation."""

from promptside.report import Rules, report_of
from promptside.table import table, width

from tests.clients import answers


def shown(comparison=None, results=(), **fields):
    baseline = answers.experiment(6, means=(0.95,)) if comparison else None
    comparisons = {"numeric": comparison} if comparison else {}
    told = answers.experiment(**fields)
    return table(report_of(told, baseline, comparisons, results, Rules()))


def test_a_row_says_what_was_reached_and_how_sure_that_is():
    text = shown(answers.comparison(-0.05, -0.09, -0.01, verdict="worse"))

    assert text.splitlines() == [
        "sums@7 on gsm8k@3, 3 results",
        "",
        "evaluator  this   baseline sums@6  difference (95 %)        p      verdict",
        "numeric@2  0.900  0.950            -0.050 [-0.090, -0.010]  0.040  worse: REGRESSION",
        "numeric@2: worse than the baseline at 95 %.",
    ]


def test_without_a_baseline_there_is_nothing_to_compare():
    assert shown().splitlines()[-1].split() == ["numeric@2", "0.900", "–", "–", "–", "fine"]


def test_errors_are_told():
    assert shown(failed_count=2).startswith("sums@7 on gsm8k@3, 3 results, 2 of them errors\n")


def test_the_items_that_fell_are_listed_to_a_limit():
    items = [answers.fallen(f"item {n}") for n in range(25)]
    first = answers.result("item 0", answers.score(0.0, reason="is 7, not 8"))
    told = answers.comparison(-0.1, -0.3, 0.1, regressed=items, regressed_count=40)
    text = shown(told, [first])

    assert "Regressed by numeric@2 (40):" in text
    assert "  item 0  1.000 → 0.000  is 7, not 8\n" in text
    assert "item 20" not in text
    assert text.endswith("  … and 20 more")


def test_what_a_model_said_does_not_move_the_cursor():
    key = "a\nb\x1b[2J"
    said = answers.result(key, answers.score(0.0, reason="red \x9b31m\u202eand more"))
    told = answers.comparison(-0.1, -0.3, 0.1, regressed=[answers.fallen(key)])
    text = shown(told, [said])

    assert text.splitlines()[-1] == "  a b�[2J  1.000 → 0.000  red �31m�and more"


def test_columns_stay_aligned_whatever_a_name_is_written_in():
    assert [width(text) for text in ("ab", "評価", "e\N{COMBINING ACUTE ACCENT}")] == [2, 4, 1]
