"""What each kind says of an output."""

import json
import math
import os
import re
from decimal import Decimal
from pathlib import Path

import pytest

from app.evaluators import KINDS, BadConfig, Judged, describe, make


def value_of(kind, output, expected=None, /, config=None, **measures):
    verdict = make(kind, config or {}).judge(Judged(output, expected, **measures))
    assert (verdict.value is None) == (verdict.error is not None)
    assert verdict.value is None or math.isfinite(verdict.value)
    assert verdict.reason or verdict.error
    return verdict.value


@pytest.mark.parametrize(
    ("kind", "output", "expected", "config", "value"),
    [
        ("exact", " Paris\n", "Paris", {}, 1),
        ("exact", "paris", "Paris", {}, 0),
        ("exact", "paris", "Paris", {"ignore_case": True}, 1),
        ("exact", " Paris", "Paris", {"ignore_spaces": False}, 0),
        ("exact", '{"a":1}', {"a": 1}, {}, 1),
        ("exact", "Paris", None, {}, None),
        ("contains", "The capital is Paris.", "paris", {}, 1),
        ("contains", "The capital is Paris.", ["Paris", "Rome"], {}, 0),
        ("contains", "The capital is Paris.", ["Paris", "Rome"], {"match": "any"}, 1),
        ("contains", "The capital is Paris.", None, {"phrases": ["Rome"], "match": "none"}, 1),
        ("contains", "PARIS", None, {"phrases": ["Paris"], "ignore_case": False}, 0),
        ("contains", "", [], {}, None),
        ("regex", "order 12345", None, {"pattern": r"\d{5}"}, 1),
        ("regex", "order 12345", None, {"pattern": r"\d{5}", "whole": True}, 0),
        ("regex", "sorry", None, {"pattern": "sorry", "must_match": False}, 0),
        ("numeric", "So it is 1,234.50 in all.", 1234.5, {}, 1),
        ("numeric", "first 3, then -4", "-4", {}, 1),
        ("numeric", "about 3.14", "3.14159", {"tolerance": 0.01}, 1),
        ("numeric", "98", 100, {"relative_tolerance": 0.02}, 1),
        ("numeric", "97", 100, {"relative_tolerance": 0.02}, 0),
        ("numeric", "Answer: 7 (of 9)", 7, {"pattern": r"Answer: (\d+)"}, 1),
        ("numeric", "no idea", 7, {}, 0),
        ("numeric", "7", "seven", {}, None),
        ("numeric", "7", True, {}, None),
        ("numeric", "1e999", 7, {}, 0),
        ("json_valid", '{"a": [1]}', None, {}, 1),
        ("json_valid", '```json\n{"a": 1}\n```', None, {"type": "object"}, 1),
        ("json_valid", "[1]", None, {"type": "object"}, 0),
        ("json_valid", "NaN", None, {}, 0),
        ("json_valid", "[" * 100_000, None, {}, 0),
        ("json_valid", "[" * 500 + "]" * 500, None, {}, 0),
        ("json_path", '{"answer": 7}', {"answer": 7.0}, {"path": "$.answer"}, 1),
        ("json_path", '{"answer": true}', {"answer": 1}, {"path": "$.answer"}, 0),
        ("json_path", '{"answer": "7"}', "7", {"path": "answer"}, 1),
        ("json_path", '{"l": [{"n": 1}, {"n": 2}]}', {"l": [{"n": 1}, {"n": 2}]},
         {"path": "$.l[*].n"}, 1),
        ("json_path", '{"a": null}', None, {"path": "$.a", "value": None}, 1),
        ("json_path", "{}", None, {"path": "$.a", "value": 1}, 0),
        ("json_path", "not json", {"a": 1}, {"path": "$.a"}, 0),
        ("edit_similarity", "kitten", "sitting", {}, 1 - 3 / 7),
        ("edit_similarity", "same", "same", {}, 1),
        ("edit_similarity", "", "", {}, 1),
        ("edit_similarity", "a" * 60_000, "b", {}, None),
        ("token_f1", "The cat sat.", "a cat sat down", {}, 0.8),
        ("token_f1", "", "", {}, 1),
        ("token_f1", "", "words", {}, 0),
        ("length", "one two", None, {"unit": "words", "maximum": 2}, 1),
        ("length", "a\nb\nc", None, {"unit": "lines", "maximum": 2}, 0),
        ("length", "", None, {"minimum": 1}, 0),
        ("length", "x", None, {"unit": "tokens", "maximum": 9}, None),
    ],
)  # fmt: skip
def test_an_output_is_judged(kind, output, expected, config, value):
    assert value_of(kind, output, expected, config=config) == (
        value if value is None else pytest.approx(value)
    )


@pytest.mark.parametrize(
    ("kind", "config", "measures", "value"),
    [
        ("latency", {"maximum_ms": 100}, {"latency_ms": 100.0}, 1),
        ("latency", {"maximum_ms": 100}, {"latency_ms": 100.1}, 0),
        ("latency", {"maximum_ms": 100}, {}, None),
        ("cost", {"maximum_usd": 0.01}, {"cost_usd": 0.02}, 0),
        ("length", {"unit": "tokens", "maximum": 9}, {"output_tokens": 9}, 1),
    ],
)
def test_measures_keep_within_bounds(kind, config, measures, value):
    assert value_of(kind, "x", config=config, **measures) == value


@pytest.mark.parametrize(
    ("kind", "config", "field"),
    [
        ("none", {}, "kind"),
        ("exact", {"ignore": True}, "config"),
        ("exact", {"ignore_case": "yes"}, "ignore_case"),
        ("contains", {"phrases": []}, "phrases"),
        ("regex", {}, "config"),
        ("regex", {"pattern": "("}, "pattern"),
        ("regex", {"pattern": r"(a)\1"}, "pattern"),
        ("regex", {"pattern": "a{1000}{1000}"}, "pattern"),
        ("numeric", {"pattern": "["}, "pattern"),
        ("numeric", {"tolerance": -1}, "tolerance"),
        ("numeric", {"tolerance": math.inf}, "tolerance"),
        ("json_schema", {"json_schema": {"type": "nonsense"}}, "json_schema"),
        ("json_schema", {"json_schema": {"pattern": r"(?=a)"}}, "json_schema"),
        ("json_schema", {"json_schema": {"patternProperties": {"(a+)+$": {}}}}, "json_schema"),
        ("json_schema", {"json_schema": {"$ref": "http://127.0.0.1:9/x.json"}}, "json_schema"),
        ("json_path", {"path": "$["}, "path"),
        ("length", {}, "maximum"),
        ("length", {"minimum": 2, "maximum": 1}, "maximum"),
        ("latency", {}, "config"),
        ("judge", {}, "config"),
        ("judge", {"prompt": "p", "minimum": 1, "maximum": 1}, "maximum"),
        ("judge", {"prompt": "p", "pass_at": 2}, "pass_at"),
        ("judge", {"prompt": "p", "label": "latest", "version": 1}, "label"),
    ],
)
def test_a_configuration_that_makes_none_is_refused_by_its_field(kind, config, field):
    with pytest.raises(BadConfig) as refused:
        make(kind, config)

    assert list(refused.value.errors) == [field]


def test_graded_ones_pass_from_a_score_on():
    judged = Judged("kitten", "sitting")

    assert make("edit_similarity", {}).judge(judged).passed is None
    assert make("edit_similarity", {"pass_at": 0.5}).judge(judged).passed is True
    assert make("edit_similarity", {"pass_at": 0.6}).judge(judged).passed is False


def test_a_catastrophic_expression_ends():
    assert value_of("regex", "a" * 200_000 + "!", config={"pattern": "(a+)+$"}) == 0
    schema = {"type": "string", "pattern": "^(a+)+$"}
    text = json.dumps("a" * 200_000 + "!")
    assert value_of("json_schema", text, config={"json_schema": schema}) == 0


def test_a_schema_that_multiplies_ends():
    levels = {f"a{n}": {"allOf": [{"$ref": f"#/$defs/a{n + 1}"}] * 2} for n in range(40)}
    schema = {"$defs": {**levels, "a40": {}}, "$ref": "#/$defs/a0"}

    verdict = make("json_schema", {"json_schema": schema}).judge(Judged("1"))

    assert not verdict.passed
    assert "too many steps" in verdict.reason


def test_a_schema_says_where_and_what_is_wrong():
    schema = {"properties": {"n": {"items": {"type": "integer"}}}}
    judge = make("json_schema", {"json_schema": schema}).judge

    assert judge(Judged('{"n": [1]}')).passed
    assert judge(Judged('{"n": [1, "1"]}')).reason == "n[1]: '1' is not of type 'integer'"


@pytest.mark.parametrize(
    ("answer", "value", "passed"),
    [
        ('{"score": 4, "reason": "clear"}', 4, True),
        ('```json\n{"score": 2.5}\n```', 2.5, False),
        ('{"score": 6}', None, None),
        ('{"score": NaN}', None, None),
        ('{"score": true}', None, None),
        ('{"score": "4"}', None, None),
        ("I like it!", None, None),
        ("[4]", None, None),
    ],
)
def test_what_a_judge_answers_is_read_or_kept(answer, value, passed):
    judge = make("judge", {"prompt": "p", "minimum": 1, "maximum": 5, "pass_at": 3})

    verdict = judge.read(answer)

    assert (verdict.value, verdict.passed) == (value, passed)
    assert value is not None or answer in verdict.error


def test_of_a_judge_less_may_be_better():
    judge = make("judge", {"prompt": "p", "direction": "lower", "pass_at": 0.2})

    assert judge.read('{"score": 0.1}').passed
    assert not judge.read('{"score": 0.3}').passed


def test_every_kind_says_what_it_means():
    described = {one["kind"]: one for one in describe()}

    assert list(described) == list(KINDS)
    assert all(one["title"] and one["meaning"] for one in described.values())
    assert json.loads(json.dumps(described)) == described


@pytest.fixture(scope="module")
def items():
    path = Path(os.environ["REAL_DATA"]) / "gsm8k_test.jsonl"
    return [json.loads(line) for line in path.read_text().splitlines()]


def test_the_answers_of_gsm8k_are_right_and_spoiled_ones_wrong(items):
    evaluator = make("numeric", {})

    for number, item in enumerate(items):
        wanted = Decimal(re.search(r"#### (.*)$", item["answer"]).group(1).replace(",", ""))
        said = f"After some thought: {wanted + number % 2}."
        verdict = evaluator.judge(Judged(said, item["answer"]))
        assert verdict.passed is (number % 2 == 0), item

    assert len(items) == 1319
