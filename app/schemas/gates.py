"""Gates as JSON."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields, validate

from app.models.gates import MISSING
from app.schemas.base import Digits, Line, PageArgs, Switch, Timestamp, Truth, Whole
from app.schemas.scores import Number, text_in

LABEL = {"description": "What it stands before.", "enum": ["production"]}
PREFIX = "Of the prompts whose name begins so; an empty one is of all."
MINIMUM = "The least mean over every result; of an evaluator for which less is better, the most."
MAX_DROP = (
    "How much worse than the active version it may be at the lower end of the 95 % interval, on"
    " the same items. Null: it is not compared."
)
CONNECTION = "Of the experiments that count. Null: only recorded outputs do."
RECORDED = "Whether outputs that were made elsewhere count as well."
STARTS = "Whether saving a version of a prompt it stands before begins the experiment."


class GatePatchIn(Schema):
    """Exactly one of `prompt_name`, `prompt_prefix` and `tag` is not null."""

    label = fields.String(metadata=LABEL)
    prompt_name = text_in(200, allow_none=True)
    prompt_prefix = Line(200, PREFIX)
    tag = text_in(64, allow_none=True)
    dataset_id = fields.UUID()
    min_dataset_version = Whole(metadata={"description": "Experiments on older ones do not count."})
    evaluator_id = fields.UUID()
    evaluator_version = Whole(metadata={"description": "Left out: the newest, from then on."})
    minimum = Number(allow_none=True, metadata={"description": MINIMUM})
    max_drop = Number(
        allow_none=True, validate=validate.Range(min=0), metadata={"description": MAX_DROP}
    )
    connection = text_in(200, CONNECTION, allow_none=True)
    accept_recorded = Truth(metadata={"description": RECORDED})
    starts_by_itself = Truth(metadata={"description": STARTS})
    trials = Whole(most=100, metadata={"description": "So many or more."})
    description = Line(4_000)
    archived = Truth(metadata={"description": "Archived: it stands before nothing."})


class GateIn(GatePatchIn):
    class Meta:
        exclude = ("archived",)

    dataset_id = fields.UUID(required=True)
    evaluator_id = fields.UUID(required=True)


class GatesArgs(PageArgs):
    archived = Switch(load_default=False)


class GateOut(Schema):
    """What a version must have shown before a label may point at it."""

    id = fields.UUID(required=True)
    label = fields.String(required=True)
    prompt_name = fields.String(required=True, allow_none=True)
    prompt_prefix = fields.String(required=True, allow_none=True)
    tag = fields.String(required=True, allow_none=True)
    dataset_id = fields.UUID(required=True)
    dataset_name = fields.String(required=True)
    min_dataset_version = fields.Integer(required=True)
    evaluator_id = fields.UUID(required=True)
    evaluator_name = fields.String(required=True)
    evaluator_version = fields.Integer(required=True)
    minimum = fields.Float(required=True, allow_none=True)
    max_drop = fields.Float(required=True, allow_none=True)
    connection = fields.String(required=True, allow_none=True)
    accept_recorded = fields.Boolean(required=True)
    starts_by_itself = fields.Boolean(required=True)
    trials = fields.Integer(required=True)
    description = fields.String(required=True, allow_none=True)
    created_at = Timestamp(required=True)
    updated_at = Timestamp(required=True)
    created_by = fields.String(required=True, attribute="author")
    archived_at = Timestamp(required=True, allow_none=True)


class PromptGatesArgs(Schema):
    version = Digits(required=True)


def interval_field(**kwargs: Any) -> fields.List:
    return fields.List(
        fields.Float(),
        required=True,
        allow_none=True,
        validate=validate.Length(equal=2),
        metadata={"description": "Of the mean at 95 %: low and high."},
        **kwargs,
    )


class FindingOut(Schema):
    """Whether a gate would let a version through now, and if not, what is missing."""

    gate = fields.Nested(GateOut, required=True, attribute="guard.gate")
    passes = fields.Boolean(required=True)
    experiment_id = fields.UUID(required=True, allow_none=True, attribute="evidence_id")
    baseline_experiment_id = fields.UUID(required=True, allow_none=True, attribute="baseline_id")
    value = fields.Float(
        required=True, allow_none=True, metadata={"description": "The mean it reached."}
    )
    interval = interval_field()
    drop = fields.Float(
        required=True,
        allow_none=True,
        metadata={"description": "How much worse than the active version it may be, at 95 %."},
    )
    what = fields.String(required=True, allow_none=True, validate=validate.OneOf(MISSING))
    detail = fields.String(
        required=True, allow_none=True, metadata={"description": "What to do next."}
    )


MAY_MISS: dict[str, Any] = {"required": True, "allow_none": True, "dump_default": None}


class ReleaseGateOut(Schema):
    """What a gate let a release through by; or `what` was missing, if it was overridden."""

    gate_id = fields.UUID(required=True)
    experiment_id = fields.UUID(**MAY_MISS)
    baseline_experiment_id = fields.UUID(**MAY_MISS)
    value = fields.Float(**MAY_MISS)
    interval = interval_field(dump_default=None)
    drop = fields.Float(**MAY_MISS)
    what = fields.String(validate=validate.OneOf(MISSING), **MAY_MISS)
    detail = fields.String(**MAY_MISS)
