"""What models cost, as JSON."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from app.models.prices import NAME_OR_BEGINNING
from app.schemas.base import Timestamp

MODEL = {"description": "A model's name, or its beginning and `*`; the longest that fits counts."}


class Dollars(fields.Decimal):
    """US dollars a million tokens: a JSON number, both ways."""

    def __init__(self, **kwargs: Any) -> None:
        limits = validate.Range(0, 1_000_000)
        super().__init__(validate=limits, metadata={"type": "number"}, **kwargs)

    def _validated(self, value: Any) -> Any:
        if isinstance(value, bool | str):
            raise self.make_error("invalid", input=value)
        return super()._validated(value)

    def _serialize(self, value: Any, *_: Any, **__: Any) -> Any:
        return None if value is None else float(value)


class PriceIn(Schema):
    model = fields.String(
        required=True,
        validate=[validate.Length(1, 200), validate.Regexp(f"^{NAME_OR_BEGINNING.pattern}$")],
        metadata=MODEL,
    )
    input_usd = Dollars(required=True)
    output_usd = Dollars(required=True)
    cached_usd = Dollars(allow_none=True)
    valid_from = Timestamp(metadata={"description": "Now, if left out."})


class PricePatchIn(Schema):
    class Meta:
        json_schema = {"minProperties": 1}

    input_usd = Dollars()
    output_usd = Dollars()
    cached_usd = Dollars(allow_none=True)
    valid_from = Timestamp()

    @validates_schema
    def something(self, data: dict[str, Any], **_: Any) -> None:
        if not data:
            raise ValidationError("Say what is to change.")


class ListedRateOut(Schema):
    """A price of the starting list."""

    model = fields.String(required=True, metadata=MODEL)
    input_usd = Dollars(required=True)
    output_usd = Dollars(required=True)
    cached_usd = Dollars(required=True, allow_none=True)


class PriceOut(ListedRateOut):
    id = fields.UUID(required=True)
    valid_from = Timestamp(required=True)
    created_at = Timestamp(required=True)
    created_by = fields.String(required=True, attribute="author")
