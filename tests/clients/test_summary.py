"""An evaluation in Markdown."""

from promptside.report import Rules, report_of
from promptside.summary import literal, summary

from tests.clients import answers


def shown(comparison=None, **rules):
    baseline = answers.experiment(6, means=(0.95,)) if comparison else None
    comparisons = {"numeric": comparison} if comparison else {}
    return summary(report_of(answers.experiment(), baseline, comparisons, [], Rules(**rules)))


def test_it_begins_with_the_outcome():
    fine, bad = shown(), shown(minimum={None: 0.95})

    assert fine.startswith("### ✅ No regression: sums\\@7 on gsm8k\\@3\n")
    assert bad.startswith("### ❌ Regression: sums\\@7 on gsm8k\\@3\n")
    assert "- **numeric\\@2**: 0.900 is below the minimum, 0.950\n" in bad


def test_the_table_has_a_row_an_evaluator():
    text = shown(answers.comparison(0.05, 0.01, 0.09, verdict="better"))

    rows = [line for line in text.splitlines() if line.startswith("|")]
    assert len(rows) == 3
    assert [cell.strip() for cell in rows[2].strip("|").split("|")] == [
        "numeric\\@2",
        "0.900",
        "0.950",
        "\\+0.050 \\[\\+0.010, \\+0.090\\]",
        "0.040",
        "better",
    ]


def test_the_sentence_of_the_comparison_is_there():
    assert "- numeric\\@2: No difference is shown.\n" in shown(answers.comparison(0, -1, 1))


def test_the_items_that_fell_can_be_unfolded():
    items = [answers.fallen(f"item {n}") for n in range(60)]
    text = shown(answers.comparison(-0.1, -0.3, 0.1, regressed=items))

    assert "<details><summary>60 regressed by numeric@2</summary>\n\n| Item |" in text
    assert text.count("| item ") == 50
    assert "… and 10 more." in text


def test_what_a_model_said_is_text_and_nothing_else():
    assert literal("<img src=x> | **@all** `x`\n# [a](b)") == (
        "&lt;img src=x&gt; \\| \\*\\*\\@all\\*\\* \\`x\\` \\# \\[a\\]\\(b\\)"
    )
