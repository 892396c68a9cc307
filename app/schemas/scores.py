"""Scores as JSON."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from marshmallow import Schema, ValidationError, fields, validate

from app.models.experiments import MOST_TRIALS
from app.models.scores import SCALE_TYPES, SCORE_SOURCES, SCORE_TARGETS, SCORE_TYPES
from app.schemas.base import (
    NO_NUL,
    Digits,
    Hex,
    JsonObject,
    Line,
    PageArgs,
    Switch,
    Timestamp,
    Truth,
    Whole,
)

VALUE = {
    "description": "A number, true or false, or the words of a category or a text.",
    "json_schema": {"type": ["number", "boolean", "string"]},
}


class HexIn(fields.String):
    """The same as they come in."""

    def __init__(self, digits: int, made: Callable[[str], Any], **kwargs: Any) -> None:
        pattern = f"^[0-9a-f]{{{digits}}}$"
        super().__init__(validate=None, metadata={"pattern": pattern}, **kwargs)
        self.check = validate.Regexp(pattern + r"(?<!\n)", error=f"{digits} hexadecimal digits.")
        self.made = made

    def _deserialize(self, value: Any, *args: Any, **kwargs: Any) -> Any:
        return self.made(self.check(super()._deserialize(value, *args, **kwargs)))


class Value(fields.Field):
    """A number, true or false, or a text, each as it is."""

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> Any:
        if not isinstance(value, bool | int | float | str):
            raise ValidationError("A number, true or false, or a text.")
        return value


class Number(fields.Float):
    """A number, from JSON a number and nothing else."""

    def _validated(self, value: Any) -> float:
        if isinstance(value, bool | str):
            raise self.make_error("invalid", input=value)
        return super()._validated(value)


def trace_id_in() -> HexIn:
    return HexIn(32, UUID)


def span_id_in() -> HexIn:
    return HexIn(16, bytes.fromhex)


def hex_field() -> Hex:
    metadata = {"json_schema": {"type": ["string", "null"]}}
    return Hex(required=True, allow_none=True, metadata=metadata)


class ScoreOut(Schema):
    """A judgement of a run, a span, a trace, a session or the result of an experiment."""

    id = fields.String(required=True)
    target = fields.String(required=True, validate=validate.OneOf(SCORE_TARGETS))
    run_id = fields.UUID(required=True, allow_none=True)
    trace_id = hex_field()
    span_id = hex_field()
    session_id = fields.String(required=True, allow_none=True)
    experiment_id = fields.UUID(required=True, allow_none=True)
    item_id = fields.UUID(required=True, allow_none=True)
    trial = fields.Integer(required=True, allow_none=True)
    name = fields.String(required=True)
    type = fields.String(required=True, validate=validate.OneOf(SCORE_TYPES))
    value = Value(required=True, attribute="judged", metadata=VALUE)
    comment = fields.String(required=True, allow_none=True)
    source = fields.String(required=True, validate=validate.OneOf(SCORE_SOURCES))
    scale_id = fields.UUID(required=True, allow_none=True)
    environment = fields.String(required=True)
    metadata = fields.Dict(required=True, allow_none=True, attribute="metadata_")
    created_by = fields.String(required=True, attribute="author")
    created_at = Timestamp(required=True)
    updated_at = Timestamp(required=True)


def text_in(most: int, description: str = "", **kwargs: Any) -> fields.String:
    metadata = {**NO_NUL, **({"description": description} if description else {})}
    return fields.String(validate=validate.Length(1, most), metadata=metadata, **kwargs)


class ScoreIn(Schema):
    """Names one of `run_id`, `trace_id` (with a `span_id`: of that span), `session_id`, and
    `experiment_id` (with an `item_id`: of its result, in the first trial unless another is named).
    """

    class Meta:
        json_schema = {
            "oneOf": [
                {"required": [name]}
                for name in ("run_id", "trace_id", "session_id", "experiment_id")
            ],
            "dependentRequired": {
                "span_id": ["trace_id"],
                "experiment_id": ["item_id"],
                "item_id": ["experiment_id"],
                "trial": ["experiment_id"],
            },
        }

    id = text_in(500, "The same id for the same target is the same score: given again, it changes.")
    run_id = fields.UUID()
    trace_id = trace_id_in()
    span_id = span_id_in()
    session_id = text_in(1_000)
    experiment_id = fields.UUID()
    item_id = fields.UUID()
    trial = Whole(most=MOST_TRIALS)
    name = text_in(200, "Where a scale has this name, the value must be on it.", required=True)
    value = Value(required=True, metadata=VALUE)
    type = fields.String(
        validate=validate.OneOf(SCORE_TYPES),
        metadata={"description": "Left out: the scale's, else what the value is."},
    )
    source = fields.String(
        validate=validate.OneOf(SCORE_SOURCES),
        metadata={"description": "Left out: `person` with a session, `api` with a key."},
    )
    comment = Line(4_000)
    environment = fields.String(
        validate=validate.Regexp(r"^[a-z0-9_-]{1,40}\Z"),
        metadata={"pattern": "^[a-z0-9_-]{1,40}$"},
    )
    metadata = JsonObject(allow_none=True, metadata={"description": "At most 64 KiB."})


class ScoresIn(ScoreIn):
    """One score, or up to a hundred of them: always loaded as a list."""

    def load(self, data: Any, **kwargs: Any) -> Any:
        if isinstance(data, list) and not 1 <= len(data) <= 100:
            raise ValidationError("Between 1 and 100 scores at once.")
        many = isinstance(data, list)
        loaded = super().load(data, **(kwargs | {"many": many}))
        return loaded if many else [loaded]


class ScoresArgs(PageArgs):
    """Filters narrow together."""

    id = text_in(500)
    name = text_in(200)
    target = fields.String(validate=validate.OneOf(SCORE_TARGETS))
    run_id = fields.UUID()
    trace_id = trace_id_in()
    span_id = span_id_in()
    session_id = text_in(1_000)
    experiment_id = fields.UUID()
    item_id = fields.UUID()
    trial = Digits(most=MOST_TRIALS)
    type = fields.String(validate=validate.OneOf(SCORE_TYPES))
    source = fields.String(validate=validate.OneOf(SCORE_SOURCES))
    environment = text_in(40)
    since = Timestamp(metadata={"description": "From this moment on."})
    until = Timestamp(metadata={"description": "Before this moment."})
    cursor = fields.String(
        validate=validate.Regexp(r"^[A-Za-z0-9_-]{34,2800}={0,2}\Z"),
        metadata={
            "description": "From the `Link` header of the page before.",
            "pattern": "^[A-Za-z0-9_-]{34,2800}={0,2}$",
            "format": "cursor",
        },
    )


class CategoryIn(Schema):
    label = text_in(200, required=True)
    value = Number(required=True)


def categories_field() -> fields.List:
    return fields.List(
        fields.Nested(CategoryIn),
        allow_none=True,
        validate=validate.Length(1, 100),
        metadata={"description": "Of a categorical scale, in the order they are offered."},
    )


class ScalePatchIn(Schema):
    """Scores that were given already stay as they are."""

    name = text_in(200)
    minimum = Number(allow_none=True, metadata={"description": "Of a numeric scale."})
    maximum = Number(allow_none=True, metadata={"description": "Of a numeric scale."})
    categories = categories_field()
    description = Line(4_000)
    archived = Truth(metadata={"description": "Archived: no longer offered, and checks nothing."})


class ScaleIn(Schema):
    name = text_in(200, "Of the scores it is for.", required=True)
    type = fields.String(required=True, validate=validate.OneOf(SCALE_TYPES))
    minimum = Number(allow_none=True, metadata={"description": "Of a numeric scale."})
    maximum = Number(allow_none=True, metadata={"description": "Of a numeric scale."})
    categories = categories_field()
    description = Line(4_000)


class ScalesArgs(PageArgs):
    archived = Switch(load_default=False)


class CategoryOut(Schema):
    label = fields.String(required=True)
    value = fields.Float(required=True)


class ScaleOut(Schema):
    id = fields.UUID(required=True)
    name = fields.String(required=True)
    type = fields.String(required=True, validate=validate.OneOf(SCALE_TYPES))
    minimum = fields.Float(required=True, allow_none=True)
    maximum = fields.Float(required=True, allow_none=True)
    categories = fields.List(fields.Nested(CategoryOut), required=True, allow_none=True)
    description = fields.String(required=True, allow_none=True)
    created_at = Timestamp(required=True)
    updated_at = Timestamp(required=True)
    created_by = fields.String(required=True, attribute="author")
    archived_at = Timestamp(required=True, allow_none=True)
