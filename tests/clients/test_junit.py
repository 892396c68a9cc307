"""An evaluation as JUnit XML."""

from xml.etree.ElementTree import fromstring

import pytest
from promptside.junit import junit
from promptside.report import Rules, report_of

from tests.clients import answers


def written(results, comparisons=None, means=(0.9,)):
    baseline = answers.experiment(6, means=means) if comparisons else None
    told = report_of(answers.experiment(means=means), baseline, comparisons or {}, results, Rules())
    return fromstring(junit(told))


def test_a_suite_an_evaluator_and_a_case_an_item():
    results = [
        answers.result("one", answers.score(1.0), answers.score(5.0, 2)),
        answers.result("two", answers.score(0.0, reason="is 7, not 8"), answers.score(5.0, 2)),
    ]
    root = written(results, means=(0.5, 5.0))

    suites = [(s.get("name"), s.get("tests"), s.get("failures")) for s in root.iter("testsuite")]
    assert suites == [("numeric@2", "2", "1"), ("rude@1", "2", "0")]
    assert [root.get(name) for name in ("tests", "failures", "errors")] == ["4", "1", "0"]
    (failure,) = root.iter("failure")
    assert failure.get("message") == "is 7, not 8"
    assert failure.get("type") == "numeric"
    assert "It is 7." in failure.text
    case = next(root.iter("testcase"))
    assert case.attrib == {"classname": "gsm8k@3.numeric@2", "name": "one", "time": "0.500"}


@pytest.mark.parametrize(
    ("result", "message"),
    [
        (answers.result("one", error="The vendor is away."), "The vendor is away."),
        (answers.result("one", answers.score(None, error="No number.")), "No number."),
        (answers.result("one"), "not judged"),
    ],
)
def test_what_could_not_be_judged_is_an_error_and_no_failure(result, message):
    root = written([result])

    assert [error.get("message") for error in root.iter("error")] == [message]
    assert (root.get("failures"), root.get("errors")) == ("0", "1")


def test_one_failed_trial_fails_the_item():
    results = [answers.result("one", answers.score(float(n != 2)), trial=n) for n in (1, 2, 3)]
    root = written(results)

    assert len(list(root.iter("testcase"))) == 1
    assert next(root.iter("failure")).get("message") == "1 of 3 trials: value 0.000"


def test_a_value_without_a_pass_mark_fails_where_it_fell():
    results = [answers.result(key, answers.score(0.5, passed=None)) for key in ("one", "two")]
    fell = answers.comparison(-0.1, -0.3, 0.1, regressed=[answers.fallen("two", 0.8, 0.5)])
    root = written(results, {"numeric": fell})

    assert next(root.iter("failure")).get("message") == "0.800 → 0.500"
    assert root.get("failures") == "1"


def test_text_that_xml_cannot_hold_is_replaced():
    odd = "a\x00\x0b\ud800\uffff<&>\"'\n\u2028😀"
    root = written([answers.result(odd, answers.score(0.0, reason=odd), output=odd)])

    (failure,) = root.iter("failure")
    assert next(root.iter("testcase")).get("name") == "a����<&>\"'\n\u2028😀"
    assert failure.text.count("a����<&>\"'\n\u2028😀") == 2


def test_no_results_are_no_cases():
    assert written([]).get("tests") == "0"
