"""Experiments as JSON."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from app.models.experiments import (
    EXPERIMENT_SOURCES,
    EXPERIMENT_STATUSES,
    MOST_TRIALS,
    RESULT_STATUSES,
)
from app.schemas.base import NO_NUL, Digits, JsonObject, JsonObjects, PageArgs, Timestamp, Whole
from app.schemas.prompts import LABELS, MESSAGE, MESSAGES, PARAMETERS
from app.schemas.runs import TraceId, line, one_required, refuse

MOST_PROMPTS, MOST_EVALUATORS = 20, 20
FORMATS = ("csv", "jsonl", "md")
OUTCOMES = ("passed", "failed", "error")
BODIES = ("prompt_name", "content", "messages")
LABEL = {
    "description": "Which version: `production` (default) or `latest`.",
    "enum": list(LABELS),
}
NAMED = re.compile(r"(?P<name>[^@]+)(@(?P<version>[1-9][0-9]{0,8}))?")
MOST_CONCURRENCY = 1_000
ANYTHING: dict[str, Any] = {"json_schema": {}}
OUTPUT_LINE = (
    "JSON Lines: `{key, output}` for each item, `output` being a text, a message or any JSON."
    " Instead of it there may be an `error`; besides it `trial` (from 1 on), `latency_ms`,"
    " `cost_usd`, `input_tokens` and `output_tokens`. What is wrong is named by its line, and"
    " nothing is kept then. Items without an output are failed results."
)


class Money(fields.Float):
    """US dollars, from JSON a number and nothing like it; more than none."""

    def __init__(self, **kwargs: Any) -> None:
        described = {"exclusiveMinimum": 0, "maximum": 1_000_000}
        super().__init__(
            allow_nan=False, metadata={**kwargs.pop("metadata", {}), **described}, **kwargs
        )

    def _validated(self, value: Any) -> Any:
        if isinstance(value, bool | str):
            raise self.make_error("invalid", input=value)
        number = super()._validated(value)
        if not 0 < number <= 1_000_000:
            raise ValidationError("More than 0, at most 1,000,000.")
        return Decimal(str(number))


class Amount(fields.Float):
    """A number in a query."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(allow_nan=False, **kwargs)


class EvaluatorRef(Schema):
    """An evaluator by its name or id; its newest version unless another is asked for."""

    name = line(200, required=True)
    version = Whole()


class PromptRef(Schema):
    """A version of a prompt, or a draft."""

    class Meta:
        json_schema = {
            "oneOf": one_required(BODIES),
            "dependentRequired": {"label": ["prompt_name"], "version": ["prompt_name"]},
            "not": {"required": ["label", "version"]},
        }

    prompt_name = line(200)
    label = fields.String(metadata=LABEL)
    version = Whole()
    content = fields.String(metadata={**NO_NUL, "description": "A text draft."})
    messages = JsonObjects(MESSAGE, metadata=MESSAGES | {"example": None})

    @validates_schema
    def check_what_belongs_together(self, data: dict[str, Any], **_: Any) -> None:
        bodies = [name for name in BODIES if name in data]
        if len(bodies) != 1:
            refuse(
                bodies or ["prompt_name"], "Send one of `prompt_name`, `content` and `messages`."
            )
        pointers: list[str] = [name for name in ("label", "version") if name in data]
        refuse(pointers if len(pointers) == 2 else [], "Either `label` or `version`.")
        refuse(pointers if "prompt_name" not in data else [], "Only with `prompt_name`.")


class Told(Schema):
    name = line(200, "Left out: what is tried, and on what.")
    description = line(4_000)
    metadata = JsonObject(metadata={"description": "At most 64 KiB."})


def dataset_in() -> fields.String:
    return line(200, "By its name or its id.", required=True)


def evaluators_in() -> fields.List:
    return fields.List(
        fields.Nested(EvaluatorRef),
        load_default=list,
        validate=validate.Length(max=MOST_EVALUATORS),
    )


class ExperimentIn(Told):
    """Each of `prompts` over every item of a dataset's version; several are a group."""

    dataset = dataset_in()
    dataset_version = Whole(metadata={"description": "Left out: the newest."})
    prompts = fields.List(
        fields.Nested(PromptRef), required=True, validate=validate.Length(1, MOST_PROMPTS)
    )
    connection = line(100, "By its name. Left out: the project's default, else `echo`.")
    parameters = JsonObject(
        metadata={**PARAMETERS, "description": "In place of those of the versions, all of them."}
    )
    evaluators = evaluators_in()
    trials = Whole(
        most=MOST_TRIALS, load_default=1, metadata={"description": "How often each item is run."}
    )
    concurrency = Whole(most=MOST_CONCURRENCY, metadata={"description": "Items at once, at most."})
    budget_usd = Money(
        metadata={"description": "Once it has cost so much, no further item is begun."}
    )


class RecordedHead(Told):
    """What outputs are said to be of."""

    dataset = dataset_in()
    dataset_version = Whole(metadata={"description": "Left out: the newest."})
    prompt_name = line(200, "Of the prompt whose version gave the outputs, if it was one.")
    label = fields.String(metadata=LABEL)
    version = Whole()
    connection = line(200, "As its own words; it is not looked up.")
    provider = line(200)
    model = line(200)
    parameters = JsonObject(metadata=PARAMETERS)
    evaluators = evaluators_in()
    trials = Whole(most=MOST_TRIALS, metadata={"description": "Left out: as many as are named."})

    @validates_schema
    def check_what_belongs_together(self, data: dict[str, Any], **_: Any) -> None:
        pointers: list[str] = [name for name in ("label", "version") if name in data]
        refuse(pointers if len(pointers) == 2 else [], "Either `label` or `version`.")
        refuse(pointers if "prompt_name" not in data else [], "Only with `prompt_name`.")


class RecordedIn(RecordedHead):
    """Outputs that one has already, each of an item, to be scored."""

    class Meta:
        json_schema = {
            "dependentRequired": {"label": ["prompt_name"], "version": ["prompt_name"]},
            "not": {"required": ["label", "version"]},
        }

    outputs = JsonObjects(
        {"type": "object", "required": ["key"], "properties": {"key": {"type": "string"}}},
        required=True,
        validate=validate.Length(max=100_000),
        metadata={"description": OUTPUT_LINE.replace("JSON Lines", "A list")},
    )


class EvaluatorName(fields.String):
    """`name` or `name@version`."""

    def __init__(self) -> None:
        super().__init__(metadata={"pattern": "^[^@\\u0000]+(@[1-9][0-9]{0,8})?$"})

    def _deserialize(self, value: Any, *args: Any, **kwargs: Any) -> Any:
        found = NAMED.fullmatch(super()._deserialize(value, *args, **kwargs))
        if found is None or not 1 <= len(found["name"]) <= 200 or "\0" in found["name"]:
            raise ValidationError("An evaluator's name, or name@version.")
        given = {"name": found["name"]}
        return given | ({"version": int(found["version"])} if found["version"] else {})


class RecordedArgs(Schema):
    """With JSON Lines, what the outputs are of; `evaluator` as often as there are some."""

    dataset = line(200, "By its name or its id.")
    dataset_version = Digits()
    evaluators = fields.List(
        EvaluatorName(), data_key="evaluator", validate=validate.Length(max=MOST_EVALUATORS)
    )
    prompt_name = line(200)
    label = fields.String(metadata=LABEL)
    version = Digits()
    connection = line(200)
    provider = line(200)
    model = line(200)
    trials = Digits(most=MOST_TRIALS)
    name = line(200)
    description = line(4_000)


class ExperimentsArgs(PageArgs):
    dataset = line(200, "The id of a dataset, or its name.")
    prompt = line(200, "The id of a prompt, or its name.")
    version = Digits()
    evaluator = line(200, "The id of an evaluator, or its name.")
    status = fields.String(validate=validate.OneOf(EXPERIMENT_STATUSES))
    source = fields.String(validate=validate.OneOf(EXPERIMENT_SOURCES))
    group_id = fields.UUID()


class ResultsArgs(PageArgs):
    """`outcome`, `min` and `max` are of the `evaluator` that is named."""

    status = fields.String(validate=validate.OneOf(RESULT_STATUSES))
    key = line(500)
    trial = Digits(most=MOST_TRIALS)
    evaluator = line(200, "By its name or its id.")
    outcome = fields.String(
        validate=validate.OneOf(OUTCOMES),
        metadata={"description": "`error`: nothing could be judged."},
    )
    least = Amount(data_key="min")
    most = Amount(data_key="max")


class ExportArgs(Schema):
    format = fields.String(load_default="jsonl", validate=validate.OneOf(FORMATS))


class UsedEvaluatorOut(Schema):
    """As it was when the experiment was made."""

    position = fields.Integer(required=True)
    evaluator_id = fields.UUID(required=True)
    name = fields.String(required=True)
    version = fields.Integer(required=True)
    kind = fields.String(required=True)
    config = JsonObject(required=True)
    judge_prompt_version = fields.Integer(required=True, allow_none=True)


class ListedExperimentOut(Schema):
    id = fields.UUID(required=True)
    name = fields.String(required=True)
    description = fields.String(required=True, allow_none=True)
    group_id = fields.UUID(required=True, allow_none=True)
    source = fields.String(required=True, validate=validate.OneOf(EXPERIMENT_SOURCES))
    status = fields.String(required=True, validate=validate.OneOf(EXPERIMENT_STATUSES))
    stop_reason = fields.String(required=True, allow_none=True)
    dataset_id = fields.UUID(required=True)
    dataset_name = fields.String(required=True)
    dataset_version = fields.Integer(required=True)
    prompt_id = fields.UUID(required=True, allow_none=True)
    prompt_name = fields.String(required=True, allow_none=True)
    prompt_version = fields.Integer(required=True, allow_none=True)
    prompt_deleted = fields.Boolean(required=True, attribute="is_prompt_deleted")
    connection = fields.String(required=True, allow_none=True)
    provider = fields.String(required=True, allow_none=True)
    model = fields.String(required=True, allow_none=True)
    parameters = JsonObject(required=True, allow_none=True)
    trials = fields.Integer(required=True)
    concurrency = fields.Integer(required=True, allow_none=True)
    budget_usd = fields.Float(required=True, allow_none=True)
    result_count = fields.Integer(
        required=True, metadata={"description": "Items times trials, done or not."}
    )
    done_count = fields.Integer(
        required=True, metadata={"description": "Results that are over, failed ones among them."}
    )
    failed_count = fields.Integer(required=True)
    cost_usd = fields.Float(
        required=True, metadata={"description": "Of all calls, those of judges among them."}
    )
    totals = JsonObject(
        required=True,
        allow_none=True,
        metadata={"description": "What it comes to, written now and then and at the end."},
    )
    evaluators = fields.List(fields.Nested(UsedEvaluatorOut), required=True)
    metadata = JsonObject(required=True, allow_none=True, attribute="metadata_")
    created_at = Timestamp(required=True)
    created_by = fields.String(required=True, attribute="author")
    started_at = Timestamp(required=True, allow_none=True)
    ended_at = Timestamp(required=True, allow_none=True)


class ExperimentOut(ListedExperimentOut):
    """With the text of a draft."""

    content = fields.String(required=True, allow_none=True)
    messages = JsonObjects(required=True, allow_none=True)


class ResultScoreOut(Schema):
    evaluator = fields.Integer(
        required=True, metadata={"description": "Its position among those of the experiment."}
    )
    name = fields.String(required=True)
    value = fields.Float(required=True, allow_none=True)
    passed = fields.Boolean(required=True, allow_none=True)
    reason = fields.String(required=True, allow_none=True)
    error = fields.String(
        required=True, allow_none=True, metadata={"description": "Why there is no value."}
    )


class ResultOut(Schema):
    """What became of an item in one trial."""

    item_id = fields.UUID(required=True)
    key = fields.String(required=True, attribute="item_key")
    position = fields.Integer(required=True)
    trial = fields.Integer(required=True)
    status = fields.String(required=True, validate=validate.OneOf(RESULT_STATUSES))
    attempts = fields.Integer(required=True)
    item_deleted = fields.Boolean(required=True, attribute="is_item_deleted")
    input = fields.Raw(required=True, allow_none=True, metadata=ANYTHING)
    expected = fields.Raw(required=True, allow_none=True, metadata=ANYTHING)
    output = fields.Raw(required=True, allow_none=True, metadata=ANYTHING)
    error = fields.String(required=True, allow_none=True)
    error_kind = fields.String(required=True, allow_none=True)
    run_id = fields.UUID(required=True, allow_none=True)
    trace_id = TraceId(required=True, allow_none=True)
    latency_ms = fields.Float(required=True, allow_none=True)
    cost_usd = fields.Float(required=True, allow_none=True)
    input_tokens = fields.Integer(required=True, allow_none=True)
    output_tokens = fields.Integer(required=True, allow_none=True)
    ended_at = Timestamp(required=True, allow_none=True)
    scores = fields.List(fields.Nested(ResultScoreOut), required=True)
