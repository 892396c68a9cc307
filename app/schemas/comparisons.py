"""Experiments side by side, as JSON."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields, validate

from app.models.experiments import (
    ALL,
    COMPARED_ITEMS,
    ERRORS_COUNT_AS,
    EXPERIMENT_STATUSES,
    FEWEST_COMPARED,
    MOST_COMPARED,
    RESULT_STATUSES,
    WORST,
)
from app.schemas.base import Digits
from app.schemas.examples import PROMPT_ID
from app.schemas.experiments import ExportArgs
from app.schemas.scores import ScoreOut, text_in
from app.statistics.paired import BOOTSTRAP, MCNEMAR
from app.statistics.sentences import HIGHER, LOWER, VERDICTS


class ComparedArgs(Schema):
    ids = fields.List(
        fields.UUID(),
        required=True,
        validate=validate.Length(FEWEST_COMPARED, MOST_COMPARED),
        metadata={
            "description": "Repeated: two to five experiments, each once; the first is what the"
            " others are compared with.",
            "uniqueItems": True,
        },
    )
    evaluator = text_in(200, "Its name; else the first that judged all of them.")
    filter = fields.String(
        load_default=ALL,
        validate=validate.OneOf(COMPARED_ITEMS),
        metadata={
            "description": "Regressed and improved: what any of the others did worse or better"
            " than the first. Disagree: not all alike. Failed: without an output or a score."
        },
    )
    errors = fields.String(
        load_default=WORST,
        validate=validate.OneOf(ERRORS_COUNT_AS),
        metadata={"description": "What has no score counts as the worst there is, or is left out."},
    )


class CompareArgs(ComparedArgs):
    limit = Digits(
        most=100, load_default=25, metadata={"description": "Items of the page, at most 100."}
    )
    cursor = Digits(
        least=0, metadata={"description": "From the `Link` header of the page before: a position."}
    )


class ExportCompareArgs(ComparedArgs, ExportArgs):
    """Every item that the filter lets through; of a summary (`md`) the first 500."""


def number(description: str = "") -> fields.Float:
    metadata = {"description": description} if description else {}
    return fields.Float(required=True, allow_none=True, metadata=metadata)


class ComparedExperimentOut(Schema):
    id = fields.UUID(required=True)
    name = fields.String(required=True)
    status = fields.String(required=True, validate=validate.OneOf(EXPERIMENT_STATUSES))
    prompt_id = fields.UUID(required=True, allow_none=True)
    prompt_name = fields.String(required=True, allow_none=True)
    prompt_version = fields.Integer(required=True, allow_none=True)
    connection = fields.String(required=True, allow_none=True)
    model = fields.String(required=True, allow_none=True)
    dataset_id = fields.UUID(required=True)
    dataset_name = fields.String(required=True)
    dataset_version = fields.Integer(required=True)
    trials = fields.Integer(required=True)


class IntervalOut(Schema):
    low = fields.Float(required=True)
    high = fields.Float(required=True)
    method = fields.String(required=True, metadata={"description": "How it was found."})


class ChangeOut(Schema):
    item_id = fields.UUID(required=True)
    key = fields.String(required=True)
    position = fields.Integer(required=True)
    before = fields.Float(required=True)
    after = fields.Float(required=True)


class ComparedOut(Schema):
    """The second against the first, over the items that both have and that did not change."""

    first_id = fields.UUID(required=True)
    second_id = fields.UUID(required=True)
    evaluator = fields.String(required=True)
    direction = fields.String(
        required=True,
        validate=validate.OneOf([HIGHER, LOWER]),
        metadata={"description": "Whether higher or lower scores are the better ones."},
    )
    errors_count_as = number("Null where what has no score is left out.")
    errors_in_first = fields.Integer(required=True)
    errors_in_second = fields.Integer(required=True)
    errors_left_out = fields.Integer(required=True)
    only_in_first = fields.Integer(required=True)
    only_in_second = fields.Integer(required=True)
    n = fields.Integer(required=True, metadata={"description": "Items compared."})
    mean_first = number()
    mean_second = number()
    effect = fields.Float(
        required=True, metadata={"description": "The second's mean less the first's."}
    )
    interval = fields.Nested(
        IntervalOut, required=True, allow_none=True, metadata={"description": "Of it, at 95 %."}
    )
    p = number("Null of fewer than ten items.")
    method = fields.String(required=True, validate=validate.OneOf([MCNEMAR, BOOTSTRAP]))
    verdict = fields.String(required=True, validate=validate.OneOf(VERDICTS))
    sentence = fields.String(required=True)
    regressed_count = fields.Integer(required=True)
    improved_count = fields.Integer(required=True)
    regressed = fields.Nested(ChangeOut(many=True), required=True)
    improved = fields.Nested(ChangeOut(many=True), required=True)


class JudgedOut(Schema):
    value = number("Null with an `error`.")
    passed = fields.Boolean(required=True, allow_none=True)
    reason = fields.String(required=True, allow_none=True)
    error = fields.String(required=True, allow_none=True)


class TrialOut(Schema):
    trial = fields.Integer(required=True, attribute="result.trial")
    status = fields.String(
        required=True, attribute="result.status", validate=validate.OneOf(RESULT_STATUSES)
    )
    output = fields.Raw(required=True, allow_none=True, attribute="result.output")
    error = fields.String(required=True, allow_none=True, attribute="result.error")
    error_kind = fields.String(required=True, allow_none=True, attribute="result.error_kind")
    run_id = fields.UUID(required=True, allow_none=True, attribute="result.run_id")
    latency_ms = fields.Float(required=True, allow_none=True, attribute="result.latency_ms")
    cost_usd = fields.Float(required=True, allow_none=True, attribute="result.cost_usd")
    scores = fields.Dict(
        keys=fields.String(),
        values=fields.Nested(JudgedOut),
        required=True,
        metadata={"description": "By the names of evaluators."},
    )
    human_scores = fields.Nested(ScoreOut(many=True), required=True)


class ComparedItemOut(Schema):
    item_id = fields.UUID(required=True)
    key = fields.String(required=True)
    position = fields.Integer(required=True)
    input = fields.Raw(
        required=True, allow_none=True, metadata={"description": "Null once it is deleted."}
    )
    expected = fields.Raw(required=True, allow_none=True)
    trials = fields.List(
        fields.Nested(TrialOut(many=True)),
        required=True,
        metadata={"description": "For each experiment in turn; empty where it has not the item."},
    )


class SideBySideOut(Schema):
    experiments = fields.Nested(ComparedExperimentOut(many=True), required=True)
    evaluators = fields.List(
        fields.String(), required=True, metadata={"description": "Those that judged all of them."}
    )
    evaluator = fields.String(required=True, allow_none=True)
    compared = fields.Nested(
        ComparedOut(many=True),
        required=True,
        metadata={"description": "Each of the others with the first; empty on later pages."},
    )
    items = fields.Nested(ComparedItemOut(many=True), required=True)
    total = fields.Integer(
        required=True, metadata={"description": "Items of the first that the filter lets through."}
    )


FIRST_ID, SECOND_ID = (f"01a20b4e-6666-7c63-999a-a7746c494a0{n}" for n in (1, 2))
ITEM_ID = "01a20b4e-7777-7c63-999a-a7746c494a01"


def experiment(id_: str, version: int) -> dict[str, Any]:
    return {
        "id": id_,
        "name": f"support/summarise v{version} on questions",
        "status": "finished",
        "prompt_id": PROMPT_ID,
        "prompt_name": "support/summarise",
        "prompt_version": version,
        "connection": "openai",
        "model": "gpt-5",
        "dataset_id": "01a20b4e-8888-7c63-999a-a7746c494a01",
        "dataset_name": "questions",
        "dataset_version": 1,
        "trials": 1,
    }


def trial(passed: bool) -> dict[str, Any]:
    judged = {"value": float(passed), "passed": passed, "reason": "the same", "error": None}
    return {
        "trial": 1,
        "status": "succeeded",
        "output": "2",
        "error": None,
        "error_kind": None,
        "run_id": None,
        "latency_ms": 812.5,
        "cost_usd": 0.0021,
        "scores": {"exact": judged},
        "human_scores": [],
    }


CHANGE = {"item_id": ITEM_ID, "key": "one", "position": 1, "before": 0.0, "after": 1.0}
SIDE_BY_SIDE: dict[str, Any] = {
    "experiments": [experiment(FIRST_ID, 2), experiment(SECOND_ID, 3)],
    "evaluators": ["exact"],
    "evaluator": "exact",
    "compared": [
        {
            "first_id": FIRST_ID,
            "second_id": SECOND_ID,
            "evaluator": "exact",
            "direction": HIGHER,
            "errors_count_as": 0.0,
            "errors_in_first": 0,
            "errors_in_second": 0,
            "errors_left_out": 0,
            "only_in_first": 0,
            "only_in_second": 0,
            "n": 1319,
            "mean_first": 0.758,
            "mean_second": 0.8,
            "effect": 0.042,
            "interval": {"low": 0.018, "high": 0.065, "method": "newcombe"},
            "p": 0.0007,
            "method": MCNEMAR,
            "verdict": "better",
            "sentence": "Version 3 answers 4.2 points more items right than version 2"
            " (95 %: 1.8 to 6.5, p < 0.001, 1,319 items).",
            "regressed_count": 0,
            "improved_count": 1,
            "regressed": [],
            "improved": [CHANGE],
        }
    ],
    "items": [
        {
            "item_id": ITEM_ID,
            "key": "one",
            "position": 1,
            "input": {"question": "1 + 1?"},
            "expected": "2",
            "trials": [[trial(False)], [trial(True)]],
        }
    ],
    "total": 1319,
}


class AgreementArgs(Schema):
    evaluator = text_in(200, "Its name; else the first.")
    score = text_in(200, "The name of the human scores; else the evaluator's.")


class AgreementOut(Schema):
    """How far an evaluator agrees with the people who scored the same results or their runs."""

    evaluator = fields.String(required=True)
    score = fields.String(required=True)
    n = fields.Integer(required=True, metadata={"description": "Results that both judged."})
    observed = number("The share they agree on.")
    kappa = number("Cohen's: the share of what chance leaves open that they agree on.")
    interval = fields.Nested(IntervalOut, required=True, allow_none=True)
    sentence = fields.String(required=True)


AGREEMENT: dict[str, Any] = {
    "evaluator": "helpfulness",
    "score": "helpful",
    "n": 120,
    "observed": 0.9,
    "kappa": 0.74,
    "interval": {"low": 0.61, "high": 0.87, "method": "fleiss"},
    "sentence": "helpfulness and people agree on 90 % of 120 results; beyond chance, kappa is 0.74"
    " (95 %: 0.61 to 0.87).",
}
