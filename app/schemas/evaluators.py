"""Evaluators as JSON."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from app.evaluators import KINDS
from app.schemas.base import NO_NUL, JsonObject, Line, PageArgs, Switch, Timestamp, Truth
from app.schemas.scores import Number, text_in

OUTPUT_LENGTH = 2**20


def kind_field(**kwargs: object) -> fields.String:
    return fields.String(validate=validate.OneOf(list(KINDS)), **kwargs)  # type: ignore[arg-type]


class EvaluatorsArgs(PageArgs):
    kind = kind_field()
    archived = Switch(load_default=False)


class EvaluatorIn(Schema):
    name = text_in(200, required=True)
    kind = kind_field(required=True)
    config = JsonObject(
        load_default=dict,
        metadata={"description": "By the schema of its kind: `GET /api/evaluators/kinds`."},
    )
    description = Line(4_000)
    message = Line(1_000)


class EvaluatorPatchIn(Schema):
    name = text_in(200)
    description = Line(4_000)
    archived = Truth(metadata={"description": "Archived: no longer offered."})


class EvaluatorVersionIn(Schema):
    config = JsonObject(required=True)
    message = Line(1_000)


class EvaluatorVersionOut(Schema):
    version = fields.Integer(required=True)
    config = fields.Dict(required=True)
    message = fields.String(required=True, allow_none=True)
    created_at = Timestamp(required=True)
    created_by = fields.String(required=True, attribute="author")


class EvaluatorOut(Schema):
    id = fields.UUID(required=True)
    name = fields.String(required=True)
    kind = kind_field(required=True)
    description = fields.String(required=True, allow_none=True)
    latest_version = fields.Integer(required=True)
    created_at = Timestamp(required=True)
    updated_at = Timestamp(required=True)
    created_by = fields.String(required=True, attribute="author")
    archived_at = Timestamp(required=True, allow_none=True)


class EvaluatorDetailOut(EvaluatorOut):
    versions = fields.List(
        fields.Nested(EvaluatorVersionOut),
        required=True,
        metadata={"description": "The newest hundred, newest first."},
    )


class KindOut(Schema):
    kind = kind_field(required=True)
    title = fields.String(required=True)
    meaning = fields.String(required=True)
    config_schema = fields.Dict(required=True, metadata={"description": "A JSON Schema."})


class TryIn(Schema):
    kind = kind_field(required=True)
    config = JsonObject(load_default=dict)
    output = fields.String(
        required=True, validate=validate.Length(max=OUTPUT_LENGTH), metadata=NO_NUL
    )
    expected = fields.Raw(allow_none=True, metadata={"description": "Any JSON."})
    input = fields.Raw(allow_none=True, metadata={"description": "Any JSON."})
    metadata = fields.Raw(allow_none=True, metadata={"description": "Any JSON."})
    latency_ms = Number(allow_none=True)
    cost_usd = Number(allow_none=True)
    output_tokens = fields.Integer(allow_none=True, strict=True)
    answer = fields.String(
        validate=validate.Length(max=OUTPUT_LENGTH),
        metadata={**NO_NUL, "description": "Of a judge: what its model answered."},
    )


class VerdictOut(Schema):
    value = fields.Float(required=True, allow_none=True)
    passed = fields.Boolean(required=True, allow_none=True)
    reason = fields.String(required=True)
    error = fields.String(
        required=True,
        allow_none=True,
        metadata={"description": "Why there is no value."},
    )
