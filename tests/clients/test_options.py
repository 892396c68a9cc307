"""What is typed after an option."""

import pytest
from promptside.errors import BadInput
from promptside.options import bounds_in, evaluator_named, named, parameters_in, prompt_named


def test_a_name_may_carry_a_version():
    assert named("a/b", "dataset") == ("a/b", None)
    assert named("a/b@12", "dataset") == ("a/b", 12)
    assert evaluator_named("n") == {"name": "n"}
    assert evaluator_named("n@3") == {"name": "n", "version": 3}


@pytest.mark.parametrize("text", ["", "@1", "a@", "a@0", "a@x", "a@1@2", "a@-1", "a@1.5", "a@١"])
def test_other_versions_are_refused(text):
    with pytest.raises(BadInput, match="NAME@VERSION"):
        named(text, "dataset")


def test_a_prompt_is_taken_by_version_or_label():
    assert prompt_named("a/b") == {"prompt_name": "a/b", "label": "production"}
    assert prompt_named("a/b@staging") == {"prompt_name": "a/b", "label": "staging"}
    assert prompt_named("a/b@7") == {"prompt_name": "a/b", "version": 7}


@pytest.mark.parametrize("text", ["", "@x", "a@", "a@b@c"])
def test_what_names_no_prompt_is_refused(text):
    with pytest.raises(BadInput, match="NAME@LABEL"):
        prompt_named(text)


def test_parameters_are_json_or_words():
    pairs = ["temperature=0", "stop=[1]", "model=gpt-5", "user=a=b", "empty="]

    assert parameters_in(pairs) == {
        "temperature": 0,
        "stop": [1],
        "model": "gpt-5",
        "user": "a=b",
        "empty": "",
    }
    assert parameters_in([]) is None


@pytest.mark.parametrize("pair", ["a", "=1", ""])
def test_a_parameter_needs_a_name_and_a_value(pair):
    with pytest.raises(BadInput, match="NAME=VALUE"):
        parameters_in([pair])


def test_bounds_are_for_all_or_for_one():
    assert bounds_in(["0.05", "quick=200"], "--max-drop") == {None: 0.05, "quick": 200.0}


@pytest.mark.parametrize("text", ["", "x", "quick=", "nan", "quick=inf", "0,5"])
def test_other_bounds_are_refused(text):
    with pytest.raises(BadInput, match="write a number, or EVALUATOR=NUMBER"):
        bounds_in([text], "--max-drop")
