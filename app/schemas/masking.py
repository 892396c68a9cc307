"""What is taken out of spans, as JSON."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from app.models.masking import NAME
from app.models.prices import NAME_OR_BEGINNING
from app.schemas.base import NO_NUL, Timestamp, Truth

PATTERN = {
    "description": "A regular expression of RE2; whatever it matches in any text is replaced.",
    "format": "re2",
}
ATTRIBUTE = {"description": "An attribute's name, or its beginning and `*`; its value is replaced."}


def name_field(**kwargs: Any) -> fields.String:
    return fields.String(
        validate=[validate.Length(1, 100), validate.Regexp(f"^{NAME.pattern}$")], **kwargs
    )


def pattern_field() -> fields.String:
    return fields.String(validate=validate.Length(1, 1_000), metadata=PATTERN)


def attribute_field() -> fields.String:
    whole = validate.Regexp(f"^{NAME_OR_BEGINNING.pattern}$")
    return fields.String(validate=[validate.Length(1, 200), whole], metadata=ATTRIBUTE)


class RuleIn(Schema):
    """Either `pattern` or `attribute`."""

    class Meta:
        json_schema = {
            "if": {"required": ["attribute"]},
            "then": {"not": {"required": ["pattern"]}},
            "else": {"required": ["pattern"]},
        }

    name = name_field(required=True)
    pattern = pattern_field()
    attribute = attribute_field()
    replacement = fields.String(
        load_default="[masked]", validate=validate.Length(max=200), metadata={**NO_NUL}
    )
    is_on = Truth(load_default=True)

    @validates_schema
    def one_of_them(self, data: dict[str, Any], **_: Any) -> None:
        if ("pattern" in data) == ("attribute" in data):
            raise ValidationError("Either `pattern` or `attribute`, and not both.", "pattern")


class RulePatchIn(Schema):
    """What kind of rule it is stays."""

    class Meta:
        json_schema = {"minProperties": 1}

    name = name_field()
    pattern = pattern_field()
    attribute = attribute_field()
    replacement = fields.String(validate=validate.Length(max=200), metadata={**NO_NUL})
    is_on = Truth()

    @validates_schema
    def something(self, data: dict[str, Any], **_: Any) -> None:
        if not data:
            raise ValidationError("Say what is to change.")


class RuleOut(Schema):
    id = fields.UUID(required=True)
    name = fields.String(required=True)
    pattern = fields.String(required=True, allow_none=True)
    attribute = fields.String(required=True, allow_none=True)
    replacement = fields.String(required=True)
    is_on = fields.Boolean(required=True)
    created_at = Timestamp(required=True)
    created_by = fields.String(required=True, attribute="author")
